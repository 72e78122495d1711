import { readdirSync, readFileSync, statSync } from 'node:fs'
import { OWN_NAMESPACE } from '../../model/endpoint.ts'

/** Where the labs that are up are kept: by the host's namespace, a file each. */
const directory = (): string => `/run/ctnet/labs/${statSync(OWN_NAMESPACE).ino}`

/** The labs that are up. */
export function labNames(): readonly string[] {
  try {
    return readdirSync(directory()).flatMap((file) => /^([^.].*)\.json$/.exec(file)?.[1] ?? [])
  } catch {
    return []
  }
}

/** A lab's nodes; none, if it isn't up or its file is cut short. */
export function nodesOf(lab: string): readonly string[] {
  if (!labNames().includes(lab)) return []
  try {
    return Object.keys(JSON.parse(readFileSync(`${directory()}/${lab}.json`, 'utf8')).lab.nodes)
  } catch {
    return []
  }
}
