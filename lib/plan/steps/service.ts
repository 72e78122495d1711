import { HOST } from '../../model/endpoint.ts'
import { serviceFile } from '../../model/lab-state.ts'
import { LET_GO } from '../let-go.ts'
import type { Command, Step, Undoing } from '../step.ts'

/** A program that runs as long as its node is there. */
export interface Service {
  /** The namespace of a node that is nothing but one; of another the name that it would have. */
  readonly namespace: string
  /** Of several of one node. */
  readonly index: number
  readonly text: string
}

export const fileOf = ({ namespace, index }: Service): string => serviceFile(namespace, index)

/**
 * Ends what is left of a service's session, and waits until it has ended. `$2` notes who leads it: its number, its start in
 * ticks (proc(5)), and the number of its network. While the leader is there, and as old, the session is its own; without it
 * only those count who are in that network, whether or not that still has a name.
 */
export const END_SESSION = [
  'read -r own start net client 2>/dev/null <"$2" || own=-',
  `if read -r stat <"/proc/$own/stat"; then set -- "$1" "$2" "$3" \${stat##*) }`,
  `[ "\${23}" = "$start" ] && net=any || own=-; fi 2>/dev/null`,
  'for p in /proc/[0-9]*; do read -r stat <"$p/stat" || continue',
  `set -- "$1" "$2" "$3" \${stat##*) }; [ "$7" = "$own" ] || continue`,
  '[ "$net" = any ] || [ "$(stat -L -c %i "$p/ns/net")" = "$net" ] || continue',
  `kill -s KILL "\${p#/proc/}"; n=0`,
  'while [ -e "$p/ns/net" ] && [ "$n" -lt 100 ]; do sleep 0.01; n=$((n + 1)); done; done 2>/dev/null',
].join('; ')

/** What becomes the service notes who it is, and enters the node. `$4` the number of its network, `$5` what comes first there. */
const BECOME = [
  'read -r stat <"/proc/$$/stat"',
  `set -- "$1" "$2" "$3" "$4" "$5" \${stat##*) }`,
  `echo "$$ \${25} $4" >"$2" && exec ip netns exec "$1" sh -c "$5" sh "$3"`,
].join('; ')

/**
 * In a session of its own, without any of the script's open files: it would hold the lock. It notes its own number, so that
 * it can be ended whoever is killed meanwhile, and is awaited until it is in the node's network, or has ended already.
 */
const START = [
  'umask 077; enter=$4',
  'unset journal ctnet',
  'mkdir -p "$(dirname "$2")" && at=$(stat -L -c %i "/var/run/netns/$1") || exit 1',
  `[ ! -e "$2" ] || { ${END_SESSION}; rm -f -- "$2"; }`,
  `{ setsid sh -c '${BECOME}' sh "$1" "$2" "$3" "$at" "$enter" </dev/null >"$2.log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- & }`,
  'until [ -s "$2" ] && read -r pid _ <"$2" && { [ "/proc/$pid/ns/net" -ef "/var/run/netns/$1" ] || [ ! -e "/proc/$pid/exe" ]; }; do sleep 0.01; done',
].join('; ')

/** Behind one in a container its engine's client ends, too. */
const STOP = [
  END_SESSION,
  'n=0; while [ -n "$client" ] && [ -e "/proc/$client" ] && [ "$n" -lt 100 ]; do sleep 0.01; n=$((n + 1)); done',
  'rm -f -- "$2" "$2.log"',
  'rmdir -p -- "$(dirname "$2")" 2>/dev/null || :',
].join('; ')

/** How one says that a service isn't there any more. */
const ENDED = 9

/** Looks at services again and again for a third of a second: each by its name, its file and its text. */
const AWAIT = `look() {
  while [ $# -gt 0 ]; do
    read -r pid _ <"$2" && [ -e "/proc/$pid/ns/net" ] || {
      printf "%s\\n" "$1 was to run \\\`$3\\\`, which ended at once" >&2
      [ ! -s "$2.log" ] || tail -n 5 "$2.log" >&2
      exit ${ENDED}
    }
    shift 3
  done
}
for n in 1 2 3 4 5 6 7 8 9 10; do
  look "$@"
  sleep 0.03
done
look "$@"`

const shell = (text: string, ...words: readonly string[]): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', ...words],
  programs: ['ip', 'setsid'],
})

/** Starts a program in a node, which runs on until the node goes (setsid(1)); its output is kept beside its number. */
export const startService = (service: Service): Step => ({
  in: HOST,
  run: [shell(START, service.namespace, fileOf(service), service.text, `${LET_GO}; exec sh -c "$1"`)],
  effect: (facts) => facts,
  why: `Start a service of ${service.namespace}`,
  undo: stopService(service),
})

/** Waits until services have run for a moment, so that one that can't run is noticed; all of them at once. */
export const awaitServices = (services: readonly Service[]): Step => ({
  in: HOST,
  run: [
    {
      kind: 'exec',
      argv: ['sh', '-c', AWAIT, 'sh', ...services.flatMap((one) => [one.namespace, fileOf(one), one.text])],
    },
  ],
  effect: (facts) => facts,
  why: 'See that what was started runs on',
  refusal: {
    status: ENDED,
    failure: 'failed',
    code: 'service-ended',
    hint: 'a service runs on, in the foreground, as long as its lab is up: try its line in a shell',
  },
})

export const stopService = (service: Service): Undoing => ({
  in: HOST,
  run: [shell(STOP, service.namespace, fileOf(service), service.text)],
  effect: (facts) => facts,
  why: `End a service of ${service.namespace}`,
  guard: { kind: 'check', in: HOST, argv: ['test', '-e', fileOf(service)], says: 'yes' },
})

/** Runs shell text in a node, once; what it does outside of the node's network is not taken back. */
export const runOnce = (argv: readonly string[], node: string): Step => ({
  in: HOST,
  run: [
    {
      kind: 'exec',
      argv: [
        'sh',
        '-c',
        'unset journal ctnet; exec "$@" >&2 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-',
        'sh',
        ...argv,
      ],
    },
  ],
  effect: (facts) => facts,
  why: `Run what is to be run once in ${node}`,
})
