import { warnOfOpenEntries } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { observe } from '../../lib/host/observe.ts'
import { isLinkLocal, showCidr } from '../../lib/model/address.ts'
import { HOST } from '../../lib/model/endpoint.ts'
import { CtnetError } from '../../lib/model/error.ts'
import { isOwn, type Link, spaceOf } from '../../lib/model/facts.ts'
import { knownInterfaceName } from '../../lib/model/name.ts'
import { table } from '../../lib/view/table.ts'

export default defineCommand({
  usage: '[name]',
  describe: 'Show the bridges: addresses, MTU, STP, and what is attached',
  positionals: {
    name: { type: 'string', describe: 'only this one', completes: 'bridge' },
  },
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'bridge show',
      does: 'every bridge with its ports, as `brctl show` does, and whose they are',
      world: ['ctnet bridge create bridge0 192.168.5.1/24'],
    },
  ],
  async run(args, context) {
    const name = args.name === undefined ? undefined : knownInterfaceName(args.name)
    warnOfOpenEntries(context)
    const { facts, close } = await observe({ rules: false })
    close()
    const { links } = spaceOf(facts, HOST)
    const bridges = links.filter(
      (link) => link.kind === 'bridge' && (name === undefined || link.name === name),
    )
    if (name !== undefined && bridges.length === 0) {
      throw new CtnetError('notFound', 'no-bridge', `there is no bridge ${name}`, {
        hint: 'see all: ctnet bridge show',
      })
    }
    const shown = bridges.map((bridge) => describe(bridge, links))
    const rows = shown.flatMap(({ bridge, addresses, mtu, stp, up, ports }) => {
      const own = [bridge, addresses.join(',') || '-', String(mtu), stp ? 'stp' : '-', up ? 'up' : 'down']
      const [first, ...rest] = ports.map((port) => [port.name, port.alias ?? ''])
      return [[...own, ...(first ?? ['-'])], ...rest.map((port) => ['', '', '', '', '', ...port])]
    })
    const head = ['BRIDGE', 'ADDRESSES', 'MTU', 'STP', 'STATE', 'PORTS']
    context.output.result(table(rows, head), { bridges: shown })
  },
})

const describe = (bridge: Link, links: readonly Link[]) => ({
  bridge: bridge.name,
  addresses: bridge.addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr),
  mac: bridge.mac,
  mtu: bridge.mtu,
  stp: bridge.stp === true,
  up: bridge.up,
  ctnet: isOwn(bridge),
  ports: links
    .filter(({ master }) => master === bridge.name)
    .map(({ name, alias, up }) => ({ name, up, ...(alias !== undefined && { alias }) })),
})
