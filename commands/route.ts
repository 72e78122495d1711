import { change, warnOfOpenEntries } from '../lib/cli/change.ts'
import { type Context, defineCommand } from '../lib/cli/command.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { type Endpoint, placeOf } from '../lib/model/endpoint.ts'
import { spaceOf } from '../lib/model/facts.ts'
import { parseTable } from '../lib/model/route-table.ts'
import { parseRouteWords, ROUTE_GRAMMAR, showRoute } from '../lib/model/route-words.ts'
import { familyWord, parseVerb, readWords } from '../lib/model/word-list.ts'
import { changeRoute } from '../lib/recipes/route.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

const WORLD = ['ctnet bridge create bridge0 172.17.42.1/16 fd00:42::1/64', 'ctnet attach web bridge0']

export default defineCommand({
  usage: '<container> [action] [words..]',
  describe: "Show a container's routes, and add, replace or delete them, in the words of ip-route(8)",
  positionals: {
    container: { type: 'string', demandOption: true, describe: 'NAME, RUNTIME:NAME or host' },
    action: { type: 'string', default: 'ls', describe: 'add, replace, del or ls' },
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
    const find = () => resolve(args.container, args.container === 'host' ? undefined : globals.runtime)
    if (args.action === 'ls') return list(find, args.words, context)
    const verb = parseVerb(args.action, 'route')
    const route = parseRouteWords(args.words)
    let container: Endpoint | undefined
    await change(context, {
      name: 'route',
      look: async () => {
        container = await find()
        return { endpoints: [container], rules: false }
      },
      plan: (facts) => {
        const { name } = container as Endpoint
        const place = placeOf(container as Endpoint)
        return changeRoute(facts, { place, container: name, verb, route, force: globals.force })
      },
      show: (result) =>
        output.result(
          result.routes.map((one) => `${result.container} ${showRoute(one)}`),
          { ...result },
        ),
    })
  },
})

async function list(find: () => Promise<Endpoint>, words: readonly string[], context: Context) {
  const grammar = 'give ls, ls table T or ls table all; with -4 or -6, of one family'
  const read = readWords(words, { keys: { table: 'table' }, flags: ['-4', '-6'], grammar })
  const asked = read.get('table') ?? 'main'
  const table = asked === 'all' ? asked : parseTable(asked)
  const family = familyWord(read)
  demandPrivileges('route')
  warnOfOpenEntries(context)
  const endpoint = await find()
  const { facts, close } = await observe({ endpoints: [endpoint], rules: false })
  close()
  const routes = spaceOf(facts, placeOf(endpoint)).routes.filter(
    (route) =>
      (table === 'all' ? route.table !== 'local' : route.table === table) &&
      (family === undefined || route.family === family),
  )
  context.output.result(
    routes.map((route) => `${endpoint.name} ${showRoute(route)}`),
    { container: endpoint.name, routes },
  )
}
