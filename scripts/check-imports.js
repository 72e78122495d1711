// Fails on an import against the direction of the house; a type's counts too. (Import cycles are the linter's business.)
// Fails on an exported function or constant that no other file speaks of.
//   node scripts/check-imports.js [ROOT]
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What each folder may import besides its own files. What is pure does without Node's own modules. */
const HOUSE = {
  'lib/model': { from: [], pure: true },
  'lib/document': { from: ['lib/model'], pure: true },
  'lib/plan': { from: ['lib/model'], pure: true },
  'lib/recipes': { from: ['lib/model', 'lib/plan'], pure: true },
  'lib/lab': { from: ['lib/model', 'lib/document', 'lib/plan', 'lib/recipes'], pure: true },
  'lib/diagnose': { from: ['lib/model'], pure: true },
  'lib/host': { from: ['lib/model', 'lib/plan'] },
  'lib/runtimes': { from: ['lib/model'] },
  'lib/config': { from: ['lib/model', 'lib/document', 'lib/code'] },
  'lib/code': { from: ['lib/model'] },
  'lib/plugins': { from: ['lib/model', 'lib/code', 'lib/config', 'plugins'] },
  'lib/view': { from: ['lib/model'] },
  'lib/cli': { from: ['lib', 'commands'] },
  'lib/index.ts': { from: ['lib'] },
  commands: { from: ['lib'] },
  plugins: { from: ['ctnet'], pure: true },
}

const IMPORT = /^\s*(?:import|export)\b[^'";]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm

const EXPORT = /^export (?:async )?(?:const|function|class) (\w+)/gm

const within = (file, folder) => file === folder || file.startsWith(`${folder}/`)

/** What is wrong with the import, if anything. */
function against(file, target) {
  const [folder, rule] = Object.entries(HOUSE).find(([name]) => within(file, name)) ?? []
  if (folder === undefined) return 'belongs to no folder of the house'
  if (target.startsWith('node:')) return rule.pure ? `${folder} is pure` : undefined
  const inside = target.startsWith('.') ? join(dirname(file), target) : target
  const isPackage = inside === target
  if (isPackage && folder !== 'plugins') return undefined
  if ([folder, ...rule.from].some((allowed) => within(inside, allowed))) return undefined
  return `${folder} may import ${rule.from.join(', ') || 'nothing'}`
}

process.chdir(process.argv[2] ?? '.')
const sourcesIn = (folders) =>
  folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.ts'))
const files = sourcesIn(['lib', 'commands', 'plugins'])
let wrong = 0
for (const file of files) {
  for (const [, from, bare, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const target = from ?? bare ?? dynamic
    const why = against(file, target)
    if (why === undefined) continue
    wrong++
    console.error(`${file}: imports ${target}: ${why}`)
  }
}

const words = new Map(
  [...files, ...sourcesIn(['tests'])].map((file) => [
    file,
    new Set(readFileSync(file, 'utf8').match(/\w+/g)),
  ]),
)
for (const file of files) {
  for (const [, name] of readFileSync(file, 'utf8').matchAll(EXPORT)) {
    if ([...words].some(([other, spoken]) => other !== file && spoken.has(name))) continue
    wrong++
    console.error(`${file}: exports ${name}, and no other file uses it`)
  }
}
if (files.length === 0) throw new Error('there is nothing to check here')
process.exitCode = wrong === 0 ? 0 : 1
