import { defineCommand } from '../lib/cli/command.ts'
import { labNamed } from '../lib/cli/labs.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { withoutLab } from '../lib/lab/down.ts'
import { labText } from '../lib/lab/file/write.ts'
import { up } from '../lib/lab/up.ts'
import { VERSION } from '../lib/model/version.ts'
import { printedScript } from '../lib/plan/document.ts'
import { withMade } from '../lib/plan/plan.ts'
import { NAT_PROGRAMS } from '../lib/plan/steps/nat.ts'

const FORMATS = ['script', 'lab'] as const

export default defineCommand({
  usage: '[lab]',
  describe: 'Print a lab that is up as a shell script that makes it, or as a lab file with everything chosen',
  positionals: { lab: { type: 'string', describe: "the lab's name; the only one that is up" } },
  options: {
    format: { choices: FORMATS, default: 'lab', requiresArg: true, describe: 'what it is printed as' },
  },
  noPlan: true,
  examples: [
    {
      line: 'export star --format script',
      does: 'a plain shell script that makes the same lab without ctnet',
      world: ['ctnet up star'],
    },
    { line: 'export star', does: 'a lab file, to be kept and changed', world: ['ctnet up star'] },
  ],
  async run(args, { argv, output }) {
    const state = labNamed(args.lab)
    const { lab } = state
    if (args.format === 'lab') {
      const text = labText({ ...lab, routing: 'none' })
      if (output.isJson) output.result([], { lab: text })
      else output.text(text)
      return
    }
    demandPrivileges('export --format script')
    const { facts, close } = await observe({ rules: false, programs: NAT_PROGRAMS })
    close()
    const plan = up(withoutLab(facts, lab), state)
    output.script(printedScript(plan, withMade({}, plan), { argv, version: VERSION }, {}))
  },
})
