import { type Context, defineCommand } from '../lib/cli/command.ts'
import { changeContainer, lookAtContainer } from '../lib/cli/one-container.ts'
import { ENDPOINT, WORDS_ACTION } from '../lib/cli/positionals.ts'
import { spaceOf } from '../lib/model/facts.ts'
import { parseTable } from '../lib/model/route-table.ts'
import { parseRouteWords, ROUTE_GRAMMAR, showRoute } from '../lib/model/route-words.ts'
import { familyWord, parseVerb, readWords } from '../lib/model/word-list.ts'
import { changeRoute } from '../lib/recipes/route.ts'

const LOOK = { rules: false }

const WORLD = ['ctnet bridge create bridge0 172.17.42.1/16 fd00:42::1/64', 'ctnet attach web bridge0']

export default defineCommand({
  usage: '<container> [action] [words..]',
  describe: "Show a container's routes, and add, replace or delete them, in the words of ip-route(8)",
  positionals: {
    container: ENDPOINT,
    action: WORDS_ACTION,
    words: { type: 'string', array: true, default: [] as string[], describe: ROUTE_GRAMMAR },
  },
  options: {},
  examples: [
    {
      line: 'route web add 10.9.0.0/16 via 172.17.42.1',
      does: 'a way to another network',
      containers: ['web'],
      world: WORLD,
    },
    {
      line: 'route web replace default via 172.17.42.7',
      does: 'another gateway, in the place of the one that there is',
      containers: ['web'],
      world: WORLD,
    },
    {
      line: 'route web del fd00:43::/48',
      does: 'a route less',
      containers: ['web'],
      world: [...WORLD, 'ctnet route web add fd00:43::/48 via fd00:42::1 mtu 1400'],
    },
    {
      line: 'route web add blackhole 10.8.0.0/16',
      does: 'packets there are dropped',
      containers: ['web'],
      world: WORLD,
    },
    { line: 'route web', does: 'what there is', containers: ['web'], world: WORLD },
  ],
  async run(args, context) {
    const { globals, output } = context
    if (args.action === 'ls') return list(args.container, args.words, context)
    const verb = parseVerb(args.action, 'route')
    const route = parseRouteWords(args.words)
    await changeContainer(context, {
      name: 'route',
      container: args.container,
      look: LOOK,
      plan: (facts, { endpoint, place }) =>
        changeRoute(facts, { place, container: endpoint.name, verb, route, force: globals.force }),
      show: (result) =>
        output.result(
          result.routes.map((one) => `${result.container} ${showRoute(one)}`),
          { ...result },
        ),
    })
  },
})

async function list(container: string, words: readonly string[], context: Context) {
  const grammar = 'give ls, ls table T or ls table all; with -4 or -6, of one family'
  const read = readWords(words, { keys: { table: 'table' }, flags: ['-4', '-6'], grammar })
  const asked = read.get('table') ?? 'main'
  const table = asked === 'all' ? asked : parseTable(asked)
  const family = familyWord(read)
  const { facts, endpoint, place } = await lookAtContainer(context, { name: 'route', container, look: LOOK })
  const routes = spaceOf(facts, place).routes.filter(
    (route) =>
      (table === 'all' ? route.table !== 'local' : route.table === table) &&
      (family === undefined || route.family === family),
  )
  context.output.result(
    routes.map((route) => `${endpoint.name} ${showRoute(route)}`),
    { container: endpoint.name, routes },
  )
}
