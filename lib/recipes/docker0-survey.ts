import { showCidr } from '../model/address.ts'
import { sameValue, type Table } from '../model/daemon-json.ts'
import { DAEMON_KEYS } from '../model/daemon-settings.ts'
import { DOCKER0, flagOf } from '../model/dockerd.ts'
import { HOST } from '../model/endpoint.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import { readDaemonFile } from './daemon-file.ts'
import type { DockerSeen } from './docker-restart.ts'

export interface ShownSetting {
  readonly setting: string
  /** As far as it can be seen. */
  readonly inForce: string | undefined
  /** What the configuration file says, or dockerd's command line. */
  readonly file: string | undefined
  /** Docker has yet to be restarted for it. */
  readonly restart: boolean
}

export interface ShownDocker0 {
  readonly file: string
  readonly running: boolean
  readonly settings: readonly ShownSetting[]
}

/** What Docker's bridge is made with: what is in force, and what is written. @throws exit 2 where the file is no JSON */
export function surveyDocker0(facts: Facts, seen: DockerSeen): ShownDocker0 {
  const { data } = readDaemonFile(facts, seen.file)
  const { dockerd } = seen
  const inForce = inForceOf(facts, seen)
  const settings = ['bridge', ...DAEMON_KEYS].map((setting): ShownSetting => {
    const flags = dockerd ? flagOf(dockerd.argv, setting) : []
    const file =
      data[setting] !== undefined ? text(data[setting]) : flags.length > 0 ? flags.join(',') : undefined
    const has = inForce[setting]
    const isSeen = has !== undefined && setting !== 'ip-forward'
    const differs = isSeen ? !sameValue(has, file ?? USUAL[setting] ?? has) : file !== undefined
    return { setting, inForce: has, file, restart: dockerd?.stale === true && differs }
  })
  return { file: seen.file, running: dockerd !== undefined, settings }
}

/** What Docker takes where nothing is said. */
const USUAL: Readonly<Record<string, string>> = { bridge: DOCKER0, mtu: '1500', icc: 'true', ip: '0.0.0.0' }

function inForceOf(facts: Facts, { network }: DockerSeen): Readonly<Record<string, string | undefined>> {
  if (network === undefined) return {}
  const address = linkOf(facts, HOST, network.bridge)?.addresses.find(({ family }) => family === 4)
  const forward = spaceOf(facts, HOST).sysctls['net/ipv4/ip_forward']
  return {
    bridge: network.bridge,
    bip: address && showCidr(address),
    mtu: network.mtu,
    icc: network.icc,
    ip: network.ip,
    'fixed-cidr': network.fixedCidr,
    'ip-forward': forward === undefined ? undefined : String(forward === '1'),
  }
}

const text = (value: Table[string]): string => (Array.isArray(value) ? value.join(',') : String(value))
