import { existsSync } from 'node:fs'
import type { Locator } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { watchEntries } from './directory-events.ts'
import { claimsOf, type Engine, findIn, listOf, namesOf } from './engine.ts'
import type { EngineAddress } from './engine-api.ts'
import { hearEngine } from './engine-events.ts'
import { overApi } from './engine-questions.ts'
import { overCommand } from './podman-command.ts'
import type { Runtime } from './runtime.ts'
import { socketOf } from './socket-address.ts'

const NAME = 'podman'
const DEFAULT_SOCKET = '/run/podman/podman.sock'

/** There from podman's first use after a start of the machine. */
const STATE_DIRECTORY = '/run/libpod'

/** Where runc and crun keep a directory for each container that they run. */
const RUNNING = ['/run/runc', '/run/crun']

/** @throws exit 6 where CONTAINER_HOST is no socket of this machine */
function address(): EngineAddress {
  const asked = process.env.CONTAINER_HOST
  const local = 'unset CONTAINER_HOST'
  return {
    socket: asked ? socketOf({ address: asked, said: 'CONTAINER_HOST', local }) : DEFAULT_SOCKET,
    remedy: 'start it (systemctl start podman.socket), or unset CONTAINER_HOST',
  }
}

/** Its service needn't run: nothing of podman's does, but its containers. */
const hasService = (): boolean => Boolean(process.env.CONTAINER_HOST) || existsSync(DEFAULT_SOCKET)

const isPresent = (): boolean => hasService() || existsSync(STATE_DIRECTORY)

/** By a process: with `--net=none` there is no file of the namespace's own. */
const locator = (name: string): Locator => ({
  kind: 'process',
  argv: ['podman', 'inspect', '--type', 'container', '-f', '{{.State.Pid}}', name],
})

const service: Engine = { name: NAME, ...overApi(NAME, address), locator }
const command: Engine = { name: NAME, ...overCommand, locator }

/** Asks the service, and the command where nobody serves: a socket may be left by one that has ended. */
async function ask<T>(question: (engine: Engine) => Promise<T>): Promise<T> {
  if (!hasService()) return question(command)
  try {
    return await question(service)
  } catch (error) {
    const isLeft = error instanceof CtnetError && error.code === 'engine-unreachable'
    if (isLeft && !process.env.CONTAINER_HOST) return question(command)
    throw error
  }
}

function watch(changed: () => void): () => void {
  if (hasService()) return hearEngine(address().socket, changed)
  const stops = RUNNING.map((directory) => watchEntries(directory, changed))
  return () => {
    for (const stop of stops) stop()
  }
}

/** Podman as root, asked over its API where that is served, else by its command; found by name, ID or the beginning of an ID. */
export const podman: Runtime = {
  name: NAME,
  find: async (name, asked = false) =>
    asked || isPresent() ? ask((engine) => findIn(engine, name)) : undefined,
  list: async (asked = false) => (asked || isPresent() ? ask(listOf) : []),
  names: async (asked = false) => (asked || isPresent() ? ask(namesOf) : []),
  // The command takes its time, and the namespaces are looked into anyway.
  claims: async () => (hasService() ? claimsOf(service) : []),
  watch,
  engine: () => address().socket,
  absence: () => (isPresent() ? 'podman ps' : ''),
}
