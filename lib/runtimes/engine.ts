import { existsSync } from 'node:fs'
import type { Endpoint, Locator } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { type Inspected, plainName } from './engine-answers.ts'

/** One of the containers that run, as an engine lists them. */
export interface RunningContainer {
  readonly id: string
  readonly name: string
  /** As it was asked for: `none`, `host`, `container:ID`, a network's name. */
  readonly mode: string
  readonly addresses: readonly string[]
}

/** A container engine of Docker's kind, however it is asked. */
export interface Engine {
  /** The runtime's name, which is its command's too. */
  readonly name: 'docker' | 'podman'
  /** The container of that name, ID or beginning of an ID. @throws exit 2 where the beginning is several IDs' */
  inspect(name: string): Promise<Inspected | undefined>
  running(): Promise<readonly RunningContainer[]>
  /** How a script finds the namespace of a container of that name. */
  locator(name: string): Locator
}

/** What a name or an ID may be (moby, daemon/names): nothing else needs to be asked for, or could be safely. */
const NAMES = /^[A-Za-z0-9][\w.-]*$/

/** The container of that name. @throws exit 3 where it doesn't run, 4 where it has the host's network */
export async function findIn(engine: Engine, name: string): Promise<Endpoint | undefined> {
  const found = NAMES.test(name) ? await engine.inspect(name) : undefined
  return found && toEndpoint(engine, running(engine, found), engine.running())
}

/** Each network namespace of the containers that run, by the container that owns it. */
export async function listOf(engine: Engine): Promise<readonly Endpoint[]> {
  const all = await engine.running()
  const own = all.filter(({ mode }) => !/^(host$|container:)/.test(mode))
  const found = await Promise.all(own.map(({ id }) => engine.inspect(id)))
  const alive = found.flatMap((container) => (container !== undefined && isAlive(container) ? container : []))
  return Promise.all(alive.map((container) => toEndpoint(engine, container, Promise.resolve(all))))
}

/** The names of the containers that run and don't have the host's network. */
export const namesOf = async (engine: Engine): Promise<readonly string[]> =>
  (await engine.running()).filter(({ mode }) => mode !== 'host').map(({ name }) => name)

/** The addresses that the engine gave to its containers. */
export const claimsOf = async (engine: Engine): Promise<Facts['claims']> =>
  (await engine.running()).flatMap(({ name, addresses }) =>
    addresses.map((ip) => ({ ip, by: `${engine.name}:${name}` })),
  )

/** One that is being restarted counts as running, and has no process (moby, container/state.go). */
const isAlive = ({ State }: Inspected): boolean => State.Running && State.Pid > 0

function running(engine: Engine, container: Inspected): Inspected {
  if (isAlive(container)) return container
  const name = plainName(container.Name)
  throw new CtnetError(
    'notFound',
    'not-running',
    `${name} is not running (${container.State.Status}): it has no network namespace`,
    { hint: `${engine.name} start ${name}` },
  )
}

/** Follows `--net=container:X` to the container that owns the namespace. */
async function ownerOf(engine: Engine, container: Inspected): Promise<Inspected> {
  const mode = container.HostConfig.NetworkMode
  if (!mode.startsWith('container:')) return container
  const owner = await engine.inspect(mode.slice('container:'.length))
  if (owner !== undefined) return ownerOf(engine, running(engine, owner))
  throw new CtnetError(
    'notFound',
    'owner-gone',
    `${plainName(container.Name)} shares the network of a container that is gone`,
  )
}

/** The names of those that share the owner's namespace, the asked one apart. */
const sharers = (owner: Inspected, asked: Inspected, all: readonly RunningContainer[]): string[] =>
  [
    { id: owner.Id, name: plainName(owner.Name) },
    ...all.filter(({ mode }) => mode === `container:${owner.Id}`),
  ]
    .filter(({ id }) => id !== asked.Id)
    .map(({ name }) => name)

async function toEndpoint(
  engine: Engine,
  asked: Inspected,
  listed: Promise<readonly RunningContainer[]>,
): Promise<Endpoint> {
  const [owner, all] = await Promise.all([ownerOf(engine, asked), listed])
  const name = plainName(asked.Name)
  if (owner.HostConfig.NetworkMode === 'host') {
    throw new CtnetError(
      'conflict',
      'host-network',
      `${name} runs with --net=host: it has no network of its own, only the host's`,
      { hint: `start it with --net=none, then: ctnet attach ${name} …` },
    )
  }
  const key = owner.NetworkSettings.SandboxKey
  return {
    runtime: engine.name,
    name,
    id: asked.Id,
    pid: asked.State.Pid,
    path: key !== '' && existsSync(key) ? key : `/proc/${owner.State.Pid}/ns/net`,
    locator: engine.locator(plainName(owner.Name)),
    sharedWith: sharers(owner, asked, all),
    exposed: Object.keys(asked.Config?.ExposedPorts ?? {}),
    labels: asked.Config?.Labels ?? {},
    files: { '/etc/hosts': asked.HostsPath, '/etc/resolv.conf': asked.ResolvConfPath },
    hostnameFile: asked.HostnamePath,
  }
}
