import { type Cidr, showCidr } from '../model/address.ts'
import type { Table } from '../model/daemon-json.ts'
import { type Dockerd, type DockerNetwork, type DockerRestart, flagOf } from '../model/dockerd.ts'
import type { Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, isOwn, linkOf, spaceOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import type { Command, Step } from '../plan/step.ts'
import {
  awaitDocker,
  beginRestart,
  type Check,
  restartDocker,
  tryConfiguration,
} from '../plan/steps/dockerd.ts'
import { changesFile, type Rewriting, written, writtenThrough } from './daemon-file.ts'

/** What was seen of Docker. */
export interface DockerSeen {
  /** Its configuration file. */
  readonly file: string
  /** The directory of that has yet to be made. */
  readonly alone: boolean
  readonly dockerd?: Dockerd | undefined
  readonly network?: DockerNetwork | undefined
  /** Its containers that run. */
  readonly containers: readonly { readonly name: string; readonly place: Place }[]
  /** How it is restarted here, where that is known. */
  readonly how?: DockerRestart | undefined
}

export interface RestartIntent {
  /** How long Docker may take until it answers. */
  readonly seconds: number
}

export interface Restarting {
  /** The change of its configuration. */
  readonly change: Rewriting
  readonly checks: readonly Check[]
  /** docker0's address where the configuration says nothing of one: as it was, and as it shall be again. */
  readonly address?: { readonly old?: Cidr | undefined; readonly next?: Cidr | undefined } | undefined
  /** The command that takes back what was written earlier: another start with that is no way back. */
  readonly takenBackBy: string
  /** What the way back does once Docker runs as before. */
  readonly back?: readonly Command[]
}

const BEGIN =
  'See that Docker is still the one that was looked at; from here on, the way back ends with a restart of it'

/**
 * The steps around a restart of Docker; or, where none is wanted, the change alone, and what to type. Docker remembers
 * its bridge's address (moby, libnetwork/drivers/bridge/bridge_store.go), so that it keeps a `bip` that is taken out of
 * the file: the way to an address without a `bip` is a start with it, and then one without.
 */
export function withRestart(
  facts: Facts,
  seen: DockerSeen,
  intent: RestartIntent | undefined,
  { change, checks, address, takenBackBy, back }: Restarting,
): {
  readonly build: readonly Step[]
  readonly notes: readonly string[]
  readonly restarted: boolean
} {
  const { dockerd, how } = seen
  const changing = changesFile(change)
  const pending = changing || dockerd?.stale === true
  const alone = [...change.keep, ...written(change), ...change.forget]
  if (intent === undefined) {
    return { build: alone, notes: pending ? [whatToType(seen)] : [], restarted: false }
  }
  if (dockerd === undefined) throw nothingRuns(seen)
  if (how === undefined) throw noWay()
  refuseLiveRestore(seen, dockerd, change.data)
  if (!pending) return { build: alone, notes: [], restarted: false }
  const remedy = changing ? how.typed : `${takenBackBy}; ${how.typed}`
  const restart = { dockerd, how, remedy, seconds: intent.seconds }
  const start = (found: readonly Check[]) => [restartDocker(restart), awaitDocker(restart, found)]
  const { old, next } = address ?? {}
  const through = old === undefined ? next : old
  const way = through && writtenThrough(change, old === undefined ? 'after' : 'before', showCidr(through))
  const between =
    old !== undefined
      ? [beginRestart(restart, 'See to it that the way back restarts Docker with that address')]
      : start(gatewayIs(through))
  const write = way === undefined ? written(change) : [...way.first, ...between, ...way.last]
  return {
    build: [
      beginRestart(restart, BEGIN, back),
      ...change.keep,
      ...write,
      tryConfiguration(restart),
      ...start(checks),
      ...change.forget,
    ],
    notes: whatGoes(facts, seen),
    restarted: true,
  }
}

export const gatewayIs = (address: Cidr | undefined): readonly Check[] =>
  address === undefined
    ? []
    : [{ what: 'the gateway', template: '{{(index .IPAM.Config 0).Gateway}}', value: address.ip }]

const whatToType = ({ dockerd, how }: DockerSeen): string =>
  dockerd === undefined
    ? 'no dockerd runs here: it takes this when it is started'
    : `Docker takes this when it is restarted${how ? `: ${how.typed}` : ''}; or by the same command with --restart`

/** What a restart costs. */
function whatGoes(facts: Facts, { containers }: DockerSeen): string[] {
  if (containers.length === 0) return []
  const links = containers.flatMap(({ name, place }) =>
    spaceOf(facts, place)
      .links.filter((link) => {
        const peer = link.peer && linkOf(facts, link.peer.place, link.peer.link)
        return isOwn(link) || (peer !== undefined && isOwn(peer))
      })
      .map((link) => `${name} ${link.name}`),
  )
  const stopped = `the restart stops Docker's containers: ${listed(containers.map(({ name }) => name))}`
  return [links.length === 0 ? stopped : `${stopped}; ctnet's links go with them: ${listed(links)}`]
}

const nothingRuns = ({ file }: DockerSeen) =>
  new CtnetError('missing', 'no-dockerd', 'no dockerd runs here that could be restarted', {
    hint: `leave --restart out, so that only ${file} is written, and start Docker: systemctl start docker`,
  })

const noWay = () =>
  new CtnetError(
    'missing',
    'no-restart',
    'it is not known how Docker is restarted here: there is no systemd and no init script',
    {
      hint: 'restart it yourself, without --restart; or say how in /etc/ctnet/config.yaml: docker: { restart: COMMAND }',
    },
  )

/** Docker leaves its network as it is for as long as containers run that it kept alive (moby, daemon/daemon_unix.go). */
function refuseLiveRestore({ containers }: DockerSeen, { argv }: Dockerd, data: Table): void {
  const isAlive = data['live-restore'] === true || flagOf(argv, 'live-restore').at(-1) === 'true'
  if (!isAlive || containers.length === 0) return
  throw new CtnetError(
    'conflict',
    'live-restore',
    `live-restore keeps containers running, and Docker then leaves its network as it is: ${listed(containers.map(({ name }) => name))}`,
    { hint: 'stop them first: docker stop NAME' },
  )
}

/** @throws exit 4 where a key would stand both in the file and on dockerd's command line: then Docker doesn't start */
export function refuseFlags({ dockerd, file }: DockerSeen, keys: readonly string[]): void {
  const key = dockerd && keys.find((one) => flagOf(dockerd.argv, one).length > 0)
  if (dockerd === undefined || key === undefined) return
  throw new CtnetError(
    'conflict',
    'dockerd-flag',
    `dockerd was started with --${key} ${flagOf(dockerd.argv, key).join(' ')} (process ${dockerd.pid}): with ${key} in ${file} too, Docker would not start`,
    { hint: 'take it off its command line first: systemctl cat docker, or /etc/default/docker' },
  )
}
