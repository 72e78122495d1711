import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { changeContainer } from '../lib/cli/one-container.ts'
import { ENDPOINT } from '../lib/cli/positionals.ts'
import { runInNetwork } from '../lib/host/enter.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { usageError } from '../lib/model/error.ts'
import { quoted } from '../lib/model/text.ts'
import { tc } from '../lib/recipes/tc.ts'
import { isShow, parseTc } from '../lib/recipes/tc-words.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

const WORLD = ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0']
const HTB = 'ctnet tc web qdisc add dev eth0 root handle 1: htb default 10'

export default defineCommand({
  usage: '<container>',
  describe:
    "tc's own words in a container's network: add, replace, del and show, as far as they can be taken back",
  positionals: {
    container: ENDPOINT,
  },
  options: {},
  passesOnAfter: 1,
  plansRest: 'qdisc|class|filter add|replace|del|show …',
  examples: [
    {
      line: 'tc web qdisc add dev eth0 root tbf rate 1mbit burst 32kb latency 400ms',
      does: 'a queueing discipline for what web sends',
      containers: ['web'],
      world: WORLD,
    },
    {
      line: 'tc web qdisc replace dev eth0 root tbf rate 2mbit burst 32kb latency 400ms',
      does: 'another one in its place',
      containers: ['web'],
      world: [...WORLD, 'ctnet tc web qdisc add dev eth0 root tbf rate 777kbit burst 4001 latency 40ms'],
    },
    {
      line: 'tc web qdisc del dev eth0 root',
      does: 'none any more',
      containers: ['web'],
      world: [...WORLD, 'ctnet tc web qdisc add dev eth0 root pfifo limit 7'],
    },
    {
      line: 'tc web class add dev eth0 parent 1: classid 1:10 htb rate 1mbit',
      does: 'a class of it',
      containers: ['web'],
      world: [...WORLD, HTB],
    },
    {
      line: 'tc web filter add dev eth0 parent 1: protocol ip pref 1 u32 match ip dst 172.17.42.1/32 flowid 1:10',
      does: 'and what belongs there',
      containers: ['web'],
      world: [...WORLD, HTB, 'ctnet tc web class add dev eth0 parent 1: classid 1:10 htb rate 1mbit'],
    },
    { line: 'tc web qdisc show dev eth0', does: 'what there is', containers: ['web'], world: WORLD },
  ],
  async run(args, context) {
    const { globals, output } = context
    if (isShow(args.rest)) {
      if (globals.json)
        throw usageError(
          'tc shows in its own words',
          `for its own JSON: ctnet tc ${args.container} -j ${args.rest.map(quoted).join(' ')}`,
        )
      demandPrivileges('tc')
      warnOfOpenEntries(context)
      process.exitCode = await runInNetwork(await resolve(args.container, globals.runtime), [
        'tc',
        ...args.rest,
      ])
      return
    }
    const command = parseTc(args.container, args.rest)
    await changeContainer(context, {
      name: 'tc',
      container: args.container,
      look: { rules: false, tc: true },
      plan: (facts, { endpoint, place }) =>
        tc(facts, { of: place, container: endpoint.name, command, force: globals.force }),
      show: (result) =>
        output.result(result.what === '' ? [] : [`${result.container} ${result.interface} ${result.what}`], {
          ...result,
        }),
    })
  },
})
