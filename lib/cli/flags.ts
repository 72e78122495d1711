import type { CommandFlags } from '../config/flags.ts'
import type { AnyCommand, CommandTable } from './command.ts'
import { CONFIGURABLE_GLOBALS } from './globals.ts'

/** The options that may have default values: of the commands that are loaded; of the others the names alone. */
export const flagsByCommand = (
  table: CommandTable,
  loaded: Readonly<Record<string, AnyCommand>>,
): CommandFlags =>
  Object.fromEntries(
    Object.keys(table).map((name) => {
      const command = loaded[name]
      return [name, command && { ...command.options, ...CONFIGURABLE_GLOBALS }]
    }),
  )

/** The same, of all commands. */
export async function flagsOfAll(table: CommandTable): Promise<CommandFlags> {
  const loading = Object.entries(table).map(
    async ([name, { load }]) => [name, (await load()).default] as const,
  )
  return flagsByCommand(table, Object.fromEntries(await Promise.all(loading)))
}
