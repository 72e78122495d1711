import { existsSync } from 'node:fs'
import { askProgram } from '../../runtimes/ask-program.ts'
import type { Asked, Candidate } from './candidate.ts'
import { type HostLink, hostLinks } from './links.ts'
import type { CompletionTable } from './table.ts'

type Words = CompletionTable['networks'][number]

/** Where Open vSwitch answers, if it runs. */
const OVS_SOCKET = '/var/run/openvswitch/db.sock'

/** What a container can be attached to: bridges, interfaces of the host's, and `KIND:` with what may follow. */
export async function networks({ table, typed }: Asked): Promise<readonly Candidate[]> {
  const [kind = '', what, mode] = typed.split(':')
  if (what === undefined) {
    const links = await hostLinks().catch(() => [])
    return [
      ...links.filter(isBridge).map(({ name }) => ({ word: name, describe: 'bridge' })),
      ...links.filter(canCarry).map(({ name }) => ({ word: name, describe: "an interface of the host's" })),
      ...table.networks.map(spelling),
    ]
  }
  const words = table.networks.find((one) => one.kind === kind)
  if (words === undefined) return []
  if (mode !== undefined) return (words.modes ?? []).map((one) => ({ word: `${kind}:${what}:${one}` }))
  return (await namesFor(words)).map((name) => ({ word: `${kind}:${name}` }))
}

/** One that takes something is gone on with behind a colon. */
const spelling = ({ kind, form }: Words): Candidate =>
  form === kind ? { word: kind, describe: form } : { word: `${kind}:`, describe: form, open: true }

async function namesFor({ what }: Words): Promise<readonly string[]> {
  if (what === undefined) return []
  if (what === 'ovs-bridge') {
    if (!existsSync(OVS_SOCKET)) return []
    const { stdout } = await askProgram(['ovs-vsctl', '--timeout=2', 'list-br'], 'openvswitch-switch')
    return stdout.split('\n').filter((name) => name !== '')
  }
  return (await hostLinks()).filter(what === 'bridge' ? isBridge : canCarry).map(({ name }) => name)
}

const isBridge = ({ kind }: HostLink): boolean => kind === 'bridge'

/** Whether a macvlan could lie on it: no bridge, no port of one. */
const canCarry = ({ kind, master, name }: HostLink): boolean =>
  kind !== 'bridge' && master === undefined && name !== 'lo'
