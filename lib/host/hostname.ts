import { type Endpoint, type Place, placeOf } from '../model/endpoint.ts'
import type { Hostname } from '../model/facts.ts'
import { run } from './shell.ts'
import { targetOf } from './vanishing.ts'

/** What the containers call themselves: those that have a process to ask by. */
export async function readHostnames(
  endpoints: readonly Endpoint[],
): Promise<Readonly<Record<Place, Hostname>>> {
  const found = await Promise.all(
    endpoints.map(async (endpoint) => {
      const known = endpoint.pid === undefined ? undefined : await hostnameOf(endpoint.pid)
      return known === undefined ? [] : [[placeOf(endpoint), known] as const]
    }),
  )
  return Object.fromEntries(found.flat())
}

async function hostnameOf(pid: number): Promise<Hostname | undefined> {
  const file = `/proc/${pid}/ns/uts`
  const namespace = targetOf(file)
  if (namespace === undefined) return undefined
  const { code, stdout } = await run(['nsenter', `--uts=${file}`, 'cat', '/proc/sys/kernel/hostname'])
  if (code !== 0) return undefined
  // A program in there may give it more than a line.
  const [name = ''] = stdout.split('\n')
  return { name, pid, namespace, shared: namespace === targetOf('/proc/self/ns/uts') }
}
