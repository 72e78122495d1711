import { type Problem, problemsError } from '../../document/problem.ts'
import { CtnetError, EXIT } from '../../model/error.ts'
import { quoted } from '../../model/text.ts'
import { contentOf, isTable, LAB_FILE, type LabSource, type Layer } from './source.ts'
import { listOf } from './written.ts'

/** Reads a file that another one includes. @throws exit 2 or 3 where there is none of that name */
export type OpenIncluded = (name: string, includedBy: LabSource) => Promise<LabSource>

/**
 * The files of a lab, each after those that it includes, and each once. @throws exit 2 where one can't be parsed, isn't there
 * or includes itself
 */
export async function gather(main: LabSource, open: OpenIncluded): Promise<readonly Layer[]> {
  const layers: Layer[] = []
  await read(main, [])
  return layers

  async function read(source: LabSource, above: readonly LabSource[]): Promise<void> {
    if (layers.some(({ path }) => path === source.path)) return
    const layer = contentOf(source)
    const here = [...above, source]
    for (const [i, name] of namesIn(layer.data).entries()) {
      const refuse = ({ message, hint }: Pick<Problem, 'message' | 'hint'>) =>
        problemsError(LAB_FILE, [
          { file: source.file, message, hint, ...layer.positionOf(['include', i], 'value') },
        ])
      const included = await open(name, source).catch((error: unknown) => {
        if (!(error instanceof CtnetError)) throw error
        throw error.exit === EXIT.usage || error.exit === EXIT.notFound ? refuse(error) : error
      })
      const from = here.findIndex(({ path }) => path === included.path)
      if (from >= 0) throw refuse(circle([...here.slice(from), included]))
      await read(included, here)
    }
    layers.push(layer)
  }
}

/** What else `include` may say is refused with everything else that is wrong. */
const namesIn = (data: unknown): readonly string[] =>
  isTable(data) ? listOf(data.include).filter((name) => typeof name === 'string') : []

const circle = (files: readonly LabSource[]) => ({
  message: `${quoted(files[0]?.file ?? '')} includes itself: ${files.map(({ file }) => quoted(file)).join(', then ')}`,
  hint: 'leave one of the includes out',
})
