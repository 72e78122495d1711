import { readFileSync } from 'node:fs'
import { parseRuntime } from '../../model/endpoint.ts'
import { valueIn } from '../globals.ts'

/** The interfaces inside a container, but for lo. @throws where it can't be had */
export async function interfacesOf(container: string, words: readonly string[]): Promise<readonly string[]> {
  const { resolve } = await import('../../runtimes/resolve.ts')
  const runtime = valueIn('--runtime', words)
  const { path, pid } = await resolve(container, runtime === undefined ? undefined : parseRuntime(runtime))
  const table = pid === undefined ? await inside(path) : readFileSync(`/proc/${pid}/net/dev`, 'utf8')
  return [...table.matchAll(/^ *([^\s:]+):/gm)].map(([, name = '']) => name).filter((name) => name !== 'lo')
}

/** The kernel's table of interfaces in a namespace that no known process is in; for that one must be root. */
async function inside(path: string): Promise<string> {
  if (path.startsWith('/proc/self/')) return readFileSync('/proc/self/net/dev', 'utf8')
  const { askProgram } = await import('../../runtimes/ask-program.ts')
  return (await askProgram(['nsenter', `--net=${path}`, 'cat', '/proc/self/net/dev'], 'util-linux')).stdout
}
