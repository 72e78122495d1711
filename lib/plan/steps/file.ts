import { HOST } from '../../model/endpoint.ts'
import { type Facts, withFile } from '../../model/facts.ts'
import type { Command, Guard, Step } from '../step.ts'

export interface FileChange {
  readonly path: string
  /** What is in it, and what shall be; nothing: there is no such file. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** Its directory is made for such files, and goes with the last of them. */
  readonly alone?: boolean
  /** Nobody but root may read it. */
  readonly secret?: boolean
}

const shell = (text: string, ...words: readonly string[]) => ({
  kind: 'exec' as const,
  argv: ['sh', '-c', text, 'sh', ...words],
})

/**
 * In place: a container that has the file as its own keeps on seeing it (a new inode isn't seen there). What is fed to a
 * program ends with a line's end; a text that doesn't is given as a word.
 */
function write({ path, secret }: FileChange, text: string): Command {
  const make = `${secret ? 'umask 077; ' : ''}mkdir -p -- "$(dirname -- "$1")"`
  return text === '' || text.endsWith('\n')
    ? { ...shell(`${make} && cat >"$1"`, path), input: text }
    : shell(`${make} && printf %s "$2" >"$1"`, path, text)
}

const remove = ({ path, alone }: FileChange): Command =>
  shell(`rm -f -- "$1"${alone ? ' && { rmdir -- "$(dirname -- "$1")" 2>/dev/null || :; }' : ''}`, path)

const holds = (path: string, text: string | undefined): Guard => ({
  kind: 'check',
  in: HOST,
  argv:
    text === undefined
      ? ['test', '-e', path]
      : ['sh', '-c', '[ "$(cat "$1" 2>/dev/null && echo .)" = "$2." ]', 'sh', path, text],
  says: text === undefined ? 'no' : 'yes',
})

const change = (file: FileChange): Pick<Step, 'run' | 'effect'> => ({
  run: [file.after === undefined ? remove(file) : write(file, file.after)],
  effect: (facts: Facts) => withFile(facts, file.path, file.after),
})

/** Gives a text file of the host's another text, in place; makes it, or removes it. Put back if it still says the same. */
export function setFile(file: FileChange, why: string): Step {
  const back = { ...file, before: file.after, after: file.before }
  return {
    in: HOST,
    ...change(file),
    why,
    undo: {
      in: HOST,
      ...change(back),
      why: 'Put the file back as it was',
      guard: holds(file.path, file.after),
    },
  }
}
