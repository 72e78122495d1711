import * as v from 'valibot'
import { checked, described, mapping, named } from '../document/shape.ts'
import { parseSubnet } from '../model/address.ts'
import { parseBridgeAddresses } from '../model/bridge-address.ts'
import { parseMtu } from '../model/mtu.ts'
import { newInterfaceName } from '../model/name.ts'
import type { CommandFlags, Flag } from './flags.ts'
import type { Written } from './written.ts'

/** The schema of a file, by the options that the commands have. */
export const schemaFor = (commands: CommandFlags): v.GenericSchema<Written> =>
  mapping('bridges, ptp, docker, plugins and defaults', {
    $schema: v.optional(v.pipe(v.string(), v.description("this schema's own address, for editors"))),
    bridges: v.nullish(
      described(
        named('bridges by their names', v.pipe(v.string(), checked(newInterfaceName)), v.nullish(BRIDGE)),
        'bridges that attach makes when they are missing, by name',
      ),
    ),
    ptp: v.nullish(
      mapping('pool', {
        pool: v.optional(
          described(
            v.pipe(v.string(`a subnet like ${POOL}`), checked(parseSubnet)),
            `where point-to-point links take their addresses from; ${POOL}`,
          ),
        ),
      }),
    ),
    docker: v.nullish(
      mapping('restart', {
        restart: v.optional(
          described(
            v.pipe(v.string('a command'), v.nonEmpty('a command')),
            'the command that restarts Docker, for sh; only in /etc/ctnet',
          ),
        ),
      }),
    ),
    plugins: v.nullish(
      described(
        v.union([plugin, v.array(plugin, PLUGINS)], PLUGINS),
        'plugins, each a file (./campus.ts, meant from this file) or the name of a package',
      ),
    ),
    defaults: v.nullish(
      described(
        mapping(
          'commands',
          Object.fromEntries(
            Object.entries(commands).map(([name, flags]) => [name, v.nullish(flagsOf(flags))]),
          ),
        ),
        'values for options that are not given, by command',
      ),
    ),
  }) as v.GenericSchema as v.GenericSchema<Written>

export const POOL = '10.1.1.0/24'

const PLUGINS = 'the name of a plugin, or a list of them'

const plugin = v.pipe(v.string(PLUGINS), v.nonEmpty('a plugin has a name'))

const ADDRESSES = 'IP/PREFIX, a list of them, auto or none'

const address = v.pipe(
  v.string(ADDRESSES),
  checked((text) => parseBridgeAddresses([text])),
)

const addresses = v.pipe(
  v.array(address),
  v.minLength(1, 'no address at all is written none'),
  checked((texts: string[]) => parseBridgeAddresses(texts)),
)

const BRIDGE = mapping('address, mtu and stp', {
  address: v.optional(
    described(
      v.union([address, addresses], ADDRESSES),
      `${ADDRESSES}; auto, the default, is a private subnet that the host does not use`,
    ),
  ),
  mtu: v.optional(
    described(
      v.pipe(
        v.union([v.string(), v.number()], 'a number of bytes'),
        checked((value) => parseMtu(String(value))),
      ),
      "bytes; the default route's interface's",
    ),
  ),
  stp: v.optional(described(v.boolean('true or false'), 'speak the spanning tree protocol')),
})

/** A command's options; those of one that isn't loaded are left for when it is called. */
const flagsOf = (flags: Readonly<Record<string, Flag>> | undefined): v.GenericSchema =>
  flags === undefined
    ? named('options', v.string(), v.unknown())
    : mapping(
        'options',
        Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, v.optional(flagSchema(flag))])),
      )

function flagSchema({ type, array, describe, check }: Flag): v.GenericSchema {
  if (type === 'boolean') return described(v.boolean('true or false'), describe)
  const expects = array ? 'text, or a list of texts' : 'text'
  const one = v.pipe(
    v.union([v.string(), v.number()], expects),
    checked((value) => check?.(String(value))),
  )
  return described(array ? v.union([one, v.array(one, expects)], expects) : one, describe)
}
