import { defineCommand } from '../../lib/cli/command.ts'
import { findTrusted } from '../../lib/cli/trusted-file.ts'
import { removeTrust } from '../../lib/code/trust-store.ts'

export default defineCommand({
  usage: '[file]',
  describe: 'Take back what `ctnet config trust` said of a file',
  positionals: { file: { type: 'string', describe: 'the file; the configuration file that is found' } },
  options: {},
  readsConfig: true,
  noPlan: true,
  examples: [
    {
      line: 'config untrust ./ctnet.config.mjs',
      does: 'root asks again before it runs it',
      world: [
        'cd /run',
        'echo "export default {}" >ctnet.config.mjs',
        'ctnet config trust ./ctnet.config.mjs',
      ],
    },
  ],
  async run(args, { globals, output }) {
    const { file } = await findTrusted(args.file ?? globals.config)
    const trusted = globals.dryRun || globals.explain ? false : removeTrust(file)
    if (!trusted) output.note(`${file} was not trusted`)
    output.result([file], { file })
  },
})
