import { existsSync } from 'node:fs'
import { claimsOf, type Engine, findIn, listOf } from './engine.ts'
import type { EngineAddress } from './engine-api.ts'
import { hearEngine } from './engine-events.ts'
import { overApi } from './engine-questions.ts'
import type { Runtime } from './runtime.ts'
import { socketOf } from './socket-address.ts'

const NAME = 'docker'
const DEFAULT_SOCKET = '/var/run/docker.sock'

/** The engine's socket: what DOCKER_HOST says, or the usual one. @throws exit 6 for what is no socket of this machine */
function address(): EngineAddress {
  const host = process.env.DOCKER_HOST
  return {
    socket: host ? socketOf('DOCKER_HOST', host, DEFAULT_SOCKET) : DEFAULT_SOCKET,
    remedy: 'start it (systemctl start docker), or set DOCKER_HOST to its socket',
  }
}

/** Whether somebody runs Docker here: its socket is there, or was asked for by name. */
const isPresent = (): boolean => Boolean(process.env.DOCKER_HOST) || existsSync(DEFAULT_SOCKET)

const engine: Engine = {
  name: NAME,
  ...overApi(NAME, address),
  locator: (name) => ({
    kind: 'command',
    argv: ['docker', 'inspect', '--type', 'container', '-f', '{{.NetworkSettings.SandboxKey}}', name],
  }),
}

/** Docker, asked over its Engine API; found by name, ID or the beginning of an ID. */
export const docker: Runtime = {
  name: NAME,
  find: async (name, asked = false) => (asked || isPresent() ? findIn(engine, name) : undefined),
  list: async (asked = false) => (asked || isPresent() ? listOf(engine) : []),
  claims: async () => (isPresent() ? claimsOf(engine) : []),
  watch: (changed) => (isPresent() ? hearEngine(address().socket, changed) : () => {}),
  absence: () => (isPresent() ? 'docker ps' : `Docker (there is no ${DEFAULT_SOCKET})`),
}
