import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { dockerRestart } from '../host/docker-restart.ts'
import { daemonFile, findDockerd } from '../host/dockerd.ts'
import type { Look } from '../host/observe.ts'
import { hasProgram } from '../host/program.ts'
import { type Endpoint, placeOf } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import type { Plan } from '../plan/plan.ts'
import { filesOf } from '../recipes/daemon-file.ts'
import type { DockerSeen, RestartIntent } from '../recipes/docker-restart.ts'
import { docker, dockerAddress } from '../runtimes/docker.ts'
import { dockerNetwork } from '../runtimes/docker-network.ts'
import { change } from './change.ts'
import type { Context } from './command.ts'

/** Seconds that Docker may take until it answers, where nobody said otherwise. */
const DEFAULT_TIMEOUT = 60

export const RESTART_OPTION = {
  type: 'boolean',
  describe: 'restart Docker, and put everything back if it does not come up',
} as const

export interface DockerLook {
  readonly seen: DockerSeen
  readonly endpoints: readonly Endpoint[]
}

/** Looks at Docker: its daemon and what that was started with, its network, its containers that run. */
export async function lookAtDocker({ config }: Pick<Context, 'config'>): Promise<DockerLook> {
  const dockerd = findDockerd(dockerAddress().socket)
  const file = daemonFile(dockerd)
  const [endpoints = [], network] =
    dockerd === undefined ? [] : await Promise.all([docker.list(true), dockerNetwork()])
  const containers = endpoints.map((endpoint) => ({ name: endpoint.name, place: placeOf(endpoint) }))
  return {
    endpoints,
    seen: {
      file,
      alone: !existsSync(dirname(file)),
      dockerd,
      network,
      containers,
      how: dockerd && (await dockerRestart(dockerd, config.docker.restart)),
    },
  }
}

/** What has to be read for it. */
export const readFor = ({ seen, endpoints }: DockerLook): Look => ({
  endpoints,
  files: filesOf(seen.file),
})

export interface DockerChange<R> {
  readonly name: string
  readonly restart: boolean | undefined
  /** The recipe. */
  readonly plan: (facts: Facts, seen: DockerSeen, restart: RestartIntent | undefined) => Plan<R>
  readonly show: (result: R) => void
}

/** Changes Docker's configuration. */
export async function changeDocker<R>(context: Context, asked: DockerChange<R>): Promise<void> {
  const restart = asked.restart ? { seconds: context.globals.timeout ?? DEFAULT_TIMEOUT } : undefined
  if (restart !== undefined) demandClient()
  let seen: DockerSeen | undefined
  await change(context, {
    name: asked.name,
    look: async () => {
      const look = await lookAtDocker(context)
      seen = look.seen
      return readFor(look)
    },
    plan: (facts) => asked.plan(facts, seen as DockerSeen, restart),
    show: asked.show,
  })
}

/** What the script asks whether Docker runs again. @throws exit 6 */
function demandClient(): void {
  if (hasProgram('docker')) return
  throw new CtnetError(
    'missing',
    'no-docker',
    'there is no program docker, by which it is seen whether Docker runs again',
    {
      hint: "install Docker's command; or restart Docker yourself, without --restart",
    },
  )
}
