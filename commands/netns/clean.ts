import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { cleanNetns } from '../../lib/recipes/netns-link.ts'

export default defineCommand({
  usage: '',
  describe: 'Clean up dangling symlinks in /var/run/netns, and nothing else',
  positionals: {},
  options: {},
  examples: [
    {
      line: 'netns clean',
      does: "the document's find -L /var/run/netns -type l -delete",
      world: ['mkdir -p /var/run/netns', 'ln -s /proc/999999999/ns/net /var/run/netns/gone'],
    },
  ],
  async run(_, context) {
    await change(context, {
      name: 'netns clean',
      look: async () => ({ rules: false }),
      plan: cleanNetns,
      show: (result) => context.output.result(result.names, { ...result }),
    })
  },
})
