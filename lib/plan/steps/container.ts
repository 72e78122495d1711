import { HOST, type Place } from '../../model/endpoint.ts'
import { type Facts, withoutSpace, withSpace } from '../../model/facts.ts'
import type { Command, Guard, Step, Undoing } from '../step.ts'

/** A container of Docker's that a lab makes for one of its nodes. */
export interface LabContainer {
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

/** What a lab's containers are told from others by. */
export const LAB_LABEL = 'ctnet.lab'

const placeOf = ({ name }: Pick<LabContainer, 'name'>): Place => `docker:${name}`

const docker = (...argv: readonly string[]): Command => ({ kind: 'exec', argv: ['docker', ...argv] })

/** That there is a container of that name, and the lab's. */
const isLabs = ({ name, lab }: Pick<LabContainer, 'name' | 'lab'>): Guard => ({
  kind: 'shows',
  in: HOST,
  argv: ['docker', 'ps', '-aq', '--filter', `label=${LAB_LABEL}=${lab}`, '--filter', `name=^/${name}$`],
  something: true,
})

/** What the engine gives one without a network: a loopback, and no IPv6. */
const withNew = (facts: Facts, place: Place): Facts =>
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

/** Makes a container without a network, and starts it (docker-create(1)). Taken back, it is removed if it is the lab's. */
export function addContainer(container: LabContainer): Step {
  const { name, lab, hostname, image, command, env, binds } = container
  const place = placeOf(container)
  return {
    in: HOST,
    run: [
      docker(
        ...['create', '--name', name, '--hostname', hostname, '--net=none', '--label', `${LAB_LABEL}=${lab}`],
        ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
        ...binds.flatMap((bind) => ['--volume', bind]),
        image,
        ...command,
      ),
      docker('start', name),
    ],
    effect: (facts) => withNew(facts, place),
    why: `Make the container of the node ${hostname}, without a network`,
    undo: deleteContainer(container),
    founds: { place, name, path: '', locator: locatorOf(container) },
    done: `the container ${name} is there`,
  }
}

/** Starts a container of the lab's that has stopped. */
export function startContainer(container: LabContainer): Step {
  const place = placeOf(container)
  return {
    in: HOST,
    run: [docker('start', container.name)],
    effect: (facts) => withNew(facts, place),
    why: `Start the container of the node ${container.hostname}`,
    guard: isLabs(container),
    undo: {
      in: HOST,
      run: [docker('stop', '--time', '0', container.name)],
      effect: (facts) => withoutSpace(facts, place),
      why: 'Stop it again',
      guard: isLabs(container),
    },
    founds: { place, name: container.name, path: '', locator: locatorOf(container) },
  }
}

const locatorOf = ({ name }: LabContainer) =>
  ({
    kind: 'command',
    argv: ['docker', 'inspect', '--type', 'container', '-f', '{{.NetworkSettings.SandboxKey}}', name],
  }) as const

/** Removes a container, if it is the lab's. */
export const deleteContainer = (container: Pick<LabContainer, 'name' | 'lab'>): Undoing => ({
  in: HOST,
  run: [docker('rm', '--force', '--volumes', container.name)],
  effect: (facts) => withoutSpace(facts, placeOf(container)),
  why: 'Remove the container, with all that is in its network',
  guard: isLabs(container),
})
