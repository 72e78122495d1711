import { changeLink, changeSpace, SMALLEST_IPV6_MTU } from '../../model/effects.ts'
import { type Facts, spaceOf } from '../../model/facts.ts'
import { guardOf, ip, type KnownLink, type LinkRef, type Step } from '../step.ts'

const disableIpv6 = (name: string): string => `net/ipv6/conf/${name}/disable_ipv6`

/**
 * Sets a link's MTU in bytes (ip-link(8)). Below IPv6's smallest the kernel takes the interface's IPv6 settings away;
 * above it they come again, as the namespace's defaults, so the way back sets what they were.
 */
export function setMtu(link: KnownLink, mtu: number, facts: Facts, why: string): Step {
  const { links, sysctls } = spaceOf(facts, link.in)
  const before = links.find(({ name }) => name === link.name)?.mtu ?? mtu
  const path = disableIpv6(link.name)
  const ipv6 = sysctls[path]
  const returns = mtu < SMALLEST_IPV6_MTU && ipv6 !== undefined && ipv6 !== defaultOf(facts, link)
  return {
    in: link.in,
    run: [ip('link', 'set', 'dev', link.name, 'mtu', mtu)],
    effect: (known) => withMtu(known, link, mtu),
    why,
    undo: {
      in: link.in,
      run: [
        ip('link', 'set', 'dev', link.name, 'mtu', before),
        ...(returns ? [{ kind: 'sysctl', path, value: ipv6 } as const] : []),
      ],
      effect: (known) => {
        const back = withMtu(known, link, before)
        return returns
          ? changeSpace(back, link.in, (space) => ({ sysctls: { ...space.sysctls, [path]: ipv6 } }))
          : back
      },
      why: 'Set its MTU back to what it was',
      guard: guardOf(link),
    },
    on: link,
  }
}

const defaultOf = (facts: Facts, { in: place }: LinkRef): string | undefined =>
  spaceOf(facts, place).sysctls[disableIpv6('default')]

function withMtu(facts: Facts, link: LinkRef, mtu: number): Facts {
  const path = disableIpv6(link.name)
  const changed = changeLink(facts, link.in, link.name, { mtu })
  return changeSpace(changed, link.in, ({ sysctls }) => {
    const { [path]: own, ...rest } = sysctls
    const value = own ?? defaultOf(facts, link)
    return { sysctls: mtu < SMALLEST_IPV6_MTU || value === undefined ? rest : { ...rest, [path]: value } }
  })
}

/** Gives a link another MAC address; from then on it is known by that one (ip-link(8)). */
export function setMac(link: KnownLink, mac: string, why: string): Step {
  const set = (to: string) => ({
    run: [ip('link', 'set', 'dev', link.name, 'address', to)],
    effect: (facts: Facts) => changeLink(facts, link.in, link.name, { mac: to }),
  })
  return {
    in: link.in,
    ...set(mac),
    why,
    undo: {
      in: link.in,
      ...set(link.mac),
      why: 'Give it its MAC address back',
      guard: guardOf({ ...link, mac }),
    },
    on: link,
  }
}

/** Gives a link an alias, free text for people, or takes it away (ip-link(8)). */
export function setAlias(
  link: KnownLink,
  alias: string | undefined,
  before: string | undefined,
  why: string,
): Step {
  const set = (to: string | undefined) => ({
    run: [ip('link', 'set', 'dev', link.name, 'alias', to ?? '')],
    effect: (facts: Facts) => changeLink(facts, link.in, link.name, { alias: to }),
  })
  return {
    in: link.in,
    ...set(alias),
    why,
    undo: { in: link.in, ...set(before), why: 'Give it its alias back', guard: guardOf(link) },
    on: link,
  }
}
