import { defineTopology } from 'ctnet'

export default defineTopology({
  name: 'star',
  describe: 'hosts around one switch, all on one subnet',
  options: {
    hosts: { type: 'number', default: 3, min: 1, max: 1000, describe: 'how many hosts' },
    subnet: { type: 'string', describe: 'theirs, IPv4 or IPv6, instead of 10.0.1.0/24 and fd00:0:0:1::/64' },
  },
  build: ({ hosts, subnet }) => {
    const names = Array.from({ length: hosts }, (_, i) => `h${i + 1}`)
    return {
      nodes: {
        sw1: { switch: true, role: 'switch' },
        ...Object.fromEntries(names.map((name) => [name, { role: 'host' }])),
      },
      links: names.map((name) => ({ ends: [{ node: name }, { node: 'sw1' }] })),
      ...(subnet !== undefined && { subnets: [subnet] }),
    }
  },
})
