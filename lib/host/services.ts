import { serviceFile } from '../model/lab-state.ts'
import { inodeOf } from './namespaces.ts'
import { NETNS_DIRECTORY } from './paths.ts'
import { startOf } from './process-start.ts'
import { ifThere, textOf } from './vanishing.ts'

/** Which of so many services of a node have ended: nobody by the number that was noted, and as old, is in its network. */
export function endedServices(
  namespace: string,
  count: number,
  path = `${NETNS_DIRECTORY}/${namespace}`,
): readonly number[] {
  const own = inodeOf(path)
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => own === undefined || networkOf(serviceFile(namespace, index)) !== own,
  )
}

/** The network of the process that was noted; nothing where that has ended. */
function networkOf(file: string): number | undefined {
  const [pid = '', start] = (textOf(file) ?? '').split(' ')
  return start !== undefined && startOf(pid) === start
    ? ifThere(() => inodeOf(`/proc/${pid}/ns/net`))
    : undefined
}
