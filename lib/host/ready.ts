import { parseIp } from '../model/address.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { listed } from '../model/text.ts'
import { openEndpointNamespace } from './namespaces.ts'
import { type IpLink, parseLinks } from './parse-observation.ts'
import { demandUtilLinux } from './program.ts'
import { run } from './shell.ts'

/** An interface that packets can come and go by. */
export interface ReadyInterface {
  readonly interface: string
  /** Those that are in use, `IP/PREFIX`. */
  readonly addresses: readonly string[]
}

/** The container's links, as they are now. @throws exit 3 where its namespace has gone, 6 where a program is missing */
export async function linksOf(endpoint: Endpoint): Promise<readonly IpLink[]> {
  demandUtilLinux('nsenter')
  const namespace = openEndpointNamespace(endpoint)
  try {
    const { code, stdout, stderr } = await run(
      ['nsenter', '--net=/proc/self/fd/3', 'ip', '-j', 'address', 'show'],
      { files: new Map([[3, namespace.fd]]) },
    )
    if (code === 0) return parseLinks(stdout.trimEnd())
    throw new CtnetError('missing', 'no-ip', `the interfaces of ${endpoint.name} can't be read with \`ip\``, {
      hint: 'install iproute2: apt-get install iproute2',
      cause: stderr,
    })
  } finally {
    namespace.close()
  }
}

/** The interface of that name, or the first but lo, that is up and addressed. @throws exit 3, which says what it lacks */
export function readyInterface(links: readonly IpLink[], container: string, name?: string): ReadyInterface {
  const candidates = links.filter(({ ifname, link_type }) =>
    name === undefined ? link_type !== 'loopback' : ifname === name,
  )
  const lacking = candidates.map((link) => ({ link, lack: lackOf(link) }))
  const ready = lacking.find(({ lack }) => lack === undefined)?.link
  if (ready !== undefined) return { interface: ready.ifname, addresses: addressesOf(ready) }
  const what =
    candidates.length === 0
      ? `${container} has no interface ${name ?? 'but lo'}`
      : `of ${container}, ${listed(lacking.map(({ link, lack }) => `${link.ifname} ${lack}`))}`
  throw new CtnetError('notFound', 'not-ready', what, {
    hint: `see what it has: ctnet exec ${container} ip address show`,
  })
}

/** What it has yet to get before packets can come and go by it. */
function lackOf(link: IpLink): string | undefined {
  if (!link.flags.includes('UP')) return 'is down'
  if (!link.flags.includes('LOWER_UP')) return 'has no carrier: its other end is down'
  if (addressesOf(link).length > 0) return undefined
  const held = link.addr_info.find((address) => address.scope !== 'link' && isHeldBack(address))
  if (held?.local === undefined) return 'has no address'
  const why = held.dadfailed ? 'another host has it' : 'duplicate address detection goes on'
  return `can't use ${parseIp(held.local)} yet: ${why}`
}

type IpAddress = IpLink['addr_info'][number]

/** Until duplicate address detection is through (RFC 4862, section 5.4), no program can bind to an IPv6 address. */
const isHeldBack = ({ tentative, dadfailed }: IpAddress): boolean => tentative === true || dadfailed === true

/** Those that lead further than to the link, and are in use. */
const addressesOf = ({ addr_info }: IpLink): string[] =>
  addr_info.flatMap((address) =>
    address.local === undefined || address.scope === 'link' || isHeldBack(address)
      ? []
      : [`${parseIp(address.local)}/${address.prefixlen}`],
  )
