import type { Place } from './endpoint.ts'

/** Where what keeps an address from DHCP has its files, each in a folder of its own. */
export const DHCP_DIRECTORY = '/run/ctnet/dhcp'

/** A DHCP client that ctnet started. */
export interface DhcpClient {
  /** The name of its folder. */
  readonly id: string
  readonly place: Place
  readonly link: string
  /** `broken`: the client, or what watches over it, has been killed. `orphaned`: so it has, and the container has gone. */
  readonly state: 'running' | 'broken' | 'orphaned'
  readonly lease?: Lease | undefined
}

/** What the server gave. */
export interface Lease {
  /** `IP/PREFIX`. */
  readonly address: string
  readonly router?: string
  readonly dns: readonly string[]
  readonly domain?: string
  readonly server?: string
  /** When it ends unless it is renewed: ISO 8601. */
  readonly until?: string
}

/** The lease as the client's script wrote it, `key=value` in lines. */
export function parseLease(text: string): Lease | undefined {
  const value = (key: string) => new RegExp(`^${key}=(.+)$`, 'm').exec(text)?.[1]
  const address = value('address')
  if (address === undefined || !/^[\d.]+\/\d+$/.test(address)) return undefined
  const [router, domain, server] = [value('router'), value('domain'), value('server')]
  const seconds = Number(value('until'))
  return {
    address,
    ...(router !== undefined && { router }),
    dns: value('dns')?.split(' ') ?? [],
    ...(domain !== undefined && { domain }),
    ...(server !== undefined && { server }),
    ...(seconds > 0 && { until: new Date(seconds * 1000).toISOString() }),
  }
}
