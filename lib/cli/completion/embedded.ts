import type { CommandTable } from '../command.ts'
import type { CompletionTable } from './table.ts'

/** Put in by the build, as JSON; the sources make it when they are asked. */
declare const CTNET_WORDS: string | undefined

/** The table that completions are made of, without loading the commands where the build has put it in. */
export const wordTable = async (commands: () => Promise<CommandTable>): Promise<CompletionTable> =>
  typeof CTNET_WORDS === 'string'
    ? JSON.parse(CTNET_WORDS)
    : (await import('./table.ts')).completionTable(await commands())
