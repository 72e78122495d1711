import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { CONTAINER } from '../../lib/cli/positionals.ts'
import type { Endpoint } from '../../lib/model/endpoint.ts'
import { netnsName } from '../../lib/model/name.ts'
import { linkNetns } from '../../lib/recipes/netns-link.ts'
import { resolve } from '../../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '<container> [name]',
  describe: "Give a container's namespace a name for `ip netns`: an entry in /var/run/netns",
  positionals: {
    container: CONTAINER,
    name: { type: 'string', describe: "the entry's name; the container's" },
  },
  options: {},
  examples: [
    {
      line: 'netns link pid:$pid web',
      does: 'from now on: ip netns exec web …',
      world: ['unshare --net sleep 60 & pid=$!'],
    },
  ],
  async run(args, context) {
    let endpoint: Endpoint | undefined
    const given = args.name === undefined ? undefined : netnsName(args.name)
    await change(context, {
      name: 'netns link',
      look: async () => {
        endpoint = await resolve(args.container, context.globals.runtime)
        return { endpoints: [endpoint], rules: false }
      },
      plan: (facts) =>
        linkNetns(facts, endpoint as Endpoint, given ?? netnsName((endpoint as Endpoint).name)),
      show: (result) => context.output.result(result.names, { ...result }),
    })
  },
})
