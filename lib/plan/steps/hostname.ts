import { withHostname } from '../../model/effects.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import type { Hostname } from '../../model/facts.ts'
import type { Command, Guard, Step } from '../step.ts'

/** Through a shell of its own in the container's UTS namespace, if that process is still in the same one. */
const RENAME = `[ "$(readlink "/proc/$1/ns/uts")" = "$2" ] || { echo "process $1 is in $2 no more" >&2; exit 1; }
nsenter --uts="/proc/$1/ns/uts" sh -c 'printf "%s\\n" "$1" >/proc/sys/kernel/hostname' sh "$3"`

const IS =
  '[ "$(readlink "/proc/$1/ns/uts")" = "$2" ] && [ "$(nsenter --uts="/proc/$1/ns/uts" cat /proc/sys/kernel/hostname)" = "$3" ]'

const words = (text: string, { pid, namespace }: Hostname, name: string): readonly string[] => [
  ...['sh', '-c', text, 'sh'],
  ...[String(pid), namespace, name],
]

const rename = (uts: Hostname, name: string): Command => ({
  kind: 'exec',
  argv: words(RENAME, uts, name),
  programs: ['nsenter', 'readlink'],
})

const isCalled = (uts: Hostname, name: string): Guard => ({
  kind: 'check',
  in: HOST,
  argv: words(IS, uts, name),
  says: 'yes',
})

/** Gives a container another hostname; the one that it had comes back if nobody else has given it one meanwhile. */
export function setHostname(place: Place, uts: Hostname, name: string, why: string): Step {
  return {
    in: HOST,
    run: [rename(uts, name)],
    effect: (facts) => withHostname(facts, place, name),
    why,
    undo: {
      in: HOST,
      run: [rename(uts, uts.name)],
      effect: (facts) => withHostname(facts, place, uts.name),
      why: 'Give it the hostname back that it had',
      guard: isCalled(uts, name),
    },
  }
}
