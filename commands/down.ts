import { defineCommand } from '../lib/cli/command.ts'
import { labNamed } from '../lib/cli/labs.ts'
import { takeDown } from '../lib/cli/take-down.ts'
import { labNames } from '../lib/host/labs.ts'
import { usageError } from '../lib/model/error.ts'

export default defineCommand({
  usage: '[lab..]',
  describe: 'Take labs away, with all that they made and nothing else',
  positionals: {
    lab: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'its name, or several: all go, or none',
    },
  },
  options: { all: { type: 'boolean', describe: 'every lab that is up' } },
  examples: [
    { line: 'down star', does: 'gone without a trace', world: ['ctnet up star'] },
    {
      line: 'down edge',
      does: "a lab with ways out: an interface of the host's comes home",
      world: [
        'ip link add eth8 address 52:54:00:00:00:08 type veth peer name port8 address 52:54:00:00:01:08; ip link set eth8 up; ip link set port8 up',
        'ip link add eth9 address 52:54:00:00:00:09 type veth peer name port9 address 52:54:00:00:01:09; ip link set eth9 up; ip link set port9 up',
        "printf '%s\\n' 'nodes: { a, b }' 'links: [a -- b, a 10.8.0.2/24 -- macvlan:eth8, b 10.9.0.2/24 -- phys:eth9]' >edge.yml",
        'ctnet up edge.yml',
      ],
    },
    { line: 'down star chain', does: 'two labs, as one change', world: ['ctnet up star', 'ctnet up chain'] },
    { line: 'down --all', does: 'all labs', world: ['ctnet up star', 'ctnet up chain'] },
  ],
  async run({ lab, all }, context) {
    if (lab.length === 0 && !all) throw usageError('which lab is to go?', 'name it, or --all')
    const names = all ? labNames() : [...new Set(lab.map((name) => labNamed(name).lab.name))]
    await takeDown(context, names, (gone) => context.output.result(gone, { labs: gone }))
  },
})
