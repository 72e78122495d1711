import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { CommandFlags } from '../../../lib/config/flags.ts'
import { findSources, loadConfig } from '../../../lib/config/load.ts'
import type { Places } from '../../../lib/config/source.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { parseMtu } from '../../../lib/model/mtu.ts'

/** A folder with these files, gone after the test; nothing of the user's own or the system's is found from it. */
export function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ctnet-config-'))
  const own = process.env.XDG_CONFIG_HOME
  process.env.XDG_CONFIG_HOME = join(folder, 'own')
  t.after(() => {
    rmSync(folder, { recursive: true })
    if (own === undefined) delete process.env.XDG_CONFIG_HOME
    else process.env.XDG_CONFIG_HOME = own
  })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const NOTHING_SAID = { config: undefined, noConfig: false }

/** A system's configuration that isn't there: as root, no test's own file would count. */
export const placesOf = (folder: string): Places => ({ from: folder, system: join(folder, 'no-system') })

export const FLAGS: CommandFlags = {
  attach: {
    mtu: { type: 'string', check: parseMtu },
    route: { type: 'string', array: true },
    if: { type: 'string' },
    create: { type: 'boolean' },
  },
  'bridge create': undefined,
}

export const loadFrom = (folder: string) => loadConfig(NOTHING_SAID, () => FLAGS, placesOf(folder))

/** The files that are found, without the folder. */
export const foundFrom = async (folder: string, below = '.') =>
  (await findSources(NOTHING_SAID, { ...placesOf(folder), from: join(folder, below) })).map(({ file }) =>
    file.replace(`${folder}/`, ''),
  )

/** What is said of a wrong file, without the folder; each error is a line. */
export async function refusalOf(folder: string): Promise<readonly string[]> {
  try {
    await loadFrom(folder)
  } catch (error) {
    if (!(error instanceof CtnetError) || error.exit !== 2) throw error
    const lines = error.details.length > 0 ? error.details : [`${error.message}; ${error.hint}`]
    return lines.map((line) => line.replaceAll(`${folder}/`, ''))
  }
  return []
}
