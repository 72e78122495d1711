import { readFileSync } from 'node:fs'
import { serviceFile } from '../model/lab-state.ts'
import { inodeOf } from './namespaces.ts'
import { NETNS_DIRECTORY } from './paths.ts'

/** Which of so many services of a node have ended: nobody by the number that was noted, as old as that, is in its network. */
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

function networkOf(file: string): number | undefined {
  try {
    const [pid, start] = readFileSync(file, 'utf8').split(' ')
    return startOf(`/proc/${pid}/stat`) === start ? inodeOf(`/proc/${pid}/ns/net`) : undefined
  } catch {
    return undefined
  }
}

/** When a process began, in ticks: behind its name, which may hold blanks (proc(5)). */
const startOf = (file: string): string | undefined =>
  readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')[19]
