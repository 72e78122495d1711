import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type Facts, linkOf } from '../../model/facts.ts'
import type { Step } from '../../plan/step.ts'
import { addAddress } from '../../plan/steps/address.ts'
import { linkUp } from '../../plan/steps/link.ts'
import { addOvsBridge } from '../../plan/steps/ovs-bridge.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { refuseTaken } from '../bridge-taken.ts'
import { freeSubnet } from '../free-subnet.ts'
import { enableIpv6 } from '../ipv6.ts'
import { unusedMac } from '../unique.ts'
import { fitting } from './fitting.ts'
import { demandEthtool, demandOvs } from './ovs-lacks.ts'

/**
 * Makes the Open vSwitch bridge, in the kernel's datapath where there is one. Its own interface is in no VLAN, so for a
 * container that is in one it gets no address. @throws exit 4
 */
export function createOvsBridge(
  facts: Facts,
  intent: AttachIntent<{ readonly name: string }>,
): readonly Step[] {
  const { force, vlan } = intent
  const { name } = intent.network
  if (linkOf(facts, HOST, name) !== undefined) {
    throw new CtnetError(
      'conflict',
      'name-taken',
      `the host has an interface ${name} already, which is no bridge of Open vSwitch`,
      {
        hint: 'choose another name; see what it is: ip -d link',
      },
    )
  }
  const fit = vlan === undefined ? fitting(intent) : []
  const addresses = fit === 'auto' ? [freeSubnet(facts)] : fit
  refuseTaken(facts, { name, force }, addresses)
  const link = { in: HOST, name, mac: unusedMac(facts) }
  const { kernelDatapath } = demandOvs(facts)
  if (!kernelDatapath) demandEthtool(facts)
  return [
    addOvsBridge(link, kernelDatapath ? 'system' : 'netdev'),
    ...enableIpv6(facts, link, addresses),
    ...addresses.map((cidr) => addAddress(link, cidr)),
    linkUp(link),
  ]
}
