import { findKnown, type Known, lookAtKnown } from '../lib/cli/around.ts'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { PUBLISHER_WORLD, publisher } from '../lib/cli/policy-words.ts'
import { parsePort } from '../lib/model/publish.ts'
import { showPublished, unpublish } from '../lib/recipes/publish.ts'

export default defineCommand({
  usage: '<container> [port..]',
  describe: "Lead ports of the host's to the container no longer",
  positionals: publisher("the container's ports: 80, 53/udp; all that it publishes"),
  options: {},
  examples: [
    {
      line: 'unpublish web 80',
      does: 'port 80 of web is no longer reached through the host',
      containers: ['web'],
      world: [...PUBLISHER_WORLD, 'ctnet publish web 8080:80'],
    },
  ],
  async run(args, context) {
    const { output } = context
    const ports = args.port.map(parsePort)
    let known: Known | undefined
    await change(context, {
      name: 'unpublish',
      look: async () => {
        known = await findKnown(args.container, context.globals.runtime)
        // Whether anybody else needs forwarding is seen in their namespaces.
        return { ...lookAtKnown([known]), everywhere: true }
      },
      plan: (facts) => unpublish(facts, { container: (known as Known).owner, ports }),
      show: (result) => output.result(result.map(showPublished), { unpublished: result }),
    })
  },
})
