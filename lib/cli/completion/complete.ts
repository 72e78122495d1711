import { writeSync } from 'node:fs'
import { answer } from './answer.ts'
import { wordTable } from './embedded.ts'
import { SHELLS } from './shells.ts'

/** Milliseconds after which nobody waits any more. */
const PATIENCE = 3000

/**
 * Answers a completion script: `ctnet __complete SHELL …`. Whatever goes wrong, it says nothing and ends with 0: nobody
 * wants to read of it in the middle of a line.
 */
export async function complete([shell = '', ...given]: readonly string[]): Promise<void> {
  // What a plugin prints while it is loaded is no candidate.
  Object.defineProperty(process, 'stdout', { get: () => process.stderr })
  const asked = Object.hasOwn(SHELLS, shell) ? SHELLS[shell as keyof typeof SHELLS] : undefined
  if (asked !== undefined) await Promise.race([reply(asked, given), patience()]).catch(() => {})
  // What still waits for a runtime, or what a plugin has started, is of no use any more.
  process.exit(0)
}

async function reply(shell: (typeof SHELLS)[keyof typeof SHELLS], given: readonly string[]): Promise<void> {
  const table = await wordTable(async () => (await import('../table.ts')).COMMANDS)
  const lines = shell.lines(await answer(table, shell.words(given)), given)
  writeSync(1, lines.map((line) => `${line}\n`).join(''))
}

const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PATIENCE))
