import { defineCommand } from '../lib/cli/command.ts'
import { changeContainer } from '../lib/cli/one-container.ts'
import { parseInterface } from '../lib/model/endpoint.ts'
import { usageError } from '../lib/model/error.ts'
import { parseMac } from '../lib/model/mac.ts'
import { parseMtu } from '../lib/model/mtu.ts'
import { quoted } from '../lib/model/text.ts'
import { asked, type SetIntent, set } from '../lib/recipes/set.ts'

const GRAMMAR = 'up, down, mtu N and mac M; several may be given'

export default defineCommand({
  usage: '<interface> [what..]',
  describe: "Pull an interface's cable, plug it in, set its MTU or its MAC address",
  positionals: {
    interface: {
      type: 'string',
      demandOption: true,
      describe: 'CONTAINER:IF',
      completes: 'container-interface',
    },
    what: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: GRAMMAR,
      completes: ['up', 'down', 'mtu', 'mac'],
    },
  },
  options: {},
  examples: [
    {
      line: 'set web:eth0 down',
      does: 'pull the cable: addresses and routes inside stay',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16 fd00:42::1/64', 'ctnet attach web bridge0'],
    },
    {
      line: 'set web:eth0 up',
      does: 'plug it in again',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16 fd00:42::1/64',
        'ctnet attach web bridge0',
        'ctnet set web:eth0 down',
      ],
    },
    {
      line: 'set web:eth0 mtu 1400 mac 02:42:ac:11:2a:64',
      does: 'two settings at once, both or neither',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'set web:eth0 down',
      does: 'where no end can be pulled without a loss, it says what is lost',
      containers: ['web'],
      world: ['ctnet ptp host web fd00:1::1 fd00:1::2', 'ctnet ptp host web'],
    },
  ],
  async run(args, context) {
    const { globals, output } = context
    const { container, name: ifName } = parseInterface(args.interface)
    const settings = parseSettings(args.interface, args.what)
    await changeContainer(context, {
      name: 'set',
      container,
      look: { everywhere: true, rules: false },
      plan: (facts, { endpoint, place }) =>
        set(facts, {
          ...settings,
          place,
          container: endpoint.name,
          interface: ifName,
          force: globals.force,
        }),
      show: (result, { endpoint: { sharedWith: shared = [] } }) => {
        if (shared.length > 0) output.note(`shared with ${shared.join(', ')}`)
        output.result([`${result.container} ${result.interface} ${asked(settings)}`], {
          ...result,
          sharedWith: shared,
        })
      },
    })
  },
})

type Settings = Pick<SetIntent, 'up' | 'mtu' | 'mac'>

/** The words behind the interface. @throws exit 2 */
function parseSettings(target: string, words: readonly string[]): Settings {
  if (words.length === 0) throw usageError(`set ${quoted(target)}: to what?`, `give ${GRAMMAR}`)
  const settings: { up?: boolean; mtu?: number; mac?: string } = {}
  const left = [...words]
  while (left.length > 0) {
    const word = left.shift() ?? ''
    const key = word === 'down' ? 'up' : word
    if (key !== 'up' && key !== 'mtu' && key !== 'mac')
      throw usageError(`${quoted(word)} can't be set`, `give ${GRAMMAR}`)
    if (settings[key] !== undefined)
      throw usageError(
        key === 'up' ? 'up and down: which?' : `${word} is given twice`,
        'give each setting once',
      )
    if (key === 'up') settings.up = word === 'up'
    else {
      const value = left.shift()
      if (value === undefined) throw usageError(`${word}: to what?`, `give ${GRAMMAR}`)
      if (key === 'mtu') settings.mtu = parseMtu(value)
      else settings.mac = parseMac(value)
    }
  }
  return settings
}
