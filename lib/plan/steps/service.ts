import { HOST } from '../../model/endpoint.ts'
import { serviceFile } from '../../model/lab-state.ts'
import type { Command, Step, Undoing } from '../step.ts'

/** A program that runs as long as its node is there. */
export interface Service {
  /** A node that is nothing but a namespace: its name. */
  readonly namespace: string
  /** Of several of one node. */
  readonly index: number
  readonly text: string
}

const fileOf = ({ namespace, index }: Service): string => serviceFile(namespace, index)

/** Ends what is left of a session: of who has its number, only those in that network. `$1` the namespace, `$2` the file. */
const END_SESSION = [
  'read -r own <"$2" || own=-',
  'for p in /proc/[0-9]*; do [ "$p/ns/net" -ef "/var/run/netns/$1" ] && read -r stat <"$p/stat" || continue',
  `set -- "$1" "$2" "$3" \${stat##*) }`,
  `[ "$7" != "$own" ] || kill -s KILL "\${p#/proc/}"; done 2>/dev/null`,
].join('; ')

/**
 * In a session of its own, without any of the script's open files: it would hold the lock. It notes its own number, so that
 * it can be ended whoever is killed meanwhile, and is awaited until it is in the node's network, or has ended already.
 */
const START = [
  'umask 077',
  'unset journal ctnet',
  'mkdir -p "$(dirname "$2")" || exit 1',
  `[ ! -e "$2" ] || { ${END_SESSION}; rm -f -- "$2"; }`,
  `{ setsid sh -c 'echo $$ >"$2" && exec ip netns exec "$1" sh -c "$3"' sh "$1" "$2" "$3" </dev/null >"$2.log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- & }`,
  'until [ -s "$2" ] && read -r pid <"$2" && { [ "/proc/$pid/ns/net" -ef "/var/run/netns/$1" ] || [ ! -e "/proc/$pid/exe" ]; }; do sleep 0.01; done',
].join('; ')

const STOP = [END_SESSION, 'rm -f -- "$2" "$2.log"', 'rmdir -p -- "$(dirname "$2")" 2>/dev/null || :'].join(
  '; ',
)

const shell = (text: string, ...words: readonly string[]): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', ...words],
  programs: ['ip', 'setsid'],
})

/** Starts a program in a node, which runs on until the node goes (setsid(1)); its output is kept beside its number. */
export const startService = (service: Service): Step => ({
  in: HOST,
  run: [shell(START, service.namespace, fileOf(service), service.text)],
  effect: (facts) => facts,
  why: `Start a service of ${service.namespace}`,
  undo: stopService(service),
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
