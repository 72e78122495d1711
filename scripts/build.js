// Compiles and bundles what ships into dist/: the program and the public API, with their types.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { licensesOf } from './licenses.js'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

// Completions are made of the commands' definitions, which the program that answers a shell must not take the time to load.
const script =
  "import('./lib/cli/completion/made.ts').then(async ({ made }) => console.log(JSON.stringify(await made())))"
const { table, files } = JSON.parse(
  execFileSync('node', ['--import', 'tsx', '--eval', script], { encoding: 'utf8' }),
)
mkdirSync('completions', { recursive: true })
for (const { file, text } of files) writeFileSync(`completions/${file}`, text)

rmSync('dist', { recursive: true, force: true })
const program = await build({
  entryPoints: {
    ctnet: 'lib/cli/entry.ts',
    index: 'lib/index.ts',
    'hooks-thread': 'lib/code/hooks-thread.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  // Identifiers stay, for the faults that are reported: to keep their names alone (keepNames) takes time in every command.
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  // cosmiconfig's own loaders, which ctnet's stand in for: never called, and big.
  external: ['typescript', 'js-yaml', 'parse-json', 'import-fresh'],
  // To ctnet's own topologies: the part of the public API that is for plugins, without all that the rest brings along.
  alias: {
    ctnet: './lib/plugins/api.ts',
    y18n: './scripts/bundled/y18n.js',
    'string-width': './scripts/bundled/string-width.js',
  },
  legalComments: 'none',
  metafile: true,
  define: {
    CTNET_VERSION: JSON.stringify(version),
    // As text, which is parsed only where it is needed.
    CTNET_WORDS: JSON.stringify(JSON.stringify(table)),
  },
  // CommonJS packages ask for Node's own modules by `require`, which a module doesn't have.
  banner: {
    js: "import { createRequire as ctnetRequire } from 'node:module';const require = ctnetRequire(import.meta.url);",
  },
})
// Removes the types of plugins written in TypeScript: big, CommonJS, and seldom needed, so a file of its own.
const amaro = await build({
  entryPoints: { amaro: 'amaro' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  legalComments: 'none',
  metafile: true,
})
writeFileSync('dist/LICENSES.txt', licensesOf([program.metafile, amaro.metafile]))
mkdirSync('docs', { recursive: true })
writeFileSync(
  'docs/lab.schema.json',
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/lab-schema.ts']),
)
execFileSync('npx', ['--no-install', 'tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' })
