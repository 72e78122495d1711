import type { Dockerd, DockerRestart } from '../../model/dockerd.ts'
import { HOST } from '../../model/endpoint.ts'
import { CALLED_OFF } from '../called-off.ts'
import type { Command, Refusal, Step } from '../step.ts'

export interface Restart {
  readonly dockerd: Dockerd
  readonly how: DockerRestart
  /** What a person types where the way back fails too; by default the restart alone. */
  readonly remedy?: string
  /** How long Docker may take until it answers. */
  readonly seconds: number
}

/** What must be so once Docker runs again: of its bridge network, as `docker network inspect` puts it into a template. */
export interface Check {
  /** In a sentence: `Docker's network has …`. */
  readonly what: string
  readonly template: string
  readonly value: string
}

/** No program that the texts run ends with them. */
const MOVED = 41
const DOWN = 42

const exec = (
  text: string,
  words: readonly string[],
  programs: readonly string[] = [],
): Command & { readonly kind: 'exec' } => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', ...words],
  programs,
})

/** Whether the process is still the one that was looked at: after the name in parentheses, the 20th field is its start. */
const SAME = `[ "$(cut -d ' ' -f 22 "/proc/$1/stat" 2>/dev/null)" = "$2" ]`

const REFUSED: Refusal = {
  status: DOWN,
  failure: 'failed',
  code: 'docker-down',
  hint: 'Docker runs with what it had before',
}

const who = ({ pid, start }: Dockerd): readonly string[] => [String(pid), start]

/**
 * Begins a restart of Docker: nothing happens yet, but its way back is the last of all to run, when each file is as it
 * was: one more restart, if Docker has been restarted by then.
 */
export function beginRestart(restart: Restart, why: string, back: readonly Command[] = []): Step {
  const { dockerd } = restart
  return {
    in: HOST,
    run: [
      exec(`${SAME} || { echo "Docker has been restarted meanwhile" >&2; exit ${MOVED}; }`, who(dockerd)),
    ],
    effect: (facts) => facts,
    why,
    refusal: {
      status: MOVED,
      failure: 'conflict',
      code: 'docker-restarted',
      hint: 'look again: the same command once more',
    },
    undo: {
      in: HOST,
      run: [
        { ...about(restart, `${UNSTOPPED}${RESTART}${AWAIT}`), typed: restart.remedy ?? restart.how.typed },
        ...back,
      ],
      effect: (facts) => facts,
      why: 'Restart Docker with what it had before',
      guard: { kind: 'check', in: HOST, argv: ['sh', '-c', SAME, 'sh', ...who(dockerd)], says: 'no' },
    },
  }
}

/** Lets dockerd look at its configuration before anything is stopped, where it can (Docker 23). */
export function tryConfiguration({ dockerd }: Restart): Step {
  const text = `! "$1" --help 2>/dev/null | grep -q -e ' --validate ' || "$@" --validate >/dev/null || exit ${DOWN}`
  return {
    in: HOST,
    run: [exec(text, [dockerd.program, ...dockerd.argv.slice(1)], ['grep'])],
    effect: (facts) => facts,
    why: 'Let dockerd look at its configuration, if it can do so without being started',
    refusal: REFUSED,
  }
}

/** What each of the texts begins with: the daemon that was looked at, how long, what prints its log, what restarts it. */
const HEAD = `pid=$1 start=$2 tenths=$3 log=$4 run=$5
shift 5
tell() {
  printf '%s\\n' "$1" >&2
  sh -c "$log" >&2
  exit ${DOWN}
}
`

/**
 * In a session of its own, without the script's open files: the engine that it starts outlives the script, and would
 * keep ctnet's lock and the containers' namespaces.
 */
const RESTART = `said=$(mktemp)
env -u journal -u ctnet setsid --wait sh -c "$run" </dev/null >"$said" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- && code=0 || code=$?
[ "$code" = 0 ] || [ -n "$log" ] || tail -n 3 "$said" >&2
rm -f "$said"
[ "$code" = 0 ] || tell "Docker doesn't start ($run failed)"
`

/** One that was asked to start, and of which there is no process for seconds, has given up. */
const AWAIT = `same() { ${SAME}; }
# Tenths of a second
alive=50
while same "$pid" "$start" || ! docker version >/dev/null 2>&1; do
  ! ${CALLED_OFF} || exit 130
  [ "$tenths" -gt 0 ] && [ "$alive" -gt 0 ] || {
    ! same "$pid" "$start" || log='' tell "Docker was not restarted by: $run"
    tell "Docker doesn't answer"
  }
  if grep -qsx dockerd /proc/[0-9]*/comm; then alive=50; else alive=$((alive - 1)); fi
  tenths=$((tenths - 1))
  sleep 0.1
done
while [ $# -gt 0 ]; do
  has=$(docker network inspect -f "$2" bridge 2>/dev/null) || has=none
  [ "$has" = "$3" ] || log='' tell "Docker's network has $1 $has, not $3"
  shift 3
done
`

/** The way back is gone to its end. */
const UNSTOPPED = 'unset journal ctnet\n'

const about = ({ dockerd, how, seconds }: Restart, text: string, checks: readonly Check[] = []) => ({
  ...exec(
    `${HEAD}${text}`,
    [
      ...who(dockerd),
      String(Math.ceil(seconds * 10)),
      dockerd.log,
      how.run,
      ...checks.flatMap(({ what, template, value }) => [what, template, value]),
    ],
    ['env', 'setsid', 'mktemp', 'tail', 'grep', 'docker'],
  ),
  typed: how.typed,
})

/** Restarts Docker. Its containers stop, and their links go, unless it keeps them alive. */
export const restartDocker = (restart: Restart): Step => ({
  in: HOST,
  run: [about(restart, RESTART)],
  effect: (facts) => facts,
  why: 'Restart Docker: it reads its configuration only when it starts',
  refusal: REFUSED,
})

/** Sees that Docker answers, and that its network has what was asked for. */
export const awaitDocker = (restart: Restart, checks: readonly Check[]): Step => ({
  in: HOST,
  run: [about(restart, AWAIT, checks)],
  effect: (facts) => facts,
  why: 'See that Docker answers, and that its network has what was asked for',
  refusal: REFUSED,
})
