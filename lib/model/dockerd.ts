/** Docker's daemon as it runs. */
export interface Dockerd {
  readonly pid: number
  /** When it was started, in the kernel's ticks since boot: another process of its number has another. */
  readonly start: string
  /** Its program, and the words that it was started with. */
  readonly program: string
  readonly argv: readonly string[]
  /** Its configuration was written after it was started. */
  readonly stale: boolean
  /** What prints the last lines that it said, as shell text; nothing where that isn't known. */
  readonly log: string
}

/** How Docker is restarted on this host: what a person types, and the shell text that does it, also after a start that failed. */
export interface DockerRestart {
  readonly typed: string
  readonly run: string
}

/** What Docker says of its own bridge network. */
export interface DockerNetwork {
  readonly bridge: string
  readonly subnet?: string | undefined
  readonly gateway?: string | undefined
  readonly mtu?: string | undefined
  readonly icc?: string | undefined
  readonly ip?: string | undefined
  readonly fixedCidr?: string | undefined
  /** The containers that run on it. */
  readonly containers: readonly string[]
}

export const DOCKER0 = 'docker0'

const DEFAULT_FILE = '/etc/docker/daemon.json'

/** Flags that need no value (pflag's NoOptDefVal). */
const SWITCHES = ['icc', 'ip-forward', 'iptables', 'live-restore']

/** The values of one of dockerd's flags, in the order in which they were given. */
export function flagOf(argv: readonly string[], flag: string): readonly string[] {
  const short = flag === 'bridge' ? '-b' : undefined
  return argv.flatMap((word, index) => {
    if (index === 0) return []
    if (word === `--${flag}` && SWITCHES.includes(flag)) return ['true']
    if (word === `--${flag}` || word === short) return [argv[index + 1] ?? '']
    if (word.startsWith(`--${flag}=`)) return [word.slice(flag.length + 3)]
    return short !== undefined && word.startsWith(short) && !word.startsWith('--')
      ? [word.slice(short.length).replace(/^=/, '')]
      : []
  })
}

/** The configuration file that a dockerd of that command line reads; Docker's usual one where nothing is said. */
export const configFileOf = (argv: readonly string[]): string =>
  flagOf(argv, 'config-file').at(-1) ?? DEFAULT_FILE
