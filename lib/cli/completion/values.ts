import { labNames } from '../../host/labs.ts'
import type { Completes } from '../../model/completes.ts'
import type { Answer, Asked, Candidate } from './candidate.ts'
import { containers, containersWithInterfaces, namesOf } from './containers.ts'
import { interfacesOf } from './interfaces.ts'
import { nodesOf } from './labs.ts'
import { type HostLink, hostLinks } from './links.ts'
import { networks } from './networks.ts'

type Values = (asked: Asked) => Promise<readonly Candidate[]>

const links =
  (wanted: (link: HostLink, asked: Asked) => boolean): Values =>
  async (asked) =>
    (await hostLinks()).filter((link) => wanted(link, asked)).map(({ name }) => ({ word: name }))

/** What reads a configuration is loaded only for this. */
const topologies: Values = async (asked) => (await import('./topologies.ts')).topologies(asked)

const VALUES: Readonly<Record<Extract<Completes, string>, Values>> = {
  bridge: links(({ kind }) => kind === 'bridge'),
  'bridge-port': links(({ master }, { before }) => master === before[0]),
  container: containers,
  'container-interface': (asked) => containersWithInterfaces(asked, true),
  'container-or-interface': (asked) => containersWithInterfaces(asked, false),
  endpoint: async (asked) => [...(await containers(asked)), { word: 'host', describe: 'the host itself' }],
  file: async () => [],
  'host-interface': links(({ kind, name }) => kind !== 'bridge' && name !== 'lo'),
  interface: async ({ before, words }) =>
    (await interfacesOf(before[0] ?? '', words)).map((word) => ({ word })),
  lab: async () => labNames().map((word) => ({ word })),
  'lab-node': async ({ before }) => nodesOf(before[0] ?? '').map((word) => ({ word })),
  'lab-or-topology': async (asked) => [
    ...labNames().map((word) => ({ word, describe: 'a lab that is up' })),
    ...(await topologies(asked)),
  ],
  netns: async () => (await namesOf('netns')).map(({ name }) => ({ word: name })),
  network: networks,
  topology: topologies,
  'topology-or-file': topologies,
}

const WITH_FILES: readonly Completes[] = ['file', 'lab-or-topology', 'topology-or-file']

/** What there is of that kind. What can't be asked has nothing. */
export async function valuesOf(kind: Extract<Completes, string>, asked: Asked): Promise<Answer> {
  const files = WITH_FILES.includes(kind)
  try {
    return { candidates: await VALUES[kind](asked), ...(files && { files }) }
  } catch {
    return { candidates: [], ...(files && { files }) }
  }
}
