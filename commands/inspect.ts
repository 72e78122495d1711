import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { resolve } from '../lib/runtimes/resolve.ts'
import { JSON_VERSION } from '../lib/view/output.ts'
import { survey } from '../lib/view/survey.ts'

export default defineCommand({
  usage: '<container>',
  describe: "Show all of a container's network, as JSON",
  positionals: {
    container: { type: 'string', demandOption: true, describe: 'NAME, RUNTIME:NAME' },
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
    demandPrivileges('inspect')
    warnOfOpenEntries(context)
    const endpoint = await resolve(args.container, context.globals.runtime)
    const { facts, close } = await observe({
      endpoints: [endpoint],
      everywhere: true,
      rules: false,
      ovs: true,
    })
    close()
    const shown = { version: JSON_VERSION, ...survey(facts, endpoint) }
    context.output.text(`${JSON.stringify(shown, undefined, context.globals.json ? undefined : 2)}\n`)
  },
})
