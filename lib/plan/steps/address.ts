import { type Cidr, showCidr, single } from '../../model/address.ts'
import { changeLink, type Facts, linkOf } from '../../model/facts.ts'
import { guardOf, ip, type KnownLink, type LinkRef, type Step, whenShown } from '../step.ts'

/**
 * Gives an interface an address (ip-address(8)). `nodad` for IPv6: the address was chosen free, and without it a
 * program that binds to it in the first second fails (RFC 4862, section 5.4).
 */
export function addAddress(link: KnownLink, cidr: Cidr): Step {
  const words = [showCidr(cidr), 'dev', link.name]
  return {
    in: link.in,
    run: [ip('address', 'add', ...words, ...(cidr.family === 6 ? ['nodad'] : []))],
    effect: (facts) => change(facts, link, (addresses) => [...addresses, cidr]),
    why: `Give ${link.name} its address`,
    undo: {
      in: link.in,
      run: [
        whenShown(
          ['address', 'show', 'dev', link.name, 'to', showCidr(single(cidr.ip))],
          'address',
          'del',
          ...words,
        ),
      ],
      effect: (facts) =>
        change(facts, link, (addresses) => addresses.filter((own) => showCidr(own) !== showCidr(cidr))),
      why: 'Take the address away again',
      guard: guardOf(link),
    },
    on: link,
  }
}

function change(facts: Facts, link: LinkRef, to: (addresses: readonly Cidr[]) => readonly Cidr[]): Facts {
  const addresses = linkOf(facts, link.in, link.name)?.addresses ?? []
  return changeLink(facts, link.in, link.name, { addresses: to(addresses) })
}
