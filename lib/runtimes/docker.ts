import { existsSync } from 'node:fs'
import { onceThere } from './directory-events.ts'
import { contextAddress, contextName } from './docker-context.ts'
import { claimsOf, type Engine, findIn, listOf, namesOf } from './engine.ts'
import type { EngineAddress } from './engine-api.ts'
import { hearEngine } from './engine-events.ts'
import { overApi } from './engine-questions.ts'
import type { Runtime } from './runtime.ts'
import { type ChosenAddress, socketOf } from './socket-address.ts'

const NAME = 'docker'
const DEFAULT_SOCKET = '/var/run/docker.sock'

/** What the Docker command would ask: DOCKER_HOST, then the context in use; nothing where that is the usual socket. */
function chosen(): ChosenAddress | undefined {
  const address = process.env.DOCKER_HOST
  const context = contextName()
  if (context !== undefined) return contextAddress(context)
  if (!address) return undefined
  return {
    address,
    said: 'DOCKER_HOST',
    local: `set DOCKER_HOST to a local socket, like unix://${DEFAULT_SOCKET}, or unset it`,
  }
}

/** @throws exit 6 for what is no socket of this machine, or no context */
export function dockerAddress(): EngineAddress {
  const choice = chosen()
  return {
    socket: choice === undefined ? DEFAULT_SOCKET : socketOf(choice),
    remedy: 'start it (systemctl start docker), or set DOCKER_HOST to its socket',
  }
}

/** Whether somebody runs Docker here: its socket is there, or another was asked for. */
const isPresent = (): boolean =>
  Boolean(process.env.DOCKER_HOST) || existsSync(DEFAULT_SOCKET) || contextName() !== undefined

const engine: Engine = {
  name: NAME,
  ...overApi(NAME, dockerAddress),
  locator: (name) => ({
    kind: 'command',
    argv: ['docker', 'inspect', '--type', 'container', '-f', '{{.NetworkSettings.SandboxKey}}', name],
  }),
}

/** Docker, asked over its Engine API where the Docker command would ask it; found by name, ID or the beginning of an ID. */
export const docker: Runtime = {
  name: NAME,
  find: async (name, asked = false) => (asked || isPresent() ? findIn(engine, name) : undefined),
  list: async (asked = false) => (asked || isPresent() ? listOf(engine) : []),
  names: async (asked = false) => (asked || isPresent() ? namesOf(engine) : []),
  claims: async () => (isPresent() ? claimsOf(engine) : []),
  watch: (changed) => {
    const hear = () => hearEngine(dockerAddress().socket, changed)
    return isPresent() ? hear() : onceThere(DEFAULT_SOCKET, hear)
  },
  engine: () => dockerAddress().socket,
  absence: () => (isPresent() ? 'docker ps' : `Docker (there is no ${DEFAULT_SOCKET})`),
}
