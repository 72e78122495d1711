import type { Example } from '../../lib/cli/command.ts'
import { instead, type Unit } from './script-units.ts'
import type { World } from './world.ts'

/** What somebody else does between a step and its undo, after which the plan fails. */
export interface Change {
  readonly name: string
  /** Shell lines that do it; `$made` is the link that the plan made last. Nothing, where it can't be done. */
  readonly lines: (example: Example, world: World, units: readonly Unit[], at: number) => string[] | undefined
  /** Shell lines that do the same to a host where ctnet did nothing: what the host must look like afterwards. */
  readonly alone: (example: Example, world: World, made: string | undefined) => string[]
  /** Shell lines that wait for what the kernel does in its own time. */
  readonly settle?: readonly string[]
}

/** A cable is laid from outside: its end is born in another namespace. */
const MADE = /^link add name (\S+) (?!netns )/

/** The links that the plan has made in the host before the unit. */
export const madeBefore = (units: readonly Unit[], at: number): string[] =>
  units
    .slice(0, at)
    .flatMap(({ text, batch }) => (batch?.start.includes('nsenter') ? [] : (MADE.exec(text)?.[1] ?? [])))

/** The name is another one in each run, so it is read from the script that runs. */
const findMade = (count: number): string =>
  `made=$(sed -n '/^link add name [^ ]* netns /d; s/^link add name \\([^ ]*\\) .*/\\1/p' "$0" | sed -n ${count}p)`

const FOREIGN = 'address 02:00:00:00:00:aa type veth peer name foreign address 02:00:00:00:00:bb'

/** A bridge that the example attaches to, and that was there before. */
const givenBridge = ({ world = [], line }: Example): string | undefined =>
  world.some((made) => made.includes('bridge create bridge0')) && line.startsWith('attach')
    ? 'bridge0'
    : undefined

const onMade =
  (lines: readonly string[]): Change['lines'] =>
  (_, __, units, at) => {
    const count = madeBefore(units, at).length
    return count === 0 ? undefined : [findMade(count), ...lines]
  }

export const CHANGES: readonly Change[] = [
  {
    name: 'the container dies',
    lines: ({ containers = [] }, world) => (containers[0] ? [world.remove(containers[0])] : undefined),
    alone: ({ containers = [] }, world) => [world.remove(containers[0] ?? '')],
    // A namespace's links go some time after the last one who had it open (net/core/net_namespace.c, cleanup_net).
    settle: [
      "for n in $(seq 50); do ip -o link show type veth | grep -q 'ctnet: web' || break; sleep 0.1; done",
    ],
  },
  {
    name: 'its link is deleted',
    lines: onMade(['ip link delete dev "$made"']),
    alone: () => [],
  },
  {
    name: 'another link takes its name',
    lines: onMade(['ip link delete dev "$made"', `ip link add name "$made" ${FOREIGN}`]),
    // Of two names that a plan makes up, one is as good as the other.
    alone: (_, __, made = '') => [`ip link add name ${made} ${FOREIGN}`],
  },
  {
    name: 'the bridge is deleted',
    lines: (example) => {
      const bridge = givenBridge(example)
      return bridge === undefined ? undefined : [`ip link delete dev ${bridge}`]
    },
    alone: (example) => [`ip link delete dev ${givenBridge(example)}`],
  },
]

/** The change at a unit, and then a failure. */
export const changedAt = (unit: Unit, lines: readonly string[]) => instead(unit, [...lines, 'false'])
