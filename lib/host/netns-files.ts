import { NETNS_FILES_DIRECTORY } from '../model/name.ts'
import { namesIn } from './vanishing.ts'

/** The hosts and resolv.conf files of bare namespaces, also of those that are gone (ip-netns(8)). */
export const netnsFiles = (): readonly string[] =>
  namesIn(NETNS_FILES_DIRECTORY).flatMap((name) =>
    ['hosts', 'resolv.conf'].map((file) => `${NETNS_FILES_DIRECTORY}/${name}/${file}`),
  )
