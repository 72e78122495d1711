import { defineCommand } from '../lib/cli/command.ts'
import { CONTAINER } from '../lib/cli/positionals.ts'
import { runInNetwork } from '../lib/host/enter.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '<container>',
  describe:
    "Run a program of the host's, or a shell, in a container's network: the container needs no privileges",
  positionals: {
    container: CONTAINER,
  },
  options: {},
  noPlan: true,
  passesOnAfter: 1,
  examples: [
    {
      line: 'exec web ip address show',
      does: "the document's ip netns exec, without the entry in /var/run/netns",
      containers: ['web'],
    },
  ],
  async run(args, { globals }) {
    demandPrivileges('exec')
    const endpoint = await resolve(args.container, globals.runtime)
    const argv = args.rest.length > 0 ? args.rest : [process.env.SHELL ?? '/bin/sh']
    process.exitCode = await runInNetwork(endpoint, argv)
  },
})
