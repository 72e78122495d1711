import { labNames } from '../../host/labs.ts'
import { RUNTIME_NAMES, type RuntimeName } from '../../model/endpoint.ts'
import { valueIn } from '../globals.ts'
import type { Asked, Candidate } from './candidate.ts'
import { interfacesOf } from './interfaces.ts'
import { nodesOf } from './labs.ts'

/** Milliseconds within which a runtime must answer: somebody waits at a keyboard. */
const PATIENCE = 1500

/** The names of what runs. The runtimes are loaded only for this. */
export const namesOf = async (runtime?: RuntimeName) =>
  (await import('../../runtimes/resolve.ts')).allNames(PATIENCE, runtime)

/** Containers that run: `web`, behind a runtime's name `docker:web`, and `LAB/` or the nodes of the lab that is typed. */
export async function containers({
  typed,
  words,
}: Pick<Asked, 'typed' | 'words'>): Promise<readonly Candidate[]> {
  const [lab, node] = cut(typed, '/')
  if (node !== undefined) return nodesOf(lab).map((name) => ({ word: `${lab}/${name}` }))
  const [word, rest] = cut(typed, ':')
  const runtime = rest === undefined ? undefined : runtimeOf(word)
  if (rest !== undefined && runtime === undefined) return []
  const found = await namesOf(runtime ?? runtimeOf(valueIn('--runtime', words)))
  const names = [...new Set(found.map(({ name }) => name))].filter((name) => !name.startsWith('-'))
  const labs = runtime === undefined ? labNames() : []
  return [
    ...names.map((name) => ({
      word: runtime === undefined ? name : `${runtime}:${name}`,
      describe: found
        .filter((one) => one.name === name)
        .map((one) => one.runtime)
        .join(', '),
    })),
    ...labs.map((name) => ({ word: `${name}/`, describe: 'lab', open: true })),
  ]
}

/** `CONTAINER:` until there is a colon, then `CONTAINER:IF`; a container by itself, where an interface is needless. */
export async function containersWithInterfaces(asked: Asked, needed: boolean): Promise<readonly Candidate[]> {
  const colon = asked.typed.lastIndexOf(':')
  const container = asked.typed.slice(0, Math.max(colon, 0))
  if (colon > 0 && (runtimeOf(container) ?? 'host') === 'host') {
    return (await interfacesOf(container, asked.words)).map((name) => ({ word: `${container}:${name}` }))
  }
  const found = await containers(asked)
  return needed ? found.map((one) => (one.open ? one : { ...one, word: `${one.word}:`, open: true })) : found
}

const runtimeOf = (word: string | undefined): RuntimeName | undefined =>
  RUNTIME_NAMES.find((name) => name === word)

/** What stands before the first mark, and behind it, if it is there. */
function cut(text: string, mark: string): [before: string, behind?: string] {
  const index = text.indexOf(mark)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}
