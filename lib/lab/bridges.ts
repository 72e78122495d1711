import { parseCidr, showCidr } from '../model/address.ts'
import { withoutLink } from '../model/effects.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { after } from '../plan/plan.ts'
import { inHost, type Step } from '../plan/step.ts'
import { addAddress, removeAddress } from '../plan/steps/address.ts'
import { deleteLink, linkUp, markLink, markOf } from '../plan/steps/link.ts'
import { setMtu } from '../plan/steps/link-setting.ts'
import { createBridge } from '../recipes/bridge-create.ts'
import { refuseTaken as refuseSubnet } from '../recipes/bridge-taken.ts'
import { setMasquerade } from '../recipes/masquerade.ts'
import { enforce } from '../recipes/policies.ts'
import { laidEnds } from './cables.ts'
import { Gathering, type Part } from './difference.ts'
import { markOfBridge } from './names.ts'

/** The bridges of the host's that the lab made. */
export const ownBridges = (facts: Facts, lab: string) =>
  facts.spaces[HOST]?.links.filter(
    ({ kind, alias }) => kind === 'bridge' && alias === markOf(markOfBridge(lab)),
  ) ?? []

/**
 * The lab's bridges in the host, which pass packets beside Docker too; those that it has no more go.
 * @throws exit 4 where an interface of another's has the name
 */
export function bridgesPart(
  facts: Facts,
  { name: lab, bridges }: LaidLab,
  before: LaidLab | undefined,
): Part {
  const part = new Gathering()
  const own = ownBridges(facts, lab)
  for (const [name, { addresses = [], mtu = 1500, masquerade = false }] of Object.entries(bridges)) {
    const bridge = own.find((link) => link.name === name)
    const known = after(facts, part.build)
    if (bridge === undefined) {
      refuseTaken(facts, lab, name)
      part.differences.push({ of: name, is: 'missing' })
      const intent = { name, addresses: addresses.map(parseCidr), mtu }
      refuseSubnet(withoutOwn(facts, lab), intent, intent.addresses)
      const { build } = createBridge(known, { ...intent, force: true })
      part.build.push(...build, markLink({ in: HOST, name }, markOfBridge(lab)))
      if (masquerade) part.build.push(...hide(after(facts, part.build), name, true))
      continue
    }
    const has = bridge.addresses.map(showCidr)
    const stale = (before?.bridges[name]?.addresses ?? []).filter(
      (text) => has.includes(text) && !addresses.includes(text),
    )
    for (const text of stale) {
      const step = removeAddress(
        inHost(bridge),
        parseCidr(text),
        'Take away an address that the lab has no more',
      )
      part.differs(name, `has ${text}`, step)
    }
    for (const text of addresses.filter((address) => !has.includes(address)))
      part.differs(name, `lacks ${text}`, addAddress(inHost(bridge), parseCidr(text)))
    if (bridge.mtu !== mtu)
      part.differs(
        name,
        `MTU is ${bridge.mtu}, not ${mtu}`,
        setMtu(inHost(bridge), mtu, known, 'Set its MTU'),
      )
    if (!bridge.up) part.differs(name, 'is down', linkUp(inHost(bridge)))
    part.build.push(...enforce(after(facts, part.build), "Let the bridge's ports reach each other"))
    if (masquerade || before?.bridges[name]?.masquerade === true) {
      const steps = hide(after(facts, part.build), name, masquerade)
      if (steps.length > 0) part.differs(name, masquerade ? 'is not masqueraded' : 'is masqueraded', ...steps)
    }
  }
  const gone = own.filter(({ name }) => before !== undefined && !(name in bridges))
  part.add(
    removeBridges(
      after(facts, part.build),
      gone.map(({ name }) => name),
    ),
  )
  return part
}

const hide = (facts: Facts, bridge: string, on: boolean): readonly Step[] =>
  setMasquerade(facts, { hidden: { bridge }, on, force: true }).build

/** What the lab has in the host may have the subnet that is another's in the same lab from now on. */
function withoutOwn(facts: Facts, lab: string): Facts {
  const own = new Set([
    ...ownBridges(facts, lab).map(({ name }) => name),
    ...laidEnds(facts, lab).flatMap(({ place, link }) => (place === HOST ? link.name : [])),
  ])
  return [...own].reduce((known, name) => withoutLink(known, HOST, name), facts)
}

/** Takes bridges away, with the rules that let their ports reach each other. */
export function removeBridges(facts: Facts, names: readonly string[]): Part {
  const part = new Gathering()
  if (names.length === 0) return part
  for (const name of names) part.build.push(...hide(after(facts, part.build), name, false))
  const rest = names.reduce((known: Facts, name) => withoutLink(known, HOST, name), after(facts, part.build))
  part.build.push(...enforce(rest, "Take the bridges' rules out of the firewall"))
  for (const name of names) {
    const bridge = linkOf(facts, HOST, name)
    if (bridge === undefined) continue
    part.differences.push({ of: name, is: 'surplus' })
    part.finish.push(deleteLink(inHost(bridge)))
  }
  return part
}

/** @throws exit 4 */
function refuseTaken(facts: Facts, lab: string, name: string): void {
  const link = linkOf(facts, HOST, name)
  if (link === undefined) return
  throw new CtnetError(
    'conflict',
    'bridge-taken',
    `the host has an interface ${name} already, and the lab ${lab} didn't make it`,
    { hint: 'give the bridge of the lab another name' },
  )
}
