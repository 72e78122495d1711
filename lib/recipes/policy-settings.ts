import type { Family } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf, portsOf, spaceOf } from '../model/facts.ts'
import { policiesOf, type Setting } from '../model/policy.ts'
import type { Step } from '../plan/step.ts'
import { filterBridge, setPort } from '../plan/steps/bridge-filter.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'
import { isThroughLoopback, legsOf } from './policy-rules.ts'

const BOTH = [4, 6] as const satisfies Family[]

const callOf = (family: Family): string => `net/bridge/bridge-nf-call-ip${family === 6 ? '6' : ''}tables`

/** Whether the host has a firewall that sees what passes between a bridge's ports, or can be told to. */
export const canFilter = (facts: Facts): boolean =>
  facts.firewall !== undefined && spaceOf(facts, HOST).sysctls[callOf(4)] !== undefined

/** @throws exit 6 where no program is there that rules could be given to */
export function demandFirewall(facts: Facts): void {
  if (facts.firewall !== undefined) return
  throw new CtnetError('missing', 'no-firewall', 'there is neither iptables nor nft to give rules to', {
    hint: 'install one: apt-get install nftables',
  })
}

const setting = (what: Setting['what'], link: string): Setting => ({ kind: 'setting', what, link })

/** What bridges and their ports must do for what was asked for. */
export function settingsOf(facts: Facts): readonly Setting[] {
  const policies = policiesOf(facts)
  const { sysctls } = spaceOf(facts, HOST)
  const severed = policies.flatMap((policy) => (policy.kind === 'icc' ? policy.bridge : []))
  const published = policies.flatMap((policy) =>
    policy.kind === 'publish'
      ? legsOf(facts, policy.container).map((leg) => ({ ...leg, ip: policy.ip }))
      : [],
  )
  const all = [
    ...severed.flatMap((bridge) =>
      canFilter(facts)
        ? BOTH.filter((family) => sysctls[callOf(family)] === '0').map((family) => ({
            ...setting('filtered', bridge),
            family,
          }))
        : portsOf(facts, HOST, bridge).map(({ name }) => setting('isolated', name)),
    ),
    ...published
      .filter(({ ip, address }) => address.family === 4 && isThroughLoopback(ip))
      .map(({ bridge }) => setting('localnet', bridge)),
    ...published.map(({ port }) => setting('hairpin', port)),
  ]
  return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index)
}

export const isSame = (a: Setting, b: Setting): boolean =>
  a.what === b.what && a.link === b.link && a.family === b.family

/** Nothing where it isn't known, or the link is gone. */
export function isOn(facts: Facts, { what, link: name, family }: Setting): boolean | undefined {
  const link = linkOf(facts, HOST, name)
  if (link === undefined) return undefined
  if (what === 'filtered') return family !== undefined && link.filtered?.includes(family) === true
  if (what !== 'localnet') return link[what] === true
  const value = spaceOf(facts, HOST).sysctls[localnetOf(name)]
  return value === undefined ? undefined : value === '1'
}

/** Whether the kernel routes packets of 127.0.0.1 through the bridge (ip-sysctl, `route_localnet`). */
const localnetOf = (bridge: string): string => `net/ipv4/conf/${bridge}/route_localnet`

const WHY = {
  isolated: 'Keep the port apart: it reaches no other one that is so',
  hairpin: 'Let what the container sends to its own published port come back',
} as const

/** Switches it on or off, where it is the other way. */
export function turn(facts: Facts, one: Setting, on: boolean): readonly Step[] {
  const { what, link: name, family } = one
  const link = linkOf(facts, HOST, name)
  if (link === undefined || isOn(facts, one) !== !on) return []
  if (what === 'filtered') return family === undefined ? [] : [filterBridge(link, family, on)]
  if (what !== 'localnet')
    return [setPort(link, what, on, on ? WHY[what] : 'Let the port be as any other again')]
  const [before, value] = on ? ['0', '1'] : ['1', '0']
  const why = on
    ? 'Let 127.0.0.1 be led to the container too; a rule keeps others from sending there'
    : 'Lead 127.0.0.1 nowhere else'
  return [setSysctl({ in: HOST, path: localnetOf(name), value, before, on: { in: HOST, name } }, why)]
}
