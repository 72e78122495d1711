import * as v from 'valibot'
import type { Ovs } from '../model/ovs.ts'

/** What is asked of Open vSwitch: one line of JSON for each table, the columns in this order (ovs-vsctl(8)). */
export const OVS_TABLES = [
  ['Bridge', 'name,datapath_type,ports'],
  ['Port', '_uuid,tag,interfaces'],
  ['Interface', '_uuid,name,external_ids'],
] as const

const Uuid = v.pipe(
  v.tuple([v.literal('uuid'), v.string()]),
  v.transform(([, uuid]) => uuid),
)

/** A set of one element is written as that element (RFC 7047, section 5.1). */
const setOf = <T>(element: v.GenericSchema<unknown, T>) =>
  v.union([
    v.pipe(
      v.tuple([v.literal('set'), v.array(element)]),
      v.transform(([, elements]) => elements),
    ),
    v.pipe(
      element,
      v.transform((one): T[] => [one]),
    ),
  ])

const StringMap = v.pipe(
  v.tuple([v.literal('map'), v.array(v.tuple([v.string(), v.string()]))]),
  v.transform(([, pairs]) => new Map(pairs)),
)

const rowsOf = <T>(row: v.GenericSchema<unknown, T>) => v.object({ data: v.array(row) })

const Bridges = rowsOf(v.tuple([v.string(), v.string(), setOf(Uuid)]))
const Ports = rowsOf(v.tuple([Uuid, setOf(v.number()), setOf(Uuid)]))
const Interfaces = rowsOf(v.tuple([Uuid, v.string(), StringMap]))

/** Reads what the observing script printed of Open vSwitch; nothing where it wasn't asked. */
export function parseOvs(output: string): Ovs | undefined {
  const lines = output.split('\n')
  const lacks = (['program', 'database', 'switch'] as const).find((one) => lines.includes(`ovs no ${one}`))
  const tables = lines.filter((line) => line.startsWith('{"data"'))
  const kernelDatapath = lines.includes('ovs has kernel')
  if (tables.length < OVS_TABLES.length) return lacks && { lacks, kernelDatapath, bridges: [], ports: [] }
  const [bridges, ports, interfaces] = tables.map((line): unknown => JSON.parse(line))
  const portRows = new Map(v.parse(Ports, ports).data.map(([uuid, ...row]) => [uuid, row]))
  const names = new Map(v.parse(Interfaces, interfaces).data.map(([uuid, ...row]) => [uuid, row]))
  const { data } = v.parse(Bridges, bridges)
  return {
    lacks,
    kernelDatapath,
    bridges: data.map(([name, datapath]) => ({ name, datapath: datapath || 'system' })),
    ports: data.flatMap(([bridge, , own]) =>
      own.flatMap((port) => {
        const [[tag] = [], members = []] = portRows.get(port) ?? []
        return members.flatMap((member) => {
          const [name, ids] = names.get(member) ?? []
          return name === undefined ? [] : [{ name, bridge, tag, mark: ids?.get('ctnet') }]
        })
      }),
    ),
  }
}
