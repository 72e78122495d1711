import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { CtnetError } from '../../../lib/model/error.ts'
import type { Device } from '../../../lib/recipes/pipework/device.ts'
import { nativeCommand } from '../../../lib/recipes/pipework/native.ts'
import { parsePipework } from '../../../lib/recipes/pipework/words.ts'

const device = (name: string, mac: string, more: Partial<Device> = {}): Device => ({
  ...{ name, mac, kind: undefined, medium: 'ether', onTop: false, up: true },
  ...more,
})

const devices = [
  device('docker0', '02:42:00:00:00:01', { kind: 'bridge' }),
  device('lan', '00:f3:15:4a:42:c8', { kind: 'bridge' }),
  device('eth1.10', '00:f3:15:4a:42:c8', { kind: 'vlan', onTop: true }),
  device('eth1', '00:f3:15:4a:42:c8'),
  device('ovsbr0', '02:00:00:00:00:09', { kind: 'openvswitch' }),
  device('ib0', '80:00:02:08', { medium: 'infiniband' }),
  device('br-wan', '02:00:00:00:00:0a'),
  device('eth2', '02:00:00:00:00:0b', { up: false }),
]
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

const words = (line: string) => line.split(' ').filter((word) => word !== '')
const translated = (line: string) => nativeCommand(parsePipework(words(line)), { devices, md5 }).join(' ')

const MADE = '--create --bridge-address none'

/** Every form of pipework's README and of what it says of itself, and what comes of it. */
const FORMS: Readonly<Record<string, string>> = {
  'br1 c 192.168.1.1/24': `attach c br1 192.168.1.1/24 --gateway none --if eth1 ${MADE}`,
  'docker0 c 172.17.0.9/16': 'attach c docker0 172.17.0.9/16 --gateway none --if eth1',
  'br1 -i eth2 c 192.168.1.1/24': `attach c br1 192.168.1.1/24 --gateway none --if eth2 ${MADE}`,
  'br1 -i eth2 -l hostapp1 c 10.0.0.5/8': `attach c br1 10.0.0.5/8 --gateway none --if eth2 --host-if hostapp1 ${MADE}`,
  'br1 -l hostapp1 -i eth2 c 10.0.0.5/8': `attach c br1 10.0.0.5/8 --gateway none --if eth2 --host-if hostapp1 ${MADE}`,
  'br1 -a 4 c 192.168.1.1/24': `attach c br1 192.168.1.1/24 --gateway none --if eth1 ${MADE}`,
  'br1 -i e -l h -a 6 c fd00::5/64@fd00::1': `attach c br1 fd00::5/64 --gateway fd00::1 --replace-gateway --if e --host-if h ${MADE}`,
  'br1 c 192.168.4.25/20@192.168.4.1': `attach c br1 192.168.4.25/20 --gateway 192.168.4.1 --replace-gateway --if eth1 ${MADE}`,
  'br1 c 10.0.0.5/32@10.9.9.9': `attach c br1 10.0.0.5/32 --route 10.9.9.9 --gateway 10.9.9.9 --replace-gateway --if eth1 ${MADE}`,
  'br1 c 192.168.4.25/255.255.240.0': `attach c br1 192.168.4.25/20 --gateway none --if eth1 ${MADE}`,
  'br1 c 0/0': `attach c br1 none --gateway none --if eth1 ${MADE}`,
  'eth1 c 50.19.169.157/24': 'attach c macvlan:eth1 50.19.169.157/24 --gateway none --if eth1',
  'eth1 -l h c 50.19.169.157/24': 'attach c macvlan:eth1 50.19.169.157/24 --gateway none --if eth1',
  'eth2 c 50.19.169.157/24': 'attach c macvlan:eth2 50.19.169.157/24 --gateway none --if eth1 --force',
  'br-wan c 10.0.0.5/8': 'attach c macvlan:br-wan 10.0.0.5/8 --gateway none --if eth1',
  'mac:00:F3:15:4a:42:c8 c 10.0.0.5/8': 'attach c macvlan:eth1 10.0.0.5/8 --gateway none --if eth1',
  'mac:00:f3:15:4a:42:c8 -i e -l h -a 4 c 10.0.0.5/8@10.0.0.1 26:2e:71:98:60:8f@10':
    'attach c macvlan:eth1 10.0.0.5/8 --gateway 10.0.0.1 --replace-gateway --if e --mac 26:2e:71:98:60:8f --vlan 10',
  'mac:00:f3:15:4a:42:c8 -i e -l h c dhcp @10': 'attach c macvlan:eth1 dhcp --if e --vlan 10',
  'eth1 -i e c dhcp fa:de:b0:99:52:1c@10':
    'attach c macvlan:eth1 dhcp --if e --mac fa:de:b0:99:52:1c --vlan 10',
  '--direct-phys eth1 c 192.168.1.2/24': 'attach c phys:eth1 192.168.1.2/24 --gateway none --if eth1',
  '--direct-phys eth1 -i container0 c 0/0': 'attach c phys:eth1 none --gateway none --if container0',
  '--direct-phys mac:00:f3:15:4a:42:c8 -i container0 c 0/0':
    'attach c phys:00:f3:15:4a:42:c8 none --gateway none --if container0',
  '--direct-phys lan c 0/0': 'attach c lan none --gateway none --if eth1',
  'dummy c 192.168.21.101/24@192.168.21.1':
    'attach c dummy 192.168.21.101/24 --gateway 192.168.21.1 --replace-gateway --if eth1',
  'eth1 c dhclient': 'attach c macvlan:eth1 dhcp --dhcp-client dhclient --if eth1',
  'eth1 c dhclient-f': 'attach c macvlan:eth1 dhcp --dhcp-client dhclient --if eth1',
  'eth1 c udhcpc': 'attach c macvlan:eth1 dhcp --dhcp-client udhcpc --if eth1',
  'eth1 c udhcpc-f': 'attach c macvlan:eth1 dhcp --dhcp-client udhcpc --if eth1',
  'eth1 c dhcpcd': 'attach c macvlan:eth1 dhcp --dhcp-client dhcpcd --if eth1',
  'eth1 c dhcp': 'attach c macvlan:eth1 dhcp --if eth1',
  'eth1 c dhcp:-f': 'attach c macvlan:eth1 dhcp --if eth1',
  'br1 c dhcp fa:de:b0:99:52:1c': `attach c br1 dhcp --if eth1 --mac fa:de:b0:99:52:1c ${MADE}`,
  'eth1 c 192.168.1.2/24 26:2e:71:98:60:8f':
    'attach c macvlan:eth1 192.168.1.2/24 --gateway none --if eth1 --mac 26:2e:71:98:60:8f',
  'eth1 c dhcp U:myhost.foo.com': 'attach c macvlan:eth1 dhcp --if eth1 --mac 02:72:6c:cd:9b:8d',
  'ovsbr0 c dhcp @10': 'attach c ovsbr0 dhcp --if eth1 --vlan 10',
  'ovsbr0 c 192.168.1.2/24': 'attach c ovsbr0 192.168.1.2/24 --gateway none --if eth1',
  'ovsbr9 c 192.168.1.2/24': `attach c ovs:ovsbr9 192.168.1.2/24 --gateway none --if eth1 ${MADE}`,
  'eth1 c 10.0.0.5/8 U:myhost.foo.com@10':
    'attach c macvlan:eth1 10.0.0.5/8 --gateway none --if eth1 --mac 02:72:6c:cd:9b:8d --vlan 10',
  'lan c 10.0.0.5/8 @10': 'attach c lan 10.0.0.5/8 --gateway none --if eth1 --vlan 10',
  'route c add 10.0.5.0/24 via 192.168.2.1': 'route c add 10.0.5.0/24 via 192.168.2.1',
  'route c add 10.0.5.6/24 via 192.168.2.1': 'exec c ip route add 10.0.5.6/24 via 192.168.2.1',
  'route c replace default via 10.2.3.5.78': 'exec c ip route replace default via 10.2.3.5.78',
  'route c replace default via 10.2.3.5': 'route c replace default via 10.2.3.5',
  'route c delete default': 'route c del default',
  'route c show table all': 'exec c ip route show table all',
  'route c add default nexthop via 10.0.0.1': 'exec c ip route add default nexthop via 10.0.0.1',
  'rule c add from 172.19.0.2/32 table 1': 'rule c add from 172.19.0.2/32 table 1',
  'rule c add to 172.19.0.2/32 table 1': 'rule c add to 172.19.0.2/32 table 1',
  'rule c show': 'exec c ip rule show',
  'tc c qdisc add dev eth0 root netem loss 30%': 'tc c qdisc add dev eth0 root netem loss 30%',
  'tc c -s qdisc show dev eth0': 'exec c tc -s qdisc show dev eth0',
  'br1 host 10.0.0.5/8': `attach docker:host br1 10.0.0.5/8 --gateway none --if eth1 ${MADE}`,
  '--wait': 'wait host --if eth1 --up --timeout 999999',
  '--wait -i ib0': 'wait host --if ib0 --up --timeout 999999',
}

for (const [line, native] of Object.entries(FORMS)) {
  test(`pipework ${line}`, () => assert.equal(translated(line), native))
}

test('options of a DHCP client are passed on, but for those about its life', () => {
  const asked = parsePipework(['eth1', 'c', 'udhcpc:-f -r 10.0.0.7 -q'])
  assert.deepEqual(nativeCommand(asked, { devices, md5 }).slice(3, 8), [
    ...['dhcp', '--dhcp-client', 'udhcpc', '--dhcp-option=-r', '--dhcp-option=10.0.0.7'],
  ])
  const any = parsePipework(['eth1', 'c', 'dhcp:-f -A 3'])
  assert.ok(nativeCommand(any, { devices, md5 }).includes('udhcpc'))
})

const WRONG: Readonly<Record<string, RegExp>> = {
  br1: /an address are needed/,
  'br1 c': /an address are needed/,
  'route c': /an address are needed/,
  'br1 -x c 10.0.0.5/8': /no option "?-x/,
  'br1 -a 5 c 10.0.0.5/8': /family/,
  'br1 -a 6 c 10.0.0.5/8': /not an IPv6 address/,
  'br1 c 192.168.1.1': /prefix length/,
  'br1 c dhcp6': /neither an address nor a DHCP client/,
  'br1 c 192.168.1.1/255.0.255.0': /netmask/,
  'eth7 c 10.0.0.5/8': /no interface eth7/,
  'ib0 c 10.10.10.10/24': /InfiniBand/,
  'ib0 c 10.10.10.10/24 @8001': /InfiniBand/,
  'mac:02:00:00:00:00:ff c 10.0.0.5/8': /the MAC 02:00:00:00:00:ff/,
  '--direct-phys eth1 c 10.0.0.5/8 @10': /in no VLAN/,
  '--wait eth2': /means nothing/,
}

for (const [line, message] of Object.entries(WRONG)) {
  test(`pipework ${line}: says what is wrong`, () =>
    assert.throws(
      () => translated(line),
      (error: CtnetError) => message.test(error.message) && error.hint !== undefined,
    ))
}
