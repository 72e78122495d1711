import { readFileSync } from 'node:fs'
import { serviceFile } from '../model/lab-state.ts'
import { inodeOf } from './namespaces.ts'
import { NETNS_DIRECTORY } from './paths.ts'

/** Which of so many services of a namespace have ended: nobody by the number that was noted is in that network. */
export function endedServices(namespace: string, count: number): readonly number[] {
  const own = inodeOf(`${NETNS_DIRECTORY}/${namespace}`)
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => own === undefined || networkOf(serviceFile(namespace, index)) !== own,
  )
}

function networkOf(file: string): number | undefined {
  try {
    return inodeOf(`/proc/${Number(readFileSync(file, 'utf8'))}/ns/net`)
  } catch {
    return undefined
  }
}
