import { before, type Edit, instead, refuse, type Unit } from './script-units.ts'

/** Something that goes wrong at one command of a plan. */
export interface Fault {
  readonly name: string
  readonly edit: (unit: Unit) => Edit
  /** The exit code of a plan that is rolled back. */
  readonly exit: number
  /** Whether ctnet is dead, so that it is the next command that takes everything back. */
  readonly kills?: boolean
  /** Whether its script nevertheless goes on, to the end of the batch. */
  readonly goesOn?: boolean
  /** On a terminal of its own, which goes away. */
  readonly terminal?: boolean
}

/** Until ctnet has seen the signal. */
const SEEN = 'while [ ! -e "$journal/stop" ]; do sleep 0.01; done'

/**
 * Until the next command waits for the lock, or, where it got it although the script still runs, for a time in which it
 * does all that it has to.
 */
const NEXT_WAITS = 'for n in $(seq 150); do ! grep -qsx flock /proc/[0-9]*/comm || break; sleep 0.01; done'

const signal = (name: string, exit: number): Fault => ({
  name: `SIG${name}`,
  edit: (unit) => before(unit, [`kill -${name} $PPID; ${SEEN}`]),
  exit,
})

const kill = (name: string, victims: string, rest: Pick<Fault, 'exit' | 'kills' | 'goesOn'>): Fault => ({
  name,
  edit: (unit) => (rest.goesOn ? before : instead)(unit, [`kill -9 ${victims}`]),
  ...rest,
})

export const FAULTS: readonly Fault[] = [
  { name: 'refused', edit: refuse, exit: 1 },
  kill('kill ctnet', `$PPID; ${NEXT_WAITS}`, { exit: 137, kills: true, goesOn: true }),
  kill('kill its shell', '$$', { exit: 1 }),
  kill('kill both', '$PPID $$', { exit: 137, kills: true }),
  signal('INT', 130),
  signal('TERM', 143),
  signal('HUP', 129),
  {
    name: 'terminal gone',
    // The terminal is held by script(1), ctnet's parent; with it goes what ctnet could have said.
    edit: (unit) =>
      before(unit, [`read -r _ _ _ terminal _ </proc/$PPID/stat; kill -9 "$terminal"; ${SEEN}`]),
    exit: 137,
    terminal: true,
  },
]
