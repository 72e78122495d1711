import type { Places } from './plan.ts'
import type { Body } from './script.ts'
import type { Command, Guard, Step } from './step.ts'

/** The package that a program comes with; one that isn't here is named itself. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  tc: 'iproute2',
  bridge: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  iptables: 'iptables',
  'iptables-restore': 'iptables',
  ip6tables: 'iptables',
  'ip6tables-restore': 'iptables',
  nft: 'nftables',
  'ovs-vsctl': 'openvswitch-switch',
  cat: 'coreutils',
  ln: 'coreutils',
  mkdir: 'coreutils',
  env: 'coreutils',
  mktemp: 'coreutils',
  readlink: 'coreutils',
  tail: 'coreutils',
  rm: 'coreutils',
  // The shell itself is named once; the lines that it is given alone are of small programs.
  sh: 'coreutils',
  stat: 'coreutils',
  test: 'coreutils',
  setsid: 'util-linux',
  dhcpcd: 'dhcpcd-base',
  dhclient: 'isc-dhcp-client',
  'lxc-info': 'lxc',
  machinectl: 'systemd-container',
}

/** What a script of these steps needs besides the shell to run, and to open its namespaces. */
export function packagesFor(
  steps: readonly Step[],
  entered: Body['entered'],
  places: Places,
): readonly string[] {
  const programs = [
    ...entered.flatMap((place) => {
      const locator = places[place]?.locator
      return [
        'ip',
        'nsenter',
        ...(locator !== undefined && 'argv' in locator ? locator.argv.slice(0, 1) : []),
      ]
    }),
    ...steps.flatMap(({ run, guard }) => [
      ...run.flatMap(programOf),
      ...(guard === undefined ? [] : programAsked(guard)),
    ]),
  ]
  return [...new Set(programs.map((program) => PACKAGES[program] ?? program))]
}

function programOf(command: Command): readonly string[] {
  switch (command.kind) {
    case 'ip':
      return ['ip']
    case 'sysctl':
      return []
    case 'exec':
      return [
        ...command.argv.slice(0, 1).filter((word) => typeof word === 'string'),
        ...(command.programs ?? []),
      ]
  }
}

function programAsked(guard: Guard): readonly string[] {
  switch (guard.kind) {
    case 'link':
    case 'namespace':
      return ['ip']
    case 'sysctl':
      return ['cat']
    case 'symlink':
      return ['readlink']
    case 'prints':
    case 'shows':
    case 'check':
      return guard.argv.slice(0, 1)
  }
}
