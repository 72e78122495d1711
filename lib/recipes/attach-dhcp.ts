import type { AddressSpec } from '../model/address.ts'
import type { Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { dhcpOf, type Facts, type Link, spaceOf } from '../model/facts.ts'
import { defaultRoute } from '../model/route.ts'
import { counted, quoted } from '../model/text.ts'
import { DHCP_CLIENTS, type DhcpClientName } from '../plan/dhcp/clients.ts'
import type { LinkRef, Step } from '../plan/step.ts'
import { startDhcp, stopDhcp } from '../plan/steps/dhcp.ts'

export interface DhcpIntent {
  readonly into: Place
  readonly container: string
  readonly addresses: readonly AddressSpec[]
  readonly gateway: 'auto' | 'none' | readonly string[]
  /** Seconds to wait for a DHCP server; 60. */
  readonly timeout?: number | undefined
  readonly dhcp?: DhcpChoice | undefined
}

/** How the address is asked for, where it is not all the same. */
export interface DhcpChoice {
  readonly client?: DhcpClient | undefined
  /** Further words of that client's command line. */
  readonly options: readonly string[]
}

/** busybox's is a udhcpc. */
type DhcpClient = Exclude<DhcpClientName, 'busybox'>

/** @throws exit 2 */
export function parseDhcpClient(text: string): DhcpClient {
  const known = DHCP_CLIENTS.find((name) => name === text)
  if (known !== undefined && known !== 'busybox') return known
  throw usageError(`ctnet runs no DHCP client ${quoted(text)}`, 'give udhcpc, dhcpcd or dhclient')
}

const DEFAULT_TIMEOUT = 60

export const wantsDhcp = ({ addresses }: Pick<DhcpIntent, 'addresses'>): boolean =>
  addresses.some(({ kind }) => kind === 'dhcp')

/**
 * @throws exit 2 where `dhcp` stands beside what it can't: itself, another IPv4 address, a gateway that the server would
 * name, a network where no server can be asked (`deaf` says why)
 */
export function checkDhcp({ addresses, gateway, dhcp }: DhcpIntent, deaf?: string): void {
  if (dhcp !== undefined && !wantsDhcp({ addresses }))
    throw usageError('a DHCP client is chosen, and none is asked', 'give dhcp as ADDRESS')
  if (dhcp !== undefined && dhcp.options.length > 0 && dhcp.client === undefined)
    throw usageError("an option of a DHCP client's: which one's?", 'say so: --dhcp-client udhcpc')
  if (!wantsDhcp({ addresses })) return
  if (deaf !== undefined)
    throw usageError(`${deaf}: no DHCP server can be asked there`, 'give an address: IP/PREFIX; or none')
  const others = addresses.filter((spec) => spec.kind !== 'cidr' || spec.cidr.family === 4)
  if (others.length > 1)
    throw usageError(
      'dhcp gives the IPv4 address, and another is given',
      'leave one out; IPv6 addresses may stand beside dhcp',
    )
  if (typeof gateway !== 'string' && gateway.some((ip) => !ip.includes(':')))
    throw usageError('with dhcp, the server names the IPv4 gateway', 'leave --gateway out; or --gateway none')
}

/**
 * Starts a DHCP client for the interface. The default route is the server's, where the container has none yet.
 * @throws exit 6 where there is no client
 */
export function dhcpSteps(facts: Facts, intent: DhcpIntent, link: LinkRef): readonly Step[] {
  if (!wantsDhcp(intent)) return []
  const chosen = intent.dhcp?.client
  const client = DHCP_CLIENTS.find(
    (name) => facts.programs?.includes(name) && (chosen === undefined || servesAs(name) === chosen),
  )
  if (client === undefined) {
    throw new CtnetError(
      'missing',
      'no-dhcp-client',
      `there is no ${chosen ?? 'DHCP client'} here that could ask for ${intent.container}'s address`,
      {
        hint:
          chosen === undefined
            ? 'install one: apt-get install udhcpc (dhcpcd and dhclient will do as well)'
            : 'install it, or take whichever there is: leave --dhcp-client out',
      },
    )
  }
  const current = defaultRoute(spaceOf(facts, intent.into), 4)
  const routed = current !== undefined && current.dev !== link.name
  return startDhcp({
    id: freshId(facts),
    link,
    client,
    gateway: intent.gateway !== 'auto' || routed ? 'none' : 'auto',
    hostname: /^[A-Za-z\d][A-Za-z\d-]{0,62}$/.test(intent.container) ? intent.container : undefined,
    options: intent.dhcp?.options ?? [],
    seconds: intent.timeout ?? DEFAULT_TIMEOUT,
  })
}

const servesAs = (name: DhcpClientName): DhcpClient => (name === 'busybox' ? 'udhcpc' : name)

/** A name that no client's folder has. */
function freshId({ nonce, dhcp = [] }: Facts): string {
  for (let n = 0; ; n++) {
    const id = `dhcp${((Number.parseInt(nonce, 16) + n) % 36 ** 7).toString(36).padStart(7, '0')}`
    if (!dhcp.some((client) => client.id === id)) return id
  }
}

/** Ends the client of an interface that goes; `at once`, where another has taken that name and maybe the address. */
export const endDhcp = (
  facts: Facts,
  link: LinkRef,
  how: 'politely' | 'at once' = 'politely',
): readonly Step[] =>
  (facts.dhcp ?? [])
    .filter((client) => client.place === link.in && client.link === link.name)
    .map(({ id }) => stopDhcp(id, how))

/** Where somebody killed the client, or what watches over it: ends what is left of them, and starts anew. */
export function reviveDhcp(facts: Facts, intent: DhcpIntent, { name }: Link): readonly Step[] {
  const link = { in: intent.into, name }
  const client = dhcpOf(facts, intent.into, name)
  if (!wantsDhcp(intent) || client?.state === 'running') return []
  return [...endDhcp(facts, link), ...dhcpSteps(facts, intent, link)]
}

export const dhcpNotes = (intent: DhcpIntent): string[] =>
  wantsDhcp(intent)
    ? [`asks for an address by DHCP, for up to ${counted(intent.timeout ?? DEFAULT_TIMEOUT, 'second')}`]
    : []
