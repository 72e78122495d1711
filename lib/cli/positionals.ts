/** A container that a command is about. */
export const CONTAINER = {
  type: 'string',
  demandOption: true,
  describe: 'NAME, RUNTIME:NAME or LAB/NODE',
} as const

/** A network that a command is about, the host's too. */
export const ENDPOINT = {
  type: 'string',
  demandOption: true,
  describe: 'NAME, RUNTIME:NAME, LAB/NODE or host',
  completes: 'endpoint',
} as const

/** What is to be done with the words that follow, as ip(8) says it. */
export const WORDS_ACTION = {
  type: 'string',
  default: 'ls',
  describe: 'add, replace, del or ls',
  completes: ['add', 'replace', 'del', 'ls'],
} as const
