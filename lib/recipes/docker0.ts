import { type Cidr, contains, isIp, networkOf, overlap, parseCidr, showCidr } from '../model/address.ts'
import type { Table } from '../model/daemon-json.ts'
import type { DaemonSettings } from '../model/daemon-settings.ts'
import { DOCKER0, flagOf } from '../model/dockerd.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import type { Check } from '../plan/steps/dockerd.ts'
import { usualMtu } from './bridge-create.ts'
import { changeKeys, putBack, readDaemonFile } from './daemon-file.ts'
import { type DockerSeen, gatewayIs, type RestartIntent, refuseFlags, withRestart } from './docker-restart.ts'

export interface Docker0Intent {
  readonly settings: DaemonSettings
  /** Bytes; `auto` is what the interface of the default route has. */
  readonly mtu?: number | 'auto' | undefined
  readonly restart?: RestartIntent | undefined
  /** Also on a subnet that the host is on already. */
  readonly force: boolean
}

export interface Docker0Result {
  readonly file: string
  /** The settings that were asked for, or put back; one that is gone has no value. */
  readonly settings: Table
  readonly restarted: boolean
}

/**
 * Sets what Docker's own bridge is made with (the document, "Customizing docker0"), in Docker's configuration file.
 *
 * @throws exit 2, 4, 6
 */
export function customizeDocker0(facts: Facts, seen: DockerSeen, intent: Docker0Intent): Plan<Docker0Result> {
  const { restart } = intent
  const mtu = intent.mtu === 'auto' ? usualMtu(facts) : intent.mtu
  const settings: DaemonSettings = { ...intent.settings, ...(mtu !== undefined && { mtu }) }
  const known = readDaemonFile(facts, seen.file)
  refuseFlags(seen, Object.keys(settings))
  if (settings.bip !== undefined) refuseBridge(seen, known.data)
  const address = settings.bip === undefined ? undefined : parseCidr(String(settings.bip))
  if (address !== undefined && !intent.force) refuseSubnet(facts, address)
  refuseOutside(facts, seen, settings, known.data)
  const own = ownAddress(facts)
  const changing = changeKeys(facts, known, {
    layer: 'docker0',
    changes: settings,
    alone: seen.alone,
    address: settings.bip === undefined ? undefined : own,
  })
  const { build, notes, restarted } = withRestart(facts, seen, restart, {
    change: changing,
    takenBackBy: 'ctnet docker0 --reset',
    checks: checksOf(settings),
    ...(settings.bip !== undefined && known.data.bip === undefined && { address: { old: own } }),
  })
  const result = {
    file: seen.file,
    settings: { ...settings },
    restarted,
  }
  if (build.length === 0 && notes.length === 0) return nothingToDo(result, `${seen.file} says so already`)
  return { build, finish: [], result, notes }
}

/** Takes back what was set. @throws exit 2, 4, 6 */
export function resetDocker0(
  facts: Facts,
  seen: DockerSeen,
  { restart }: Pick<Docker0Intent, 'restart'>,
): Plan<Docker0Result> {
  const change = putBack(facts, seen.file, 'docker0')
  const { data, foreign, kept } = change
  const keys = Object.keys(kept?.layers.docker0 ?? {}).filter((key) => !foreign.includes(key))
  const settings = Object.fromEntries(keys.map((key) => [key, data[key]]))
  const next =
    keys.includes('bip') && data.bip === undefined && data.bridge === undefined ? kept?.address : undefined
  const { build, notes, restarted } = withRestart(facts, seen, restart, {
    change,
    takenBackBy: 'ctnet docker0 --reset',
    checks: [...checksOf(settings), ...gatewayIs(next)],
    ...(next && { address: { next } }),
  })
  const result = { file: seen.file, settings, restarted }
  if (build.length === 0 && notes.length === 0) {
    return nothingToDo(result, `ctnet docker0 changed nothing in ${seen.file}`)
  }
  const own = ownAddress(facts)
  const stays = restart === undefined && next !== undefined && own !== undefined && own.ip !== next.ip
  return {
    build,
    finish: [],
    result,
    notes: [...others(seen, foreign), ...notes, ...(stays ? [remembered(own, next)] : [])],
  }
}

const remembered = (own: Cidr, next: Cidr): string =>
  `Docker remembers docker0's address, and keeps ${showCidr(own)} without a bip; for the old one again: ctnet docker0 --bip ${showCidr(next)}`

/** Says what somebody else has changed since. */
export const others = ({ file }: DockerSeen, foreign: readonly string[]): readonly string[] =>
  foreign.length === 0 ? [] : [`somebody else has changed ${listed(foreign)} in ${file} since: left as it is`]

const ownAddress = (facts: Facts): Cidr | undefined =>
  linkOf(facts, HOST, DOCKER0)?.addresses.find(({ family }) => family === 4)

/** What Docker must say of its network then; of what it says nothing about, nothing. */
export function checksOf(settings: Table): readonly Check[] {
  const option = (what: string, label: string, value: unknown): Check[] =>
    value === undefined
      ? []
      : [{ what, template: `{{index .Options "com.docker.network.${label}"}}`, value: String(value) }]
  const fixed = settings['fixed-cidr']
  return [
    ...(settings.bip === undefined ? [] : gatewayIs(parseCidr(String(settings.bip)))),
    ...(fixed === undefined
      ? []
      : [{ what: 'the fixed-cidr', template: '{{(index .IPAM.Config 0).IPRange}}', value: String(fixed) }]),
    ...option('the MTU', 'driver.mtu', settings.mtu),
    ...option('icc', 'bridge.enable_icc', settings.icc),
    ...option('the default IP', 'bridge.host_binding_ipv4', settings.ip),
    ...option('the bridge', 'bridge.name', settings.bridge),
  ]
}

function refuseBridge({ dockerd, file }: DockerSeen, data: Table): void {
  const flag = dockerd && flagOf(dockerd.argv, 'bridge').at(-1)
  const bridge = flag ?? data.bridge
  if (bridge === undefined) return
  const where = flag === undefined ? `in ${file}` : "on dockerd's command line"
  throw new CtnetError(
    'conflict',
    'bridge-adopted',
    `Docker uses the bridge ${bridge} (bridge, ${where}): it would not start with a bip besides`,
    { hint: `give ${bridge} itself the address; or back to docker0: ctnet bridge adopt --restore` },
  )
}

function refuseSubnet(facts: Facts, address: Cidr): void {
  const subnet = networkOf(address)
  const taken = spaceOf(facts, HOST)
    .links.filter(({ name }) => name !== DOCKER0)
    .flatMap(({ name, addresses }) =>
      addresses.filter((own) => overlap(own, subnet)).map((own) => ({ name, own })),
    )[0]
  if (taken === undefined) return
  throw new CtnetError(
    'conflict',
    'subnet-taken',
    `docker0 can't be on ${showCidr(subnet)}: ${taken.name} is there already, as ${showCidr(taken.own)}, and packets for it would go that way`,
    { hint: 'choose another subnet; or go past this: --force' },
  )
}

/** Containers' addresses must come from the bridge's own subnet. */
function refuseOutside(facts: Facts, { dockerd }: DockerSeen, settings: DaemonSettings, data: Table): void {
  const flag = (key: string) => dockerd && flagOf(dockerd.argv, key).at(-1)
  const fixed = settings['fixed-cidr'] ?? data['fixed-cidr'] ?? flag('fixed-cidr')
  const asked = settings['fixed-cidr'] !== undefined || settings.bip !== undefined
  if (!asked || typeof fixed !== 'string') return
  const bridge = data.bridge ?? flag('bridge') ?? DOCKER0
  const bip = settings.bip ?? data.bip ?? flag('bip')
  const own = linkOf(facts, HOST, String(bridge))?.addresses.find(({ family }) => family === 4)
  const subnet = typeof bip === 'string' && isIp(bip.split('/')[0] ?? '') ? parseCidr(bip) : own
  if (subnet === undefined) return
  const range = parseCidr(fixed)
  if (contains(subnet, range.ip) && range.prefix >= subnet.prefix) return
  const both = settings['fixed-cidr'] !== undefined && settings.bip !== undefined
  const message = `the fixed-cidr ${fixed} is not within ${showCidr(networkOf(subnet))}, where ${bridge} is`
  const hint = 'give both so that they fit: ctnet docker0 --bip 192.168.9.1/24 --fixed-cidr 192.168.9.128/25'
  throw both ? usageError(message, hint) : new CtnetError('conflict', 'fixed-cidr', message, { hint })
}
