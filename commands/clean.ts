import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { readJournal } from '../lib/host/journal.ts'
import { netnsFiles } from '../lib/host/netns-files.ts'
import { placeOf } from '../lib/model/endpoint.ts'
import { CtnetError } from '../lib/model/error.ts'
import { clean } from '../lib/recipes/clean.ts'
import { listAll } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '',
  describe:
    'Remove what has lost its owner: rules, names of namespaces, ports of Open vSwitch, and what a killed command left open',
  positionals: {},
  options: {},
  examples: [
    {
      line: 'clean',
      does: 'all of it; with --dry-run, only shown',
      world: [
        'ctnet bridge create gone 192.168.5.1/24',
        'ip link delete gone',
        'mkdir -p /var/run/netns',
        'ln -s /proc/999999999/ns/net /var/run/netns/gone',
      ],
    },
  ],
  async run(_, context) {
    const open = readJournal().open.length > 0
    const ended = await change(context, {
      name: 'clean',
      repairs: true,
      look: async () => ({ endpoints: await listAll(), ovs: true, everywhere: true, files: netnsFiles() }),
      plan: (facts, { endpoints = [] }) => clean(facts, endpoints.map(placeOf)),
      // What a killed command left had lost its owner too, and is spoken of by itself.
      ...(!open && { idle: 'nothing has lost its owner' }),
      show: (result) =>
        context.output.result(
          [
            ...result.rules.map((owner) => `rules ${owner}`),
            ...result.names.map((name) => `netns ${name}`),
            ...result.links.map((name) => `link ${name}`),
            ...result.ports.map((name) => `port ${name}`),
            ...result.dns.map((name) => `dns ${name}`),
            ...result.dhcp.map((name) => `dhcp ${name}`),
          ],
          { ...result },
        ),
    })
    const left = ended.flatMap((one) => one.left)
    if (left.length === 0) return
    throw new CtnetError('partial', 'left-behind', 'what killed commands left could not all be taken back', {
      hint: `to remove it: ${left.join('; ')}`,
    })
  },
})
