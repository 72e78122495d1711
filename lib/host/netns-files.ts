import { readdirSync } from 'node:fs'
import { NETNS_FILES_DIRECTORY } from '../model/name.ts'

/** The hosts and resolv.conf files of bare namespaces, also of those that are gone (ip-netns(8)). */
export const netnsFiles = (): readonly string[] =>
  namesIn(NETNS_FILES_DIRECTORY).flatMap((name) =>
    ['hosts', 'resolv.conf'].map((file) => `${NETNS_FILES_DIRECTORY}/${name}/${file}`),
  )

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
