import { defineCommand } from '../../lib/cli/command.ts'
import { changeDocker, RESTART_OPTION } from '../../lib/cli/docker.ts'
import { usageError } from '../../lib/model/error.ts'
import { knownInterfaceName } from '../../lib/model/name.ts'
import { type AdoptResult, adoptBridge, restoreBridge } from '../../lib/recipes/bridge-adopt.ts'

export default defineCommand({
  usage: '[name]',
  describe: 'Make Docker use a bridge of your own in the place of docker0',
  positionals: {
    name: { type: 'string', describe: "the bridge's name", completes: 'bridge' },
  },
  options: {
    restore: { type: 'boolean', describe: 'give Docker the bridge back that it had' },
    restart: RESTART_OPTION,
  },
  examples: [
    {
      line: 'bridge adopt bridge0',
      does: "Docker's containers are on bridge0 from its next start on; --restart starts it at once",
      world: [
        'ctnet bridge create bridge0 192.168.5.1/24',
        'mkdir -p /etc/docker',
        `echo '{ "bip": "172.30.0.1/24" }' >/etc/docker/daemon.json`,
      ],
    },
    {
      line: 'bridge adopt --restore',
      does: 'back to docker0, as it was',
      world: ['ctnet bridge create bridge0 192.168.5.1/24', 'ctnet bridge adopt bridge0'],
    },
  ],
  async run(args, context) {
    const { name, restore, restart } = args
    if ((name === undefined) === !restore) {
      const what = restore ? '--restore and a bridge: which?' : 'which bridge?'
      throw usageError(what, 'ctnet bridge adopt NAME, or: ctnet bridge adopt --restore')
    }
    const bridge = name === undefined ? undefined : knownInterfaceName(name)
    await changeDocker<AdoptResult>(context, {
      name: 'bridge adopt',
      restart,
      plan: (facts, seen, wanted) =>
        bridge === undefined
          ? restoreBridge(facts, seen, { restart: wanted })
          : adoptBridge(facts, seen, { bridge, restart: wanted, force: context.globals.force }),
      show: (result) => context.output.result([result.bridge], { ...result }),
    })
  },
})
