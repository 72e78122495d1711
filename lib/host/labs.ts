import { readdirSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import { LAB_DIRECTORY, type LabState } from '../model/lab-state.ts'
import { inodeOf } from './namespaces.ts'

/** What `noteLab` of lib/plan/steps/lab.ts writes; of the lab itself only what tells it from something else. */
const State = v.object({
  version: v.literal(1),
  host: v.number(),
  source: v.union([v.object({ topology: v.string() }), v.object({ file: v.string() })]),
  lab: v.looseObject({
    name: v.string(),
    nodes: v.record(v.string(), v.unknown()),
    links: v.array(v.unknown()),
  }),
})

/** The labs that are up in this host, by name. Nothing, where there are none or it may not be read. */
export function readLabs(): readonly LabState[] {
  const host = inodeOf('/proc/self/ns/net')
  return namesIn(LAB_DIRECTORY)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => readState(`${LAB_DIRECTORY}/${name}`) ?? [])
    .filter((state) => state.host === host)
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function readState(file: string): LabState | undefined {
  try {
    return v.parse(State, JSON.parse(readFileSync(file, 'utf8'))) as unknown as LabState
  } catch {
    return undefined
  }
}
