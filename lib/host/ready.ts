import { parseIp } from '../model/address.ts'
import { type Endpoint, HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { listed } from '../model/text.ts'
import { openEndpointNamespace } from './namespaces.ts'
import { type IpLink, parseLinks } from './parse-links.ts'
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
  if (endpoint.runtime === HOST) return linksHere(endpoint, ['ip', ...SHOW])
  demandUtilLinux('nsenter')
  const namespace = openEndpointNamespace(endpoint)
  try {
    const files = new Map([[3, namespace.fd]])
    return await linksHere(endpoint, ['nsenter', '--net=/proc/self/fd/3', 'ip', ...SHOW], files)
  } finally {
    namespace.close()
  }
}

const SHOW = ['-j', '-d', 'address', 'show']

async function linksHere(
  { name }: Endpoint,
  argv: readonly string[],
  files?: ReadonlyMap<number, number>,
): Promise<readonly IpLink[]> {
  const { code, stdout, stderr } = await run(argv, files === undefined ? {} : { files })
  if (code === 0) return parseLinks(stdout.trimEnd())
  throw new CtnetError('missing', 'no-ip', `the interfaces of ${name} can't be read with \`ip\``, {
    hint: 'install iproute2: apt-get install iproute2',
    cause: stderr,
  })
}

/** Which interface is waited for: of that name, or any but lo; one that is up, without an address too. */
export interface Awaited {
  readonly name?: string | undefined
  readonly up?: boolean | undefined
}

/** The interface of that name, or the first but lo, that is up and addressed. @throws exit 3, which says what it lacks */
export function readyInterface(
  links: readonly IpLink[],
  container: string,
  { name, up }: Awaited,
): ReadyInterface {
  const candidates = links.filter(({ ifname, link_type }) =>
    name === undefined ? link_type !== 'loopback' : ifname === name,
  )
  const lacking = candidates.map((link) => ({ link, lack: lackOf(link, up) }))
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
function lackOf(link: IpLink, withoutAddress = false): string | undefined {
  if (!link.flags.includes('UP')) return 'is down'
  if (!link.flags.includes('LOWER_UP')) return 'has no carrier: its other end is down'
  if (withoutAddress || addressesOf(link).length > 0) return undefined
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
