import { withPolicies } from '../lib/cli/around.ts'
import { change, warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { parseSwitch } from '../lib/cli/switch.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { knownInterfaceName } from '../lib/model/name.ts'
import { iccOf, setIcc } from '../lib/recipes/icc.ts'

export default defineCommand({
  usage: '<bridge> [state]',
  describe: 'Let the containers on a bridge talk to each other, or not',
  positionals: {
    bridge: { type: 'string', demandOption: true, describe: "the bridge's name" },
    state: { type: 'string', describe: 'on or off; nothing: show which', completes: ['on', 'off'] },
  },
  options: {},
  examples: [
    {
      line: 'icc bridge0 off',
      does: 'containers reach the host, and beyond, but not each other: as dockerd --icc=false',
      world: ['ctnet bridge create bridge0 192.168.5.1/24'],
    },
    {
      line: 'icc bridge0 on',
      does: 'they may again',
      world: ['ctnet bridge create bridge0 192.168.5.1/24', 'ctnet icc bridge0 off'],
    },
  ],
  async run(args, context) {
    const { output } = context
    const bridge = knownInterfaceName(args.bridge)
    const line = (on: boolean) => [`${bridge} icc ${on ? 'on' : 'off'}`]
    if (args.state === undefined) {
      demandPrivileges('icc')
      warnOfOpenEntries(context)
      const { facts, close } = await observe(await withPolicies({}))
      close()
      const on = iccOf(facts, bridge)
      output.result(line(on), { bridge, icc: on })
      return
    }
    const on = parseSwitch(args.state)
    await change(context, {
      name: 'icc',
      look: async () => ({}),
      plan: (facts) => setIcc(facts, { bridge, on }),
      show: (result) => output.result(line(result.on), { bridge, icc: result.on, by: result.by }),
    })
  },
})
