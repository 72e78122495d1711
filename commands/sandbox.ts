import { defineCommand } from '../lib/cli/command.ts'
import { runInSandbox } from '../lib/host/sandbox.ts'

export default defineCommand({
  usage: '',
  describe: 'Run a command, or a shell, in a private network host: no root, no Docker, and gone when it ends',
  positionals: {},
  options: {},
  noPlan: true,
  passesOnAfter: 0,
  examples: [
    {
      line: "sandbox -- sh -c 'ip netns add web && ctnet attach web lan --create && ctnet bridge show'",
      does: 'a bridge and a container of your own, as an ordinary user',
    },
  ],
  async run(args) {
    const argv = args.rest.length > 0 ? args.rest : [process.env.SHELL ?? '/bin/sh']
    process.exitCode = await runInSandbox(argv)
  },
})
