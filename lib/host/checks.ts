import { isIp } from '../model/address.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { askIn } from './ask.ts'
import { pingFrom } from './ping.ts'

/** Connects, and says by its exit code whether that was possible. */
const CONNECT = `require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]) })
  .on('connect', () => process.exit(0)).on('error', () => process.exit(1)).setTimeout(3000, () => process.exit(1))`

/** Whether a TCP connection can be made from there. */
export async function connectsFrom(endpoint: Endpoint, to: string, port: number): Promise<boolean> {
  const argv = [process.execPath, '-e', CONNECT, '--', to, String(port)]
  return (await askIn(endpoint, isIp(to) ? argv : withFiles(endpoint, argv))).code === 0
}

/** Whether shell text succeeds there. */
export const succeedsIn = async (endpoint: Endpoint, text: string): Promise<boolean> =>
  (await askIn(endpoint, withFiles(endpoint, ['sh', '-c', text]))).code === 0

/** Whether all that is asked answers a ping from there, or any. */
export async function pinged(
  endpoint: Endpoint,
  to: readonly string[],
): Promise<{ all: boolean; any: boolean }> {
  const ips = to.filter(isIp)
  const names = to.filter((one) => !isIp(one))
  const heard = ips.length === 0 ? new Set() : await pingFrom(endpoint, ips)
  const answers = await Promise.all(names.map((name) => answersTo(endpoint, name)))
  const size = heard.size + answers.filter((one) => one).length
  return { all: size === to.length && size > 0, any: size > 0 }
}

const answersTo = async (endpoint: Endpoint, name: string): Promise<boolean> =>
  (await askIn(endpoint, withFiles(endpoint, ['ping', '-n', '-c', '1', '-W', '2', '--', name]))).code === 0

/** With the namespace's own resolv.conf and hosts, as ip-netns(8) shows them. */
const withFiles = ({ runtime, name }: Endpoint, argv: readonly string[]): readonly string[] =>
  runtime === 'netns' ? ['ip', 'netns', 'exec', name, ...argv] : argv
