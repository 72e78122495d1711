import { withFile } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import type { Facts } from '../../model/facts.ts'
import type { Command, Guard, Step } from '../step.ts'

export interface FileChange {
  readonly path: string
  /** What is in it, and what shall be; nothing: there is no such file. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** Its directory is made for such files, and goes with the last of them. */
  readonly alone?: boolean
  /** Made so that nobody but root may read it. */
  readonly secret?: boolean
}

const shell = (text: string, path: string, input?: string): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', path],
  ...(input !== undefined && { input }),
})

/**
 * In place: a container that has the file as its own keeps on seeing it (a new inode isn't seen there). One that was there
 * isn't made anew, once it has gone with its container. What a script feeds to a program ends with a line's end, so a text
 * that doesn't gets one, and loses it again.
 */
function write({ path, before, secret }: FileChange, text: string): Command {
  const made = `${secret ? 'umask 077 && ' : ''}mkdir -p -- "\${1%/*}"`
  const ready = before === undefined ? made : '[ -f "$1" ]'
  return text === '' || text.endsWith('\n')
    ? shell(`${ready} && cat >"$1"`, path, text)
    : shell(`${ready} && printf %s "$(cat)" >"$1"`, path, `${text}\n`)
}

const remove = ({ path, alone }: FileChange): Command =>
  shell(`rm -f -- "$1"${alone ? ` && { rmdir -- "\${1%/*}" 2>/dev/null || :; }` : ''}`, path)

/** A beginning of the text counts as the text: whoever wrote it may have been killed in the middle. */
const HOLDS = `said=$(cat "$1" 2>/dev/null && echo .) && case $2 in "\${said%.}"*) ;; *) exit 1 ;; esac`

const holds = (path: string, text: string | undefined): Guard => ({
  kind: 'check',
  in: HOST,
  argv: text === undefined ? ['test', '-e', path] : ['sh', '-c', HOLDS, 'sh', path, text],
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
