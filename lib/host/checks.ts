import type { Endpoint } from '../model/endpoint.ts'
import { askIn } from './ask.ts'
import { pingFrom } from './ping.ts'

/** Connects, and says by its exit code whether that was possible. */
const CONNECT = `require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]) })
  .on('connect', () => process.exit(0)).on('error', () => process.exit(1)).setTimeout(3000, () => process.exit(1))`

/** Whether a TCP connection can be made from there. */
export async function connectsFrom(endpoint: Endpoint, ip: string, port: number): Promise<boolean> {
  const { code } = await askIn(endpoint, [process.execPath, '-e', CONNECT, ip, String(port)])
  return code === 0
}

/** Whether shell text succeeds there. */
export async function succeedsIn(endpoint: Endpoint, text: string): Promise<boolean> {
  const argv =
    endpoint.runtime === 'netns'
      ? ['ip', 'netns', 'exec', endpoint.name, 'sh', '-c', text]
      : ['sh', '-c', text]
  return (await askIn(endpoint, argv)).code === 0
}

/** Whether all of the addresses answer a ping from there, or any. */
export async function pinged(
  endpoint: Endpoint,
  ips: readonly string[],
): Promise<{ all: boolean; any: boolean }> {
  const { size } = await pingFrom(endpoint, ips)
  return { all: size === ips.length, any: size > 0 }
}
