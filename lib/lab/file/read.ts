import * as v from 'valibot'
import { findings } from '../../document/findings.ts'
import { type Problem, problemsError } from '../../document/problem.ts'
import type { Lab } from '../../model/lab.ts'
import { checkName } from '../name.ts'
import { checkWritten } from './check.ts'
import { gather, type OpenIncluded } from './gather.ts'
import { labOf, mapValues } from './lab-of.ts'
import { type CheckedLayer, mergeLayers } from './merge.ts'
import { withWholeBinds } from './node.ts'
import { otherWords } from './other-words.ts'
import { LAB } from './schema.ts'
import { LAB_FILE, type LabSource, type Layer } from './source.ts'
import { substitute, variablesOf } from './vars.ts'
import type { LabWritten } from './written.ts'

export interface ReadOptions {
  /** Reads an included file. */
  readonly open: OpenIncluded
  /** Values of variables that count in the place of the files' own. */
  readonly set?: Readonly<Record<string, string>>
  /** A name that counts in the place of the file's own. */
  readonly name?: string | undefined
}

/** A lab, out of its file and those that it includes. @throws exit 2, with all that is wrong, each with its place */
export async function readLab(main: LabSource, { open, set = {}, name }: ReadOptions): Promise<Lab> {
  const layers = await gather(main, open)
  const { variables, problems } = variablesOf(layers, set)
  refuse(problems)
  const filled = layers.map((layer) => ({ layer, ...substitute(layer, variables) }))
  refuse(filled.flatMap((one) => one.problems))
  const merged = mergeLayers(checkLayers(filled.map(({ layer, data }) => ({ ...layer, data }))))
  if (name !== undefined) checkName('lab', name)
  const fromFile = main.path.slice(main.path.lastIndexOf('/') + 1).replace(/\..*$/s, '')
  const called = name ?? String(merged.lab.name ?? fromFile)
  refuse(checkWritten(merged, called))
  return labOf(merged.lab, called)
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw problemsError(LAB_FILE, problems)
}

/** Each file checked by itself. @throws exit 2, with what is wrong in all of them */
function checkLayers(layers: readonly Layer[]): readonly CheckedLayer[] {
  const results = layers.map((layer) => {
    const content = { ...layer, data: withoutOwnKeys(layer.data ?? {}) }
    return { layer, content, result: v.safeParse(LAB, content.data) }
  })
  refuse(
    results.flatMap(({ content, result }) =>
      findings(content, result.issues ?? [], { whole: LAB_FILE.what, unknown: otherWords }),
    ),
  )
  return results.map(({ layer, content, result }) => ({
    ...content,
    written: wholePaths(result.output as LabWritten, layer.path),
  }))
}

/** Keys at the top that begin with `x-` are the author's own. */
function withoutOwnKeys(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data
  return Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith('x-')))
}

const wholePaths = (written: LabWritten, path: string): LabWritten =>
  written.nodes
    ? { ...written, nodes: mapValues(written.nodes, (node) => node && withWholeBinds(node, path)) }
    : written
