// The licenses of the packages that are in the bundle, which each asks for wherever its code goes.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The text of all of them, by what esbuild says of its outputs. */
export function licensesOf(metafiles) {
  const folders = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([file]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [])
  return [...new Set(folders)].sort().map(licenseIn).join('\n')
}

/** One package's, and that of what it was built with: a bundle without it isn't made. */
function licenseIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no file with its license`)
  const texts = [`${folder}/${file}`, `${folder}/dist/LICENSE`].filter(existsSync)
  const heading = `${name} ${version} (${license})`
  return [
    heading,
    '='.repeat(heading.length),
    ...texts.map((text) => `\n${readFileSync(text, 'utf8').trim()}`),
    '',
  ].join('\n')
}
