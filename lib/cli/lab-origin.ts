import { CtnetError } from '../model/error.ts'
import type { LabState } from '../model/lab-state.ts'
import { isLabFile } from './topology-flags.ts'

/**
 * Refuses to turn a lab that is up into one of another topology, or a topology's into a file's and the other way round. A file
 * may have been moved or copied: any is taken for what the lab's own has become.
 * @throws exit 4
 */
export function refuseOtherOrigin(before: LabState | undefined, { lab, from }: LabState): void {
  const [was = ''] = before?.from ?? from
  const [is = ''] = from
  if (was === is || (isLabFile(was) && isLabFile(is))) return
  const origin = isLabFile(was) ? `of the file ${was}` : `a ${was}`
  throw new CtnetError('conflict', 'other-lab', `${lab.name} is up already, and is ${origin}`, {
    hint: `take it down first: ctnet down ${lab.name}; or give another name: --name; or let it become another: --force`,
  })
}
