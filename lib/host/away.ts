import * as v from 'valibot'
import type { Away } from '../model/facts.ts'
import { AWAY_DIRECTORY } from '../plan/steps/away.ts'
import { inodeOf } from './namespaces.ts'
import { ifThere, namesIn, textOf } from './vanishing.ts'

/** The namespace that it went into is known by its inode alone. */
export interface KeptAway {
  readonly away: Away
  readonly namespace: number
}

const Home = v.object({
  name: v.string(),
  kind: v.string(),
  mac: v.string(),
  permanent: v.optional(v.string()),
  mtu: v.number(),
  up: v.boolean(),
  alias: v.optional(v.string()),
  addresses: v.array(
    v.object({
      family: v.picklist([4, 6]),
      ip: v.string(),
      prefix: v.number(),
      broadcast: v.optional(v.string()),
    }),
  ),
})

const KeptRoute = v.object({
  family: v.picklist([4, 6]),
  type: v.optional(v.picklist(['blackhole', 'unreachable', 'prohibit'])),
  to: v.string(),
  via: v.optional(v.string()),
  dev: v.string(),
  table: v.string(),
  protocol: v.string(),
  scope: v.optional(v.string()),
  metric: v.optional(v.number()),
  src: v.optional(v.string()),
  onlink: v.optional(v.literal(true)),
  mtu: v.optional(v.number()),
})

/** What `keepAway` of lib/plan/steps/away.ts writes. */
const Kept = v.object({
  host: v.number(),
  namespace: v.number(),
  interface: v.object({
    container: v.string(),
    inner: v.string(),
    given: v.optional(v.string()),
    home: Home,
    routes: v.array(KeptRoute),
    ipv6: v.optional(v.string()),
  }),
})

/** The interfaces of this host that are in a container. Nothing, where there are none or it may not be read. */
export function readAway(): KeptAway[] {
  const host = inodeOf('/proc/self/ns/net')
  const files = namesIn(AWAY_DIRECTORY).filter((name) => !name.startsWith('.'))
  return files.flatMap((name) => {
    const file = `${AWAY_DIRECTORY}/${name}`
    const kept = readKept(file)
    if (kept === undefined || kept.host !== host) return []
    return [{ namespace: kept.namespace, away: { file, ...kept.interface } }]
  })
}

/** One that was cut short is of a command that the journal takes back. */
const readKept = (file: string): v.InferOutput<typeof Kept> | undefined =>
  ifThere(() => v.parse(Kept, JSON.parse(textOf(file) ?? '')))
