import { type Cidr, showCidr, single } from '../../model/address.ts'
import { changeLink } from '../../model/effects.ts'
import { type Facts, linkOf } from '../../model/facts.ts'
import { guardOf, ip, type KnownLink, type LinkRef, type Step, unlessShown, whenShown } from '../step.ts'

/**
 * Gives an interface an address (ip-address(8)). `nodad` for IPv6: the address was chosen free, and without it a
 * program that binds to it in the first second fails (RFC 4862, section 5.4).
 */
export function addAddress(link: KnownLink, cidr: Cidr): Step {
  return {
    in: link.in,
    run: [ip(...given(link, cidr))],
    effect: (facts) => change(facts, link, (addresses) => [...addresses, cidr]),
    why: `Give ${link.name} its address`,
    undo: {
      in: link.in,
      run: [whenShown(shownBy(link, cidr), ...taken(link, cidr))],
      effect: without(link, cidr),
      why: 'Take the address away again',
      guard: guardOf(link),
    },
    done: `${link.name} has ${cidr.ip}`,
    on: link,
  }
}

/** Takes an address away from an interface (ip-address(8)). */
export function removeAddress(link: KnownLink, cidr: Cidr, why: string): Step {
  return {
    in: link.in,
    run: [ip(...taken(link, cidr))],
    effect: without(link, cidr),
    why,
    undo: {
      in: link.in,
      run: [unlessShown(shownBy(link, cidr), ...given(link, cidr))],
      effect: (facts) => change(facts, link, (addresses) => [...addresses, cidr]),
      why: 'Give it its address back',
      guard: guardOf(link),
    },
    on: link,
  }
}

const given = (link: LinkRef, cidr: Cidr): string[] => ['address', 'add', ...asGiven(link, cidr)]

/** An address as words of `ip address` (ip-address(8)). */
export const asGiven = ({ name }: LinkRef, cidr: Cidr): string[] => [
  showCidr(cidr),
  ...(cidr.broadcast === undefined ? [] : ['broadcast', cidr.broadcast]),
  ...['dev', name],
  ...(cidr.family === 6 ? ['nodad'] : []),
]

const taken = ({ name }: LinkRef, cidr: Cidr): string[] => ['address', 'del', showCidr(cidr), 'dev', name]

const shownBy = ({ name }: LinkRef, { ip }: Cidr): string[] => [
  ...['address', 'show', 'dev', name, 'to', showCidr(single(ip))],
]

const without =
  (link: LinkRef, cidr: Cidr): Step['effect'] =>
  (facts) =>
    change(facts, link, (addresses) => addresses.filter((own) => showCidr(own) !== showCidr(cidr)))

function change(facts: Facts, link: LinkRef, to: (addresses: readonly Cidr[]) => readonly Cidr[]): Facts {
  const addresses = linkOf(facts, link.in, link.name)?.addresses ?? []
  return changeLink(facts, link.in, link.name, { addresses: to(addresses) })
}
