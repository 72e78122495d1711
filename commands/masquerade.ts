import { withPolicies } from '../lib/cli/around.ts'
import { change, warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { parseSwitch } from '../lib/cli/switch.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { knownInterfaceName } from '../lib/model/name.ts'
import { policiesOf } from '../lib/model/policy.ts'
import { demandBridge } from '../lib/recipes/icc.ts'
import { type Hidden, nameOf, parseHiddenSubnet, setMasquerade } from '../lib/recipes/masquerade.ts'

export default defineCommand({
  usage: '[what] [state]',
  describe: "Let what leaves a bridge or a subnet go out under the host's own address",
  positionals: {
    what: {
      type: 'string',
      describe: "a bridge's name, or a subnet; nothing: show what is masqueraded",
      completes: 'bridge',
    },
    state: { type: 'string', describe: 'on or off; nothing: show which', completes: ['on', 'off'] },
  },
  options: {},
  examples: [
    {
      line: 'masquerade bridge0 on',
      does: "what the bridge's containers send elsewhere comes from the host",
      world: ['ctnet bridge create bridge0 192.168.5.1/24'],
    },
    { line: 'masquerade 10.50.0.0/16 on', does: 'a subnet, wherever it is', world: [] },
    {
      line: 'masquerade bridge0 off',
      does: 'no longer',
      world: ['ctnet bridge create bridge0 192.168.5.1/24', 'ctnet masquerade bridge0 on'],
    },
  ],
  async run({ what, state }, context) {
    const { output } = context
    const hidden = what === undefined ? undefined : parseHidden(what)
    if (hidden === undefined || state === undefined) {
      demandPrivileges('masquerade')
      warnOfOpenEntries(context)
      const { facts, close } = await observe(await withPolicies({}))
      close()
      if (hidden !== undefined && 'bridge' in hidden) demandBridge(facts, hidden.bridge)
      const all = policiesOf(facts).flatMap((policy) =>
        policy.kind === 'masquerade' ? (policy.bridge ?? policy.subnet ?? []) : [],
      )
      const shown = hidden === undefined ? all : [nameOf(hidden)]
      output.result(
        shown.map((name) => `${name} masquerade ${all.includes(name) ? 'on' : 'off'}`),
        { masquerade: shown.map((name) => ({ name, on: all.includes(name) })) },
      )
      return
    }
    const on = parseSwitch(state)
    await change(context, {
      name: 'masquerade',
      // Whether anybody else needs forwarding is seen in their namespaces.
      look: async () => ({ foreign: on, everywhere: !on }),
      plan: (facts) => {
        if (on && 'bridge' in hidden) demandBridge(facts, hidden.bridge)
        return setMasquerade(facts, { hidden, on, force: context.globals.force })
      },
      show: (result) =>
        output.result([`${nameOf(hidden)} masquerade ${on ? 'on' : 'off'}`], {
          name: nameOf(hidden),
          on,
          subnets: result.subnets,
        }),
    })
  },
})

/** A subnet has a prefix length, a bridge's name has no slash. @throws exit 2 */
const parseHidden = (text: string): Hidden =>
  text.includes('/') ? { subnet: parseHiddenSubnet(text) } : { bridge: knownInterfaceName(text) }
