import { defaultOf } from '../code/default-export.ts'
import { loadCode } from '../code/load-code.ts'
import { sha256, type TrustedFile } from '../code/verdict.ts'
import { isCode } from '../config/code-source.ts'
import { parseSource } from '../config/document.ts'
import { pluginNames } from '../config/plugin-names.ts'
import type { Located, Source } from '../config/source.ts'
import { loadPlugin } from './load-plugin.ts'

/**
 * The file, all that it loads where it is code, its plugins and all that they load, each with its content's hash: it is
 * all run for that. @throws exit 2 where something of it fails
 */
export async function filesToTrust(located: Located): Promise<readonly TrustedFile[]> {
  const { source, files } = isCode(located.file) ? await runCode(located) : asData(located)
  const all = [...files]
  for (const name of pluginNames(pluginsOf(source), source)) {
    const { plugin, namedIn } = name
    all.push(...(await loadPlugin({ plugin, namedIn })).files)
  }
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index)
}

interface Read {
  readonly source: Source
  readonly files: readonly TrustedFile[]
}

async function runCode({ file }: Located): Promise<Read> {
  const code = await loadCode({ name: file, namedIn: file, what: 'the file' })
  return { source: { file, data: defaultOf(code) }, files: code.files }
}

const asData = (located: Located): Read => ({
  source: located,
  files: [{ path: located.file, sha256: sha256(located.text) }],
})

/** The plugins that the file names; what is wrong with it otherwise is found when it is used. */
function pluginsOf(source: Source): readonly string[] {
  const data = 'text' in source ? parseSource(source).data : source.data
  if (typeof data !== 'object' || data === null || !('plugins' in data)) return []
  return [data.plugins].flat().filter((name) => typeof name === 'string')
}
