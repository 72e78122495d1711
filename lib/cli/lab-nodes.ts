import { namespaceOf } from '../lab/names.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { LaidLab, LaidNode } from '../model/lab.ts'
import { findBy, resolve } from '../runtimes/resolve.ts'
import { isStopped } from './labs.ts'

/** The nodes of a lab: those that are there, and of each other one a sentence that says so, with what helps. */
export interface LabNodes {
  readonly there: ReadonlyMap<string, Endpoint>
  readonly absent: ReadonlyMap<string, string>
}

/** Looks for them; a container's engine is asked. */
export async function findNodes({ name, nodes }: LaidLab): Promise<LabNodes> {
  const there = new Map<string, Endpoint>()
  const absent = new Map<string, string>()
  await Promise.all(
    Object.entries(nodes).map(async ([node, laid]) => {
      const back = `ctnet restart ${name} ${node}`
      try {
        const endpoint = await findNode(namespaceOf(name, node), laid)
        if (endpoint === undefined)
          absent.set(node, `${name}/${node} isn't there any more; put it back: ${back}`)
        else there.set(node, endpoint)
      } catch (error) {
        if (!(error instanceof CtnetError)) throw error
        const { message, hint } = error
        const own = laid.container === undefined && isStopped(error)
        const help = own ? back : `${hint === undefined ? '' : `${hint}; then `}${back}`
        absent.set(node, `${name}/${node} can't be asked: ${message}; to put it back: ${help}`)
      }
    }),
  )
  return { there, absent }
}

const findNode = (
  own: string,
  { image, container, runtime = 'docker' }: LaidNode,
): Promise<Endpoint | undefined> =>
  container === undefined ? findBy(image === undefined ? 'netns' : runtime, own) : resolve(container)
