import type { Facts } from '../model/facts.ts'
import { NETNS_FILES_DIRECTORY } from '../model/name.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import { withoutOwners } from './name-files.ts'

const FILE = new RegExp(`^${NETNS_FILES_DIRECTORY}/([^/]+)/(?:hosts|resolv\\.conf)$`)

/** What ctnet wrote for bare namespaces that are gone, by their names, and the steps that take it out. */
export function forgottenNames({ files = {}, named }: Facts): {
  readonly names: readonly string[]
  readonly steps: readonly Step[]
} {
  const alive = new Set(named.flatMap(({ name, dangling }) => (dangling ? [] : name)))
  const found = Object.entries(files).flatMap(([path, before]) => {
    const name = FILE.exec(path)?.[1]
    if (name === undefined || alive.has(name)) return []
    const after = withoutOwners(path, before)
    if (after === before) return []
    const why = 'Take out what was written for a namespace that is gone'
    return { name, step: setFile({ path, before, after, alone: true }, why) }
  })
  return { names: [...new Set(found.map(({ name }) => name))], steps: found.map(({ step }) => step) }
}
