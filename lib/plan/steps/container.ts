import { withoutSpace, withSpace } from '../../model/effects.ts'
import { HOST, type Locator, type Place } from '../../model/endpoint.ts'
import type { Facts } from '../../model/facts.ts'
import type { ImageRuntime } from '../../model/lab.ts'
import type { Command, Guard, Step, Undoing } from '../step.ts'

/** A container that a lab makes for one of its nodes. */
export interface LabContainer {
  readonly runtime: ImageRuntime
  readonly name: string
  readonly lab: string
  readonly hostname: string
  readonly image: string
  /** Its program, word by word; by default the image's. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** `SOURCE:TARGET[:ro]` */
  readonly binds: readonly string[]
}

/** What tells one of a lab's containers from others. */
export type OwnContainer = Pick<LabContainer, 'runtime' | 'name' | 'lab'>

/** What a lab's containers are told from others by. */
export const LAB_LABEL = 'ctnet.lab'

export const containerPlace = ({ runtime, name }: Pick<LabContainer, 'runtime' | 'name'>): Place =>
  `${runtime}:${name}`

/** Without the script's open files: podman's monitor of the container would keep them, and with them the lock. */
export function engine(runtime: ImageRuntime, ...argv: readonly string[]): Command {
  if (runtime === 'docker') return { kind: 'exec', argv: [runtime, ...argv], quiet: true }
  const closed = 'exec "$@" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-'
  return {
    kind: 'exec',
    argv: ['sh', '-c', closed, 'sh', runtime, ...argv],
    quiet: true,
    programs: [runtime],
  }
}

/** Asks for the container of that name, if it is the lab's. Docker's names begin with a slash. */
const listing = ({ runtime, name, lab }: OwnContainer): readonly string[] => [
  ...[runtime, 'ps', '-aq', '--filter', `label=${LAB_LABEL}=${lab}`],
  ...['--filter', `name=^${runtime === 'docker' ? '/' : ''}${name}$`],
]

/** That it is there, as far as the engine can tell: one that doesn't answer keeps it. */
export const isThere = (own: OwnContainer): Guard => ({ kind: 'prints', in: HOST, argv: listing(own) })

/** That there is none. */
export const isGone = (own: OwnContainer): Guard => ({
  kind: 'shows',
  in: HOST,
  argv: listing(own),
  something: false,
})

/** What the engine gives one without a network: a loopback, and no IPv6. */
export const withNew = (facts: Facts, place: Place): Facts =>
  withSpace(facts, place, {
    links: [
      {
        name: 'lo',
        kind: 'loopback',
        mac: '00:00:00:00:00:00',
        mtu: 65536,
        up: true,
        addresses: [{ family: 4, ip: '127.0.0.1', prefix: 8 }],
      },
    ],
    routes: [],
    sysctls: { 'net/ipv6/conf/default/disable_ipv6': '1' },
  })

export const createCommand = ({
  runtime,
  name,
  lab,
  hostname,
  image,
  command,
  env,
  binds,
}: LabContainer): Command =>
  engine(
    runtime,
    ...['create', '--name', name, '--hostname', hostname, '--net=none', '--label', `${LAB_LABEL}=${lab}`],
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...binds.flatMap((bind) => ['--volume', bind]),
    image,
    ...command,
  )

/** Makes a container without a network, and starts it (docker-create(1)). Taken back, it is removed if it is the lab's. */
export function addContainer(container: LabContainer): Step {
  const { runtime, name, hostname } = container
  return {
    in: HOST,
    run: [createCommand(container), engine(runtime, 'start', name)],
    effect: (facts) => withNew(facts, containerPlace(container)),
    why: `Make the container of the node ${hostname}, without a network`,
    undo: deleteContainer(container),
    founds: foundBy(container),
    done: `the container ${name} is there`,
  }
}

/** Starts a container of the lab's that has stopped. */
export function startContainer(container: LabContainer): Step {
  const { runtime, name, hostname } = container
  return {
    in: HOST,
    run: [engine(runtime, 'start', name)],
    effect: (facts) => withNew(facts, containerPlace(container)),
    why: `Start the container of the node ${hostname}`,
    guard: isThere(container),
    undo: {
      in: HOST,
      run: [engine(runtime, 'stop', '--time', '0', name)],
      effect: (facts) => withoutSpace(facts, containerPlace(container)),
      why: 'Stop it again',
      guard: isThere(container),
    },
    founds: foundBy(container),
  }
}

/** How the namespace of a container is found that is made, or started, by the same script. */
export const foundBy = (container: Pick<LabContainer, 'runtime' | 'name'>): NonNullable<Step['founds']> => ({
  place: containerPlace(container),
  name: container.name,
  path: '',
  locator: LOCATORS[container.runtime](container.name),
})

const LOCATORS: Readonly<Record<ImageRuntime, (name: string) => Locator>> = {
  docker: (name) => ({
    kind: 'command',
    argv: ['docker', 'inspect', '--type', 'container', '-f', '{{.NetworkSettings.SandboxKey}}', name],
  }),
  podman: (name) => ({
    kind: 'process',
    argv: ['podman', 'inspect', '--type', 'container', '-f', '{{.State.Pid}}', name],
  }),
}

/** Removes a container at once, if it is the lab's. */
export const deleteContainer = (container: OwnContainer): Undoing => ({
  in: HOST,
  run: [
    engine(
      container.runtime,
      ...['rm', '--force', '--volumes', ...(container.runtime === 'podman' ? ['--time', '0'] : [])],
      container.name,
    ),
  ],
  effect: (facts) => withoutSpace(facts, containerPlace(container)),
  why: 'Remove the container, with all that is in its network',
  guard: isThere(container),
})
