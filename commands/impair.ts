import { type Context, defineCommand } from '../lib/cli/command.ts'
import { changeContainer, lookAtContainer } from '../lib/cli/one-container.ts'
import { RUNTIME_NAMES } from '../lib/model/endpoint.ts'
import { usageError } from '../lib/model/error.ts'
import {
  checkImpairment,
  IMPAIRMENT_READERS,
  IMPAIRMENTS,
  type Impairment,
  impairmentTexts,
  showImpairment,
} from '../lib/model/impairment.ts'
import { knownInterfaceName } from '../lib/model/name.ts'
import { parseRate, parseShare, parseTime } from '../lib/model/tc-units.ts'
import { chosenLink, describeLink, type Impaired, impair, impairable } from '../lib/recipes/impair.ts'
import { table } from '../lib/view/table.ts'

const LOOK = { everywhere: true, rules: false, tc: true }

const value = (check: (text: string) => number, describe: string) =>
  ({ type: 'string', requiresArg: true, describe, check }) as const

export default defineCommand({
  usage: '<container>',
  asking: IMPAIRMENTS,
  describe: "Make a container's link slow, lossy or narrow; without options, show how it is",
  positionals: {
    container: {
      type: 'string',
      demandOption: true,
      describe: 'CONTAINER[:IF]; IF is needless if it has one',
      completes: 'container-or-interface',
    },
  },
  options: {
    ingress: { type: 'boolean', describe: 'what it receives, instead of what it sends' },
    delay: value(parseTime, 'of each packet: 100ms'),
    jitter: value(parseTime, 'more or less delay, by as much: 10ms'),
    loss: value(parseShare, 'of all packets: 5%'),
    corrupt: value(parseShare, 'packets in which one bit is wrong: 1%'),
    duplicate: value(parseShare, 'packets that come twice: 1%'),
    reorder: value(parseShare, 'packets that overtake the delayed ones: 25%'),
    rate: value(parseRate, 'a second: 10mbit'),
    clear: { type: 'boolean', describe: 'nothing of all this any more, in both directions' },
  },
  examples: [
    {
      line: 'impair web --rate 1mbit',
      does: 'a narrow link: what web sends',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'impair web:eth0 --ingress --rate 2mbit',
      does: 'what it receives, in place of what was set',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0',
        'ctnet impair web --ingress --rate 1mbit',
      ],
    },
    {
      line: 'impair c1 --ingress --rate 1mbit',
      does: 'also where the other end is in another container',
      containers: ['c1', 'c2'],
      world: ['ctnet ptp c1 c2'],
    },
    {
      line: 'impair c1 --clear',
      does: 'as good as new',
      containers: ['c1', 'c2'],
      world: ['ctnet ptp c1 c2', 'ctnet impair c1 --ingress --rate 1mbit', 'ctnet impair c1 --rate 1mbit'],
    },
    {
      line: 'impair web',
      does: 'how it is',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0',
        'ctnet impair web --rate 1mbit',
      ],
    },
  ],
  async run(args, context) {
    const { globals } = context
    const { container, ifName } = parseTarget(args.container)
    const given = IMPAIRMENTS.filter((key) => args[key] !== undefined)
    if (args.clear && given.length > 0) throw usageError(`--clear and --${given[0]}: which?`, 'leave one out')
    const impairment = checkImpairment(
      Object.fromEntries(given.map((key) => [key, IMPAIRMENT_READERS[key](args[key] ?? '')])),
    )
    if (!args.clear && given.length === 0) {
      if (args.ingress)
        throw usageError('--ingress: what of it?', 'say what to impair, or --clear; leave it out to see both')
      return show(context, container, ifName)
    }
    const direction = args.ingress ? 'ingress' : args.clear ? undefined : 'egress'
    const { force } = globals
    await changeContainer(context, {
      name: 'impair',
      container,
      look: LOOK,
      plan: (facts, { endpoint, place }) =>
        impair(facts, { of: place, container: endpoint.name, ifName, direction, impairment, force }),
      show: (result) => print(context, [result]),
    })
  },
})

/** `CONTAINER` or `CONTAINER:IF`; a first word that is a runtime is one. @throws exit 2 */
function parseTarget(text: string): { readonly container: string; readonly ifName?: string } {
  const colon = text.lastIndexOf(':')
  const container = text.slice(0, Math.max(colon, 0))
  const isRuntime = RUNTIME_NAMES.some((name) => name === container && name !== 'host')
  if (colon < 1 || isRuntime) return { container: text }
  return { container, ifName: knownInterfaceName(text.slice(colon + 1)) }
}

/** Says how each interface is, or the one that is named. */
async function show(context: Context, container: string, ifName: string | undefined) {
  const { facts, endpoint, place } = await lookAtContainer(context, { name: 'impair', container, look: LOOK })
  const of = { of: place, container: endpoint.name }
  const links = ifName === undefined ? impairable(facts, of.of) : [chosenLink(facts, { ...of, ifName })]
  const shown = links.map((link) => describeLink(facts, of, link))
  print(context, shown, ['CONTAINER', 'IF', 'EGRESS', 'INGRESS'])
}

function print({ output }: Context, interfaces: readonly Impaired[], head?: readonly string[]): void {
  const text = (one: Impairment | string) =>
    typeof one === 'string' ? `(${one})` : showImpairment(one) || '-'
  const data = (one: Impairment | string) => (typeof one === 'string' ? { qdisc: one } : impairmentTexts(one))
  const rows = interfaces.map(({ container, interface: name, egress, ingress }) => [
    container,
    name,
    text(egress),
    text(ingress),
  ])
  output.result(table(rows, head), {
    interfaces: interfaces.map((one) => ({ ...one, egress: data(one.egress), ingress: data(one.ingress) })),
  })
}
