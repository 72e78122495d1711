import { type Cidr, contains, parseCidr } from '../model/address.ts'
import type { Table } from '../model/daemon-json.ts'
import { DOCKER0 } from '../model/dockerd.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, type Link, linkOf, portsOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { inHost, type Step, whenShown } from '../plan/step.ts'
import { deleteLink } from '../plan/steps/link.ts'
import { changeKeys, putBack, readDaemonFile } from './daemon-file.ts'
import { type DockerSeen, type RestartIntent, refuseFlags, withRestart } from './docker-restart.ts'
import { checksOf, others } from './docker0.ts'

export interface AdoptIntent {
  readonly bridge: string
  readonly restart?: RestartIntent | undefined
  /** Also where containers use docker0. */
  readonly force: boolean
}

export interface AdoptResult {
  readonly file: string
  /** The bridge that Docker uses from its next start on. */
  readonly bridge: string
  readonly restarted: boolean
}

/**
 * Makes Docker use a bridge of one's own (the document, "Building your own bridge"); once Docker does, docker0 goes.
 *
 * @throws exit 2, 3, 4, 6
 */
export function adoptBridge(facts: Facts, seen: DockerSeen, intent: AdoptIntent): Plan<AdoptResult> {
  const { bridge, restart } = intent
  const address = addressOf(facts, bridge)
  const known = readDaemonFile(facts, seen.file)
  refuseFlags(seen, ['bridge', 'bip'])
  const docker0 = linkOf(facts, HOST, DOCKER0)
  if (!intent.force) refuseInUse(facts, seen)
  const changes = { bridge, ...unfit(known.data, address) }
  const changing = changeKeys(facts, known, { layer: 'adopt', changes, alone: seen.alone })
  const { build, notes, restarted } = withRestart(facts, seen, restart, {
    change: changing,
    takenBackBy: 'ctnet bridge adopt --restore',
    checks: checksOf({ bridge }),
  })
  const isUsed = restarted || (build.length === 0 && seen.network?.bridge === bridge)
  const finish = isUsed && docker0 !== undefined ? [removeOld(docker0)] : []
  const result = { file: seen.file, bridge, restarted }
  if (build.length + finish.length + notes.length === 0) {
    return nothingToDo(result, `Docker uses the bridge ${bridge} already`)
  }
  return { build, finish, result, notes }
}

/** Gives Docker the bridge back that it had. @throws exit 2, 4, 6 */
export function restoreBridge(
  facts: Facts,
  seen: DockerSeen,
  { restart }: Pick<AdoptIntent, 'restart'>,
): Plan<AdoptResult> {
  const change = putBack(facts, seen.file, 'adopt')
  const { data, foreign } = change
  const bridge = typeof data.bridge === 'string' ? data.bridge : DOCKER0
  const isMissing = linkOf(facts, HOST, DOCKER0) === undefined
  const { build, notes, restarted } = withRestart(facts, seen, restart, {
    change,
    takenBackBy: 'ctnet bridge adopt --restore',
    checks: checksOf({ bridge }),
    // The engine that is taken back has made it.
    ...(isMissing && {
      back: [whenShown(['link', 'show', 'dev', DOCKER0], 'link', 'delete', 'dev', DOCKER0)],
    }),
  })
  const result = { file: seen.file, bridge, restarted }
  if (build.length === 0 && notes.length === 0) {
    return nothingToDo(result, `no bridge was adopted in ${seen.file}: nothing to restore`)
  }
  return { build, finish: [], result, notes: [...others(seen, foreign), ...notes] }
}

const removeOld = (docker0: Link): Step => ({
  ...deleteLink(inHost(docker0)),
  why: 'Remove docker0: Docker uses the bridge in its place',
})

/** The bridge's IPv4 address. @throws exit 3 (no such link), 4 (no bridge, or one that Docker can't use) */
function addressOf(facts: Facts, name: string): Cidr {
  const link = linkOf(facts, HOST, name)
  if (link === undefined) {
    throw new CtnetError('notFound', 'no-bridge', `there is no bridge ${name}`, {
      hint: `make it first: ctnet bridge create ${name}`,
    })
  }
  const refuse = (code: string, message: string, hint: string) =>
    new CtnetError('conflict', code, message, { hint })
  if (link.kind !== 'bridge') {
    throw refuse('not-a-bridge', `${name} is not a bridge`, 'see which there are: ctnet bridge show')
  }
  if (name === DOCKER0) {
    throw refuse(
      'own-bridge',
      'docker0 is the bridge that Docker makes for itself',
      'back to it: ctnet bridge adopt --restore',
    )
  }
  const address = link.addresses.find(({ family }) => family === 4)
  if (address !== undefined) return address
  throw refuse(
    'no-address',
    `the bridge ${name} has no IPv4 address, which Docker's containers take theirs from`,
    `give it one: ip address add 192.168.5.1/24 dev ${name}`,
  )
}

/** What docker0 had of the file, and the bridge can't: its address, and what is not on the bridge's subnet. */
function unfit(data: Table, address: Cidr): Table {
  const away = (value: unknown) => {
    try {
      return !contains(address, parseCidr(String(value).includes('/') ? String(value) : `${value}/32`).ip)
    } catch {
      return true
    }
  }
  const bound = ['fixed-cidr', 'default-gateway'].filter((key) => data[key] !== undefined && away(data[key]))
  return Object.fromEntries(['bip', ...bound].map((key) => [key, undefined]))
}

/** A bridge that is in use stays. */
function refuseInUse(facts: Facts, { network }: DockerSeen): void {
  const containers = network?.bridge === DOCKER0 ? network.containers : []
  const ports = portsOf(facts, HOST, DOCKER0).map(({ name }) => name)
  const users = containers.length > 0 ? containers : ports
  if (users.length === 0) return
  throw new CtnetError('conflict', 'bridge-in-use', `docker0 is in use, by ${listed(users)}`, {
    hint: `stop them first: docker stop ${containers[0] ?? 'CONTAINER'}; or let them lose it: --force`,
  })
}
