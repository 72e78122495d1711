import { defineCommand } from '../lib/cli/command.ts'
import { wordTable } from '../lib/cli/completion/embedded.ts'
import { SCRIPTS } from '../lib/cli/completion/scripts.ts'
import { usageError } from '../lib/model/error.ts'
import { listed, quoted } from '../lib/model/text.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

export default defineCommand({
  usage: '<shell>',
  describe: 'Print what a shell needs to complete command lines of ctnet',
  positionals: {
    shell: { type: 'string', demandOption: true, describe: listed(SHELLS, 'or'), completes: SHELLS },
  },
  options: {},
  noPlan: true,
  readsConfig: true,
  examples: [
    { line: 'completion bash', does: 'for bash: source <(ctnet completion bash)', world: [] },
    { line: 'completion fish', does: 'for fish: ctnet completion fish | source', world: [] },
  ],
  async run(args, { commands, output }) {
    const shell = SHELLS.find((name) => name === args.shell)
    if (shell === undefined) {
      throw usageError(`there is no completion for ${quoted(args.shell)}`, `give ${listed(SHELLS, 'or')}`)
    }
    output.script(SCRIPTS[shell].text(await wordTable(async () => commands)))
  },
})
