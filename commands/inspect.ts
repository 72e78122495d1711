import { defineCommand } from '../lib/cli/command.ts'
import { keptHere } from '../lib/cli/kept.ts'
import { lookAtContainer } from '../lib/cli/one-container.ts'
import { CONTAINER } from '../lib/cli/positionals.ts'
import { placeOf } from '../lib/model/endpoint.ts'
import { JSON_VERSION } from '../lib/view/output.ts'
import { missingOf, survey } from '../lib/view/survey.ts'

export default defineCommand({
  usage: '<container>',
  describe: "Show all of a container's network, as JSON",
  positionals: {
    container: CONTAINER,
  },
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'inspect web',
      does: 'interfaces, addresses, routes, peers',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
  ],
  async run(args, context) {
    const { endpoint, facts } = await lookAtContainer(context, {
      name: 'inspect',
      container: args.container,
      look: { everywhere: true, rules: false, ovs: true },
    })
    const kept = keptHere().filter((one) => placeOf(one) === placeOf(endpoint))
    const missing = missingOf(facts, kept)
    const shown = { version: JSON_VERSION, ...survey(facts, endpoint, kept), missing }
    context.output.text(`${JSON.stringify(shown, undefined, context.globals.json ? undefined : 2)}\n`)
  },
})
