import { type FileContent, parseText } from '../document/parse.ts'
import type { Subject } from '../document/problem.ts'
import type { Located } from './source.ts'

export const CONFIGURATION: Subject = {
  code: 'config',
  what: 'the configuration',
  wayOut: 'go on without it: --no-config',
}

/** A configuration file's content. @throws exit 2, with all that is wrong */
export const parseSource = (located: Located): FileContent => parseText(located, CONFIGURATION)
