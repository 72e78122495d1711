import { defineCommand } from '../../lib/cli/command.ts'
import { findTrusted } from '../../lib/cli/trusted-file.ts'
import { usePolicy } from '../../lib/code/load-code.ts'
import { writeTrust } from '../../lib/code/trust-store.ts'
import { isRoot } from '../../lib/code/trusted-path.ts'
import { filesToTrust } from '../../lib/plugins/files-to-trust.ts'

export default defineCommand({
  usage: '[file]',
  describe: 'Let root run the code of a configuration file, of its plugins, and of all that they load',
  positionals: {
    file: {
      type: 'string',
      describe: 'the configuration file, or another file of code; the one that is found',
    },
  },
  options: {},
  readsConfig: true,
  noPlan: true,
  examples: [
    {
      line: 'config trust ./ctnet.config.mjs',
      does: 'from now on root runs it, until it or a file that it loads changes',
      world: ['cd /run', 'echo "export default { bridges: { lab: {} } }" >ctnet.config.mjs'],
    },
  ],
  async run(args, { globals, output }) {
    const located = await findTrusted(args.file ?? globals.config)
    usePolicy({ anything: true, system: '', trusted: [] })
    const files = await filesToTrust(located)
    const only = globals.dryRun || globals.explain
    if (!isRoot()) output.note('only root asks whether a file is trusted: nothing is kept')
    else if (!only) writeTrust({ file: located.file, files })
    output.result(
      files.map(({ path }) => path),
      { file: located.file, files },
    )
  },
})
