import { createHash } from 'node:crypto'
import { defineCommand } from '../lib/cli/command.ts'
import type { IpLink } from '../lib/host/parse-links.ts'
import { linksOf } from '../lib/host/ready.ts'
import { HOST } from '../lib/model/endpoint.ts'
import { shellWords } from '../lib/plan/quote.ts'
import type { Device } from '../lib/recipes/pipework/device.ts'
import { nativeCommand } from '../lib/recipes/pipework/native.ts'
import { parsePipework } from '../lib/recipes/pipework/words.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

const HOW = `pipework's own command line, carried out by ctnet's commands. It is read as pipework reads it:

pipework [--direct-phys] NETWORK [-i IF] [-l HOSTIF] [-a 4|6] CONTAINER ADDRESS [MAC][@VLAN]
pipework route|rule|tc CONTAINER WORDS…   in the words of ip-route(8), ip-rule(8) and tc(8)
pipework --wait [-i IF]                   until this host has the interface, and it is up
pipework --translate …                    shows the command of ctnet's, and does nothing

NETWORK  a bridge, the kernel's or Open vSwitch's: made if its name begins with br or ovs;
         an interface of the host's, or mac:MAC: a macvlan on it (--direct-phys: itself); dummy
ADDRESS  IP/PREFIX[@GATEWAY]; 0/0: none; dhcp, udhcpc[-f], dhclient[-f], dhcpcd, with :OPTIONS
MAC      six bytes, or U:TEXT for one that is made of the text
IF       in the container; eth1

Options of ctnet's stand before: ctnet --dry-run pipework …`

export default defineCommand({
  usage: '',
  describe: HOW,
  positionals: {},
  options: {},
  passesOnAfter: 0,
  passesOnAll: true,
  plansRest: '[--translate] …',
  readsConfig: true,
  exit: (code) => (code === 0 || INTERRUPTED.includes(code) ? code : 1),
  examples: [
    {
      line: 'pipework br1 web 192.168.1.1/24@192.168.1.254',
      does: 'eth1 in web, by a pair to br1, which is made for it; and a default route',
      containers: ['web'],
    },
    {
      line: 'pipework --translate br1 web 192.168.1.1/24',
      does: 'what that is in the words of ctnet',
    },
    {
      line: 'pipework eth1 -i lan web 10.5.0.9/24 U:web',
      does: "a macvlan on an interface of the host's, which is brought up, with a MAC that is always the same",
      containers: ['web'],
      world: [
        'ip netns add lan',
        'ip link add name eth1 address 02:00:00:00:01:01 type veth peer name port address 02:00:00:00:01:02 netns lan',
        'ip -n lan link set dev port up',
      ],
    },
    {
      line: 'pipework route web add 10.9.0.0/16 via 192.168.1.254',
      does: 'a route in web',
      containers: ['web'],
      world: ['ctnet pipework br1 web 192.168.1.1/24'],
    },
  ],
  async run({ rest }, context) {
    const translates = rest[0] === '--translate'
    const asked = translates ? rest.slice(1) : rest
    if (asked.length === 0) {
      await context.again(['pipework', '--help'])
      process.exitCode = 1
      return
    }
    const native = await translate(asked)
    const line = shellWords(['ctnet', ...native])
    if (translates) {
      context.output.result([line], { command: native })
      return
    }
    try {
      await context.again(native)
    } catch (error) {
      // What the error advises is in its words.
      context.output.note(`in ctnet's words: ${line}`)
      throw error
    }
  },
})

/** By SIGHUP, SIGINT, SIGTERM. */
const INTERRUPTED: readonly number[] = [129, 130, 143]

/** The words of ctnet for those of pipework. */
async function translate(words: readonly string[]): Promise<readonly string[]> {
  const read = parsePipework(words)
  const devices = read.kind === 'wait' ? [] : (await linksOf(await resolve(HOST))).map(deviceOf)
  return nativeCommand(read, {
    devices,
    md5: (text) => createHash('md5').update(text).digest('hex'),
  })
}

function deviceOf({ ifname, address, linkinfo, link_type, link, link_index, flags }: IpLink): Device {
  const kind = linkinfo?.info_kind
  return {
    name: ifname,
    mac: address,
    kind,
    medium: link_type,
    onTop: kind !== 'veth' && (link ?? link_index) !== undefined,
    up: flags.includes('UP'),
  }
}
