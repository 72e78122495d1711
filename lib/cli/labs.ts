import { labNames, labPath, readLabState } from '../host/labs.ts'
import type { Look } from '../host/observe.ts'
import { namespaceOf } from '../lab/names.ts'
import { settingsOf } from '../lab/wanted.ts'
import { type Endpoint, placeOf } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { LaidLab } from '../model/lab.ts'
import type { LabState } from '../model/lab-state.ts'
import { nearest } from '../model/nearest.ts'
import { quoted } from '../model/text.ts'
import { findBy } from '../runtimes/resolve.ts'

/** Looks at what there is of a lab: of what shall be, and of what was before. */
export async function lookAtLab(...labs: readonly (LaidLab | undefined)[]): Promise<Look> {
  const known = labs.flatMap((lab) => lab ?? [])
  const names = known.flatMap(({ name, nodes }) => Object.keys(nodes).map((node) => namespaceOf(name, node)))
  const found = await Promise.all([...new Set(names)].map(findNamespace))
  const files = [...new Set(known.map(({ name }) => labPath(name)))]
  const impaired = known.some(({ links }) =>
    links.some(({ ends }) => ends.some(({ impair }) => impair !== undefined)),
  )
  const endpoints = new Map(found.flatMap((one) => (one === undefined ? [] : [[placeOf(one), one]])))
  return {
    endpoints: [...endpoints.values()],
    files,
    tc: impaired,
    sysctls: Object.assign({}, ...known.map((lab) => settingsOf(lab))),
    rules: known.some(({ bridges }) => Object.keys(bridges).length > 0),
  }
}

/** Nothing where it isn't there, or its name leads nowhere. */
async function findNamespace(name: string): Promise<Endpoint | undefined> {
  try {
    return await findBy('netns', name)
  } catch (error) {
    if (error instanceof CtnetError) return undefined
    throw error
  }
}

/** The lab of that name, or the only one. @throws exit 3 where it isn't up, 2 where there are several */
export function labNamed(name: string | undefined): LabState {
  const names = labNames()
  const [only] = names
  if (name === undefined && names.length > 1)
    throw new CtnetError('usage', 'which-lab', 'there is more than one lab', {
      hint: `say which: ${names.join(', ')}`,
    })
  const asked = name ?? only
  const state = asked === undefined ? undefined : readLabState(asked)
  if (state !== undefined) return state
  const near = asked === undefined ? undefined : nearest(asked, names)
  throw new CtnetError(
    'notFound',
    'no-lab',
    asked === undefined ? 'no lab is up' : `there is no lab ${quoted(asked)}`,
    {
      hint: near === undefined ? 'bring one up: ctnet up star' : `did you mean ${near}?`,
    },
  )
}

/** The nodes of a lab that are there. */
export async function nodesOf({ name, nodes }: LaidLab): Promise<ReadonlyMap<string, Endpoint>> {
  const found = await Promise.all(
    Object.keys(nodes).map(async (node) => [node, await findNamespace(namespaceOf(name, node))] as const),
  )
  return new Map(
    found.flatMap(([node, endpoint]) => (endpoint === undefined ? [] : [[node, endpoint] as const])),
  )
}
