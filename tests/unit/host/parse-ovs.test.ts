import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOvs } from '../../../lib/host/parse-ovs.ts'

/** What the observing script printed of a bridge with a tagged port of ctnet's, a bond, and a bridge of the kernel's (Open vSwitch 3.1). */
const OUTPUT = String.raw`@ host
[]
ovs has kernel
{"data":[["sw0","netdev",["set",[["uuid","p1"],["uuid","p2"],["uuid","p3"]]]],["sw1","",["set",[]]]],"headings":["name","datapath_type","ports"]}
{"data":[[["uuid","p1"],10,["uuid","i1"]],[["uuid","p2"],["set",[]],["uuid","i2"]],[["uuid","p3"],["set",[]],["set",[["uuid","i3"],["uuid","i4"]]]]],"headings":["_uuid","tag","interfaces"]}
{"data":[[["uuid","i1"],"veth1",["map",[["ctnet","db \"1\" eth0"]]]],[["uuid","i2"],"sw0",["map",[]]],[["uuid","i3"],"eth1",["map",[]]],[["uuid","i4"],"eth2",["map",[["other","x"]]]]],"headings":["_uuid","name","external_ids"]}
`

test('bridges and ports are read, with tag and mark; a bond as each of its interfaces', () => {
  assert.deepEqual(parseOvs(OUTPUT), {
    lacks: undefined,
    kernelDatapath: true,
    bridges: [
      { name: 'sw0', datapath: 'netdev' },
      { name: 'sw1', datapath: 'system' },
    ],
    ports: [
      { name: 'veth1', bridge: 'sw0', tag: 10, mark: 'db "1" eth0' },
      { name: 'sw0', bridge: 'sw0', tag: undefined, mark: undefined },
      { name: 'eth1', bridge: 'sw0', tag: undefined, mark: undefined },
      { name: 'eth2', bridge: 'sw0', tag: undefined, mark: undefined },
    ],
  })
})

test('what is missing is known, and also that nobody asked', () => {
  assert.equal(parseOvs('ovs no program\n')?.lacks, 'program')
  assert.equal(parseOvs('ovs no database\n')?.lacks, 'database')
  const switchless = parseOvs(`ovs no switch\n${OUTPUT}`)
  assert.deepEqual([switchless?.lacks, switchless?.ports.length], ['switch', 4])
  assert.equal(parseOvs('@ host\n[]\n'), undefined)
})
