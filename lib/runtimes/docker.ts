import { existsSync } from 'node:fs'
import * as v from 'valibot'
import type { Endpoint } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { askEngine } from './engine-api.ts'
import { hearEngine } from './engine-events.ts'
import type { Runtime } from './runtime.ts'

const NAME = 'docker'
const DEFAULT_SOCKET = '/var/run/docker.sock'

/** What is used of GET /containers/ID/json. */
const Inspected = v.object({
  Id: v.string(),
  Name: v.string(),
  State: v.object({ Status: v.string(), Running: v.boolean(), Pid: v.number() }),
  HostConfig: v.object({ NetworkMode: v.optional(v.string(), '') }),
  HostsPath: v.optional(v.string(), ''),
  ResolvConfPath: v.optional(v.string(), ''),
  NetworkSettings: v.object({ SandboxKey: v.optional(v.string(), '') }),
})
type Inspected = v.InferOutput<typeof Inspected>

/** What is used of GET /containers/json. */
const Listed = v.array(
  v.object({
    Id: v.string(),
    Names: v.array(v.string()),
    HostConfig: v.object({ NetworkMode: v.optional(v.string(), '') }),
    NetworkSettings: v.nullish(
      v.object({
        Networks: v.nullish(
          v.record(
            v.string(),
            v.object({
              IPAddress: v.optional(v.string(), ''),
              GlobalIPv6Address: v.optional(v.string(), ''),
            }),
          ),
        ),
      }),
    ),
  }),
)
type Listed = v.InferOutput<typeof Listed>

/** The engine's socket: what DOCKER_HOST says, or the usual one. @throws exit 6 for what is no socket of this machine */
function socketPath(): string {
  const host = process.env.DOCKER_HOST
  if (host === undefined || host === '') return DEFAULT_SOCKET
  if (host.startsWith('unix://')) return host.slice('unix://'.length)
  if (!/^(tcp|ssh|https?|npipe|fd):\/\//.test(host)) {
    throw new CtnetError(
      'missing',
      'engine-address',
      `DOCKER_HOST is ${quoted(host)}: that is no engine's address`,
      {
        hint: `set it to a socket, like unix://${DEFAULT_SOCKET}, or unset it`,
      },
    )
  }
  throw new CtnetError(
    'missing',
    'engine-remote',
    `DOCKER_HOST is ${quoted(host)}: that engine's containers are another machine's`,
    {
      hint: 'run ctnet on that machine, or set DOCKER_HOST to a local socket: unix:///var/run/docker.sock',
    },
  )
}

/** Whether somebody runs Docker here: its socket is there, or was asked for by name. */
const isPresent = (): boolean => Boolean(process.env.DOCKER_HOST) || existsSync(DEFAULT_SOCKET)

/** What a name or an ID may be (moby, daemon/names): nothing else needs to be asked for, or could be safely. */
const NAMES = /^[A-Za-z0-9][\w.-]*$/

const plainName = (name: string): string => name.replace(/^\//, '')

async function inspect(name: string): Promise<Inspected | undefined> {
  const { status, body } = await askEngine(socketPath(), `/containers/${encodeURIComponent(name)}/json`)
  if (status === 200) return v.parse(Inspected, body)
  const said = v.safeParse(v.object({ message: v.string() }), body)
  const message = said.success ? said.output.message : `status ${status}`
  if (/multiple ids found|provided prefix/i.test(message)) {
    throw new CtnetError('usage', 'ambiguous', `several containers' IDs begin with ${quoted(name)}`, {
      hint: 'give more of the ID, or the name: docker ps',
    })
  }
  if (status === 404 || status === 400) return undefined
  throw new CtnetError('missing', 'engine-failed', `Docker doesn't say what ${quoted(name)} is: ${message}`)
}

async function listContainers(): Promise<Listed> {
  const { status, body } = await askEngine(socketPath(), '/containers/json')
  if (status !== 200)
    throw new CtnetError('missing', 'engine-failed', `Docker doesn't list its containers: status ${status}`)
  return v.parse(Listed, body)
}

function running(container: Inspected): Inspected {
  // One that is being restarted counts as running, and has no process (moby, container/state.go).
  if (container.State.Running && container.State.Pid > 0) return container
  const name = plainName(container.Name)
  throw new CtnetError(
    'notFound',
    'not-running',
    `${name} is not running (${container.State.Status}): it has no network namespace`,
    {
      hint: `docker start ${name}`,
    },
  )
}

/** Follows `--net=container:X` to the container that owns the namespace. */
async function ownerOf(container: Inspected): Promise<Inspected> {
  const mode = container.HostConfig.NetworkMode
  if (!mode.startsWith('container:')) return container
  const owner = await inspect(mode.slice('container:'.length))
  if (owner !== undefined) return ownerOf(running(owner))
  throw new CtnetError(
    'notFound',
    'owner-gone',
    `${plainName(container.Name)} shares the network of a container that is gone`,
  )
}

/** The names of those that share the owner's namespace, the asked one apart. */
const sharers = (owner: Inspected, asked: Inspected, all: Listed): string[] =>
  [owner, ...all.filter(({ HostConfig }) => HostConfig.NetworkMode === `container:${owner.Id}`)]
    .filter(({ Id }) => Id !== asked.Id)
    .map((one) => plainName('Name' in one ? one.Name : (one.Names[0] ?? '')))

async function toEndpoint(found: Inspected): Promise<Endpoint> {
  const asked = running(found)
  const name = plainName(asked.Name)
  if (asked.HostConfig.NetworkMode === 'host') {
    throw new CtnetError(
      'conflict',
      'host-network',
      `${name} runs with --net=host: it has no network of its own, only the host's`,
      {
        hint: `start it with --net=none, then: ctnet attach ${name} …`,
      },
    )
  }
  const [owner, all] = await Promise.all([ownerOf(asked), listContainers()])
  const key = owner.NetworkSettings.SandboxKey
  return {
    runtime: NAME,
    name,
    id: asked.Id,
    pid: asked.State.Pid,
    path: key !== '' && existsSync(key) ? key : `/proc/${owner.State.Pid}/ns/net`,
    locator: {
      kind: 'command',
      argv: [
        'docker',
        'inspect',
        '--type',
        'container',
        '-f',
        '{{.NetworkSettings.SandboxKey}}',
        plainName(owner.Name),
      ],
    },
    sharedWith: sharers(owner, asked, all),
    files: { '/etc/hosts': asked.HostsPath, '/etc/resolv.conf': asked.ResolvConfPath },
  }
}

/** Docker, asked over its Engine API; found by name, ID or the beginning of an ID. */
export const docker: Runtime = {
  name: NAME,
  async find(name, asked = false) {
    if (!(asked || isPresent()) || !NAMES.test(name)) return undefined
    const found = await inspect(name)
    return found && toEndpoint(found)
  },
  async list(asked = false) {
    if (!(asked || isPresent())) return []
    const all = await listContainers()
    const own = all.filter(({ HostConfig }) => !/^(host$|container:)/.test(HostConfig.NetworkMode))
    const found = await Promise.all(own.map(({ Id }) => inspect(Id)))
    const alive = found.filter((container) => container?.State.Running === true)
    return Promise.all(alive.map((container) => toEndpoint(container as Inspected)))
  },
  async claims() {
    if (!isPresent()) return []
    const all = await listContainers()
    return all.flatMap(({ Names, NetworkSettings }) =>
      Object.values(NetworkSettings?.Networks ?? {}).flatMap(({ IPAddress, GlobalIPv6Address }) =>
        [IPAddress, GlobalIPv6Address]
          .filter((ip) => ip !== '')
          .map((ip) => ({ ip, by: `${NAME}:${plainName(Names[0] ?? '')}` })),
      ),
    )
  },
  watch: (changed) => (isPresent() ? hearEngine(socketPath(), changed) : () => {}),
  absence: () => (isPresent() ? 'docker ps' : `Docker (there is no ${DEFAULT_SOCKET})`),
}
