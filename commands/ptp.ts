import { statSync } from 'node:fs'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { ENDPOINT } from '../lib/cli/positionals.ts'
import { type Cidr, hostAddress, parseCidr, parseIp, single } from '../lib/model/address.ts'
import { type Endpoint, placeOf } from '../lib/model/endpoint.ts'
import { usageError } from '../lib/model/error.ts'
import { parseMtu } from '../lib/model/mtu.ts'
import { newInterfaceName } from '../lib/model/name.ts'
import { quoted } from '../lib/model/text.ts'
import { type PtpIntent, ptp } from '../lib/recipes/ptp.ts'
import { allClaims, resolve } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '<a> <b> [address-a] [address-b]',
  describe:
    'Lay a cable between two containers, or from the host to one: a pair of interfaces, and a route to the peer',
  positionals: {
    a: ENDPOINT,
    b: ENDPOINT,
    'address-a': { type: 'string', describe: 'IP or IP/PREFIX; without it, a free pair of ptp.pool' },
    'address-b': { type: 'string', describe: 'IP or IP/PREFIX' },
  },
  options: {
    'if-a': {
      type: 'string',
      requiresArg: true,
      describe: "A's interface; the first free ethN",
      check: newInterfaceName,
    },
    'if-b': {
      type: 'string',
      requiresArg: true,
      describe: "B's interface; the first free ethN",
      check: newInterfaceName,
    },
    prefix: {
      type: 'string',
      requiresArg: true,
      describe:
        'prefix length of both addresses: 30 for a subnet shared by the two; 32 (IPv6: 128), the default, for each alone',
      check: parsePrefix,
    },
    mtu: { type: 'string', requiresArg: true, describe: 'bytes, of both ends; 1500', check: parseMtu },
  },
  examples: [
    {
      line: 'ptp c1 c2',
      does: "the document's point-to-point link: 10.1.1.1 and 10.1.1.2, each with a route to the other",
      containers: ['c1', 'c2'],
    },
    {
      line: 'ptp host c1',
      does: 'from the host to one container, out of band of any bridge',
      containers: ['c1'],
    },
    {
      line: 'ptp c1 c2 fd00:1::1 fd00:1::2 --if-a left --if-b right',
      does: 'IPv6, and interfaces with names of your own',
      containers: ['c1', 'c2'],
    },
    {
      line: 'ptp c1 c2 --prefix 30',
      does: 'both on a subnet of their own, so that no route is needed',
      containers: ['c1', 'c2'],
    },
  ],
  async run(args, context) {
    const { globals, config, output } = context
    const prefix = args.prefix === undefined ? undefined : parsePrefix(args.prefix)
    const [addressA, addressB] = parseAddresses(args['address-a'], args['address-b'], prefix)
    const partial = {
      pool: config.ptp.pool,
      prefix,
      mtu: args.mtu === undefined ? undefined : parseMtu(args.mtu),
    }
    const ifA = args['if-a'] === undefined ? undefined : newInterfaceName(args['if-a'])
    const ifB = args['if-b'] === undefined ? undefined : newInterfaceName(args['if-b'])
    let found: readonly [Endpoint, Endpoint] | undefined
    await change(context, {
      name: 'ptp',
      look: async () => {
        const find = (name: string) => resolve(name, globals.runtime)
        const [a, b, claims] = await Promise.all([find(args.a), find(args.b), allClaims()])
        refuseShared(a, b)
        found = [a, b]
        return { endpoints: [a, b], everywhere: true, rules: false, claims }
      },
      plan: (facts) => {
        const [a, b] = found as readonly [Endpoint, Endpoint]
        const ends: PtpIntent['ends'] = [
          { place: placeOf(a), container: a.name, ifName: ifA, address: addressA },
          { place: placeOf(b), container: b.name, ifName: ifB, address: addressB },
        ]
        return ptp(facts, { ...partial, ends })
      },
      show: ({ ends }) =>
        output.result(
          ends.map((end) => `${end.container} ${end.interface} ${end.address}`),
          { ends },
        ),
    })
  },
})

/** Two containers of one network (`--net=container:X`), or two names of one. */
function refuseShared(a: Endpoint, b: Endpoint): void {
  if (statSync(a.path).ino !== statSync(b.path).ino) return
  throw usageError(
    a.name === b.name ? `both ends are ${a.name}` : `${a.name} and ${b.name} share one network`,
    'a cable leads from one network to another: name two',
  )
}

function parsePrefix(text: string): number {
  const prefix = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (prefix >= 1 && prefix <= 128) return prefix
  throw usageError(`${quoted(text)} is not a prefix length`, 'give one like 30, or 32 for single addresses')
}

function parseAddresses(a: string | undefined, b: string | undefined, prefix: number | undefined) {
  if (a === undefined) return [undefined, undefined] as const
  if (b === undefined) throw usageError(`${quoted(a)} is one address, for two ends`, 'give both, or neither')
  return [parseEnd(a, prefix), parseEnd(b, prefix)] as const
}

/** `IP`, alone or with the prefix length that was asked for, or `IP/PREFIX`. */
function parseEnd(text: string, prefix: number | undefined): Cidr {
  if (!text.includes('/')) {
    const alone = single(parseIp(text))
    return hostAddress(prefix === undefined ? alone : parseCidr(`${alone.ip}/${prefix}`))
  }
  const cidr = hostAddress(parseCidr(text))
  if (prefix === undefined || prefix === cidr.prefix) return cidr
  throw usageError(`${text} and --prefix ${prefix}: which?`, 'leave one out')
}
