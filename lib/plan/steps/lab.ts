import { withFile } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import type { Command, Guard, Step } from '../step.ts'

export interface LabNote {
  /** The lab's file. */
  readonly path: string
  /** What was noted before, if it was. */
  readonly before: string | undefined
}

const shell = (text: string, path: string, input?: string): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', path],
  ...(input !== undefined && { input }),
})

/** Whole or not at all: others read it without the lock. */
const WRITE = 'umask 077; mkdir -p "$(dirname -- "$1")" && cat >"$1.new" && mv -- "$1.new" "$1"'
const REMOVE = 'rm -f -- "$1" "$1.new" && { rmdir -- "$(dirname -- "$1")" 2>/dev/null || :; }'

const write = (path: string, text: string): Command => shell(WRITE, path, text)
const remove = (path: string): Command => shell(REMOVE, path)

/** Nobody else writes there, and nobody without the lock. */
const isThere = (path: string): Guard => ({
  kind: 'check',
  in: HOST,
  argv: ['sh', '-c', '[ -e "$1" ] || [ -e "$1.new" ]', 'sh', path],
  says: 'yes',
})

/** Notes what a lab is, so that it can be changed and taken down when what it was made of is gone. */
export function noteLab({ path, before }: LabNote, text: string): Step {
  return {
    in: HOST,
    run: [write(path, text)],
    effect: (facts) => withFile(facts, path, text),
    why: 'Note which lab is up',
    undo: {
      in: HOST,
      run: [before === undefined ? remove(path) : write(path, before)],
      effect: (facts) => withFile(facts, path, before),
      why: 'Note what was noted before',
      guard: isThere(path),
    },
  }
}

/** Forgets a lab. */
export const forgetLab = (path: string): Step => ({
  in: HOST,
  run: [remove(path)],
  effect: (facts) => withFile(facts, path, undefined),
  why: 'Forget the lab',
})
