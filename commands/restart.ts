import { bringUp } from '../lib/cli/bring-up.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { labNamed, lookAtLab, noLab } from '../lib/cli/labs.ts'
import { up } from '../lib/lab/up.ts'
import { CtnetError } from '../lib/model/error.ts'
import { stateOf } from '../lib/model/lab-state.ts'
import { quoted } from '../lib/model/text.ts'

export default defineCommand({
  usage: '[lab] [node]',
  describe:
    'Put back what a lab has lost: a deleted namespace, a pulled cable, the links of a container that was restarted',
  positionals: {
    lab: { type: 'string', describe: "the lab's name; the only one that is up" },
    node: { type: 'string', describe: 'it must be one of its nodes', completes: 'lab-node' },
  },
  options: {},
  examples: [
    {
      line: 'restart star h1',
      does: 'h1 is there again, with its cable and addresses',
      world: ['ctnet up star', 'ip netns delete star.h1'],
    },
  ],
  async run({ lab: name, node }, context) {
    const state = labNamed(name)
    if (node !== undefined && !Object.hasOwn(state.lab.nodes, node)) {
      throw new CtnetError('notFound', 'no-node', `${state.lab.name} has no node ${quoted(node)}`, {
        hint: `see which it has: ctnet status ${state.lab.name}`,
      })
    }
    await bringUp(context, {
      name: 'restart',
      lab: state.lab,
      isNew: false,
      look: async () => lookAtLab(state.lab),
      // Somebody may have taken it down meanwhile.
      plan: (facts) =>
        up(facts, stateOf(facts, state.lab.name) ?? noLab(state.lab.name), context.globals.timeout),
    })
  },
})
