import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { changeDocker, lookAtDocker, RESTART_OPTION, readFor } from '../lib/cli/docker.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { parseIp } from '../lib/model/address.ts'
import { parseBip, parseFixedCidr, parseMtuOrAuto } from '../lib/model/daemon-settings.ts'
import { usageError } from '../lib/model/error.ts'
import { parseDomain } from '../lib/model/host-name.ts'
import { customizeDocker0, type Docker0Result, resetDocker0 } from '../lib/recipes/docker0.ts'
import { surveyDocker0 } from '../lib/recipes/docker0-survey.ts'
import { table } from '../lib/view/table.ts'

export default defineCommand({
  usage: '',
  asking: ['bip', 'mtu', 'icc', 'ip', 'dns', 'dns-search', 'fixed-cidr', 'ip-forward', 'iptables'],
  describe: "Show what Docker's own bridge is made with, or set it in Docker's configuration file",
  positionals: {},
  options: {
    bip: { type: 'string', requiresArg: true, check: parseBip, describe: "docker0's address: IP/PREFIX" },
    mtu: {
      type: 'string',
      requiresArg: true,
      check: parseMtuOrAuto,
      describe: "bytes, for containers; auto: the default route's interface's",
    },
    icc: { type: 'boolean', describe: 'whether containers may reach each other' },
    ip: {
      type: 'string',
      requiresArg: true,
      check: parseIp,
      describe: 'the address that ports are published on',
    },
    dns: {
      type: 'string',
      array: true,
      requiresArg: true,
      check: parseIp,
      describe: "a resolver's address, for containers; can be given several times",
    },
    'dns-search': {
      type: 'string',
      array: true,
      requiresArg: true,
      check: parseDomain,
      describe: 'a domain to look names up in; can be given several times',
    },
    'fixed-cidr': {
      type: 'string',
      requiresArg: true,
      check: parseFixedCidr,
      describe: "the part of docker0's subnet that containers get their addresses from",
    },
    'ip-forward': { type: 'boolean', describe: "whether Docker switches the host's forwarding on" },
    iptables: { type: 'boolean', describe: 'whether Docker makes rules in the firewall' },
    reset: { type: 'boolean', describe: 'put back what was set' },
    restart: RESTART_OPTION,
  },
  examples: [
    { line: 'docker0', does: 'what is in force, and what the configuration file says', world: [] },
    {
      line: 'docker0 --bip 192.168.9.1/24 --fixed-cidr 192.168.9.128/25',
      does: "another subnet, for Docker's next start; --restart starts it at once",
      world: ['mkdir -p /etc/docker', `echo '{ "debug": false }' >/etc/docker/daemon.json`],
    },
    {
      line: 'docker0 --reset',
      does: 'all that was set goes; what somebody else wrote stays',
      world: ['ctnet docker0 --mtu 1400 --icc=false --dns 192.0.2.53'],
    },
  ],
  async run(args, context) {
    const { reset, restart } = args
    const settings = settingsOf(args)
    const isAsked = Object.keys(settings).length > 0 || args.mtu !== undefined
    if (reset && isAsked) throw usageError('--reset, and something to set: which?', 'leave one out')
    const show = (result: Docker0Result) => context.output.result(linesOf(result), { ...result })
    if (reset) {
      const plan = { name: 'docker0', restart, show }
      return changeDocker(context, {
        ...plan,
        plan: (facts, seen, wanted) => resetDocker0(facts, seen, { restart: wanted }),
      })
    }
    if (isAsked || restart) {
      return changeDocker(context, {
        name: 'docker0',
        restart,
        plan: (facts, seen, wanted) =>
          customizeDocker0(facts, seen, {
            settings,
            mtu: args.mtu === undefined ? undefined : parseMtuOrAuto(args.mtu),
            restart: wanted,
            force: context.globals.force,
          }),
        show,
      })
    }
    demandPrivileges('docker0')
    warnOfOpenEntries(context)
    const look = await lookAtDocker(context)
    const { facts, close } = await observe({ ...readFor(look), endpoints: [], rules: false })
    close()
    const shown = surveyDocker0(facts, look.seen)
    const rows = shown.settings.map(({ setting, inForce, file, restart }) => [
      ...[setting, inForce ?? '-', file ?? '-'],
      restart ? 'restart missing' : '',
    ])
    context.output.result(table(rows, ['SETTING', 'IN FORCE', 'IN THE FILE', '']), { ...shown })
  },
})

interface Given {
  readonly bip: string | undefined
  readonly icc: boolean | undefined
  readonly ip: string | undefined
  readonly dns: string[] | undefined
  readonly 'dns-search': string[] | undefined
  readonly 'fixed-cidr': string | undefined
  readonly 'ip-forward': boolean | undefined
  readonly iptables: boolean | undefined
}

/** What was asked for, as it stands in the file. @throws exit 2 */
function settingsOf(args: Given) {
  const settings = {
    bip: args.bip === undefined ? undefined : parseBip(args.bip),
    icc: args.icc,
    ip: args.ip === undefined ? undefined : parseIp(args.ip),
    dns: args.dns?.map(parseIp),
    'dns-search': args['dns-search']?.map(parseDomain),
    'fixed-cidr': args['fixed-cidr'] === undefined ? undefined : parseFixedCidr(args['fixed-cidr']),
    'ip-forward': args['ip-forward'],
    iptables: args.iptables,
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

const linesOf = ({ settings }: Docker0Result): string[] =>
  Object.entries(settings).map(([key, value]) => `${key} ${value === undefined ? '-' : String(value)}`)
