import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { labNamed, seeLab } from '../lib/cli/labs.ts'
import { labNames, readLabState } from '../lib/host/labs.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { differences } from '../lib/lab/differences.ts'
import { EXIT } from '../lib/model/error.ts'

export default defineCommand({
  usage: '[lab]',
  describe: 'Show the labs that are up, and whether all is there; exit 10 when something is not',
  positionals: { lab: { type: 'string', describe: 'only this one' } },
  options: {},
  noPlan: true,
  examples: [{ line: 'status star', does: 'each node, and what it lacks', world: ['ctnet up star'] }],
  async run(args, context) {
    demandPrivileges('status')
    warnOfOpenEntries(context)
    const states =
      args.lab === undefined ? labNames().flatMap((name) => readLabState(name) ?? []) : [labNamed(args.lab)]
    const labs = []
    for (const state of states) {
      const facts = await seeLab(state.lab)
      labs.push({ lab: state.lab.name, from: state.from, nodes: differences(facts, state) })
    }
    const lines = labs.flatMap(({ lab, nodes }) =>
      nodes.map(({ node, differs }) => `${lab}/${node} ${differs.length === 0 ? 'ok' : differs.join('; ')}`),
    )
    context.output.result(lines, { labs })
    if (labs.some(({ nodes }) => nodes.some(({ differs }) => differs.length > 0))) process.exitCode = EXIT.no
  },
})
