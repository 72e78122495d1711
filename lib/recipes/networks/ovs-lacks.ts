import { CtnetError } from '../../model/error.ts'
import type { Facts } from '../../model/facts.ts'
import type { Ovs } from '../../model/ovs.ts'

const START = 'start it: systemctl start openvswitch-switch'

const LACKS: Readonly<
  Record<NonNullable<Ovs['lacks']>, readonly [code: string, what: string, hint: string]>
> = {
  program: [
    'no-openvswitch',
    'Open vSwitch is not there: there is no program ovs-vsctl',
    'install it: apt-get install openvswitch-switch',
  ],
  database: [
    'no-ovsdb',
    "Open vSwitch can't be asked: ovsdb-server isn't running",
    `${START}; see what is said: ovs-vsctl show`,
  ],
  switch: ['no-vswitchd', "Open vSwitch can't switch: ovs-vswitchd isn't running", START],
}

/** What is known of Open vSwitch, where it works. @throws exit 6 */
export function demandOvs({ ovs }: Facts): Ovs {
  if (ovs === undefined) throw new Error('Open vSwitch was not asked: observe with { ovs: true }')
  if (ovs.lacks === undefined) return ovs
  const [code, what, hint] = LACKS[ovs.lacks]
  throw new CtnetError('missing', code, what, { hint })
}

/** @throws exit 6 where a switch in a process would lose what has no checksum */
export function demandEthtool({ programs }: Facts): void {
  if (programs === undefined || programs.includes('ethtool')) return
  throw new CtnetError(
    'missing',
    'no-ethtool',
    "there is no program ethtool, which an Open vSwitch bridge without the kernel's datapath takes",
    {
      hint: 'install it: apt-get install ethtool',
    },
  )
}
