import type { Problem } from '../../document/problem.ts'
import { checkName } from '../name.ts'
import { cablesOf } from './cables.ts'
import { checkCables } from './check-cables.ts'
import { checkExpected } from './check-expected.ts'
import { checkNodes } from './check-nodes.ts'
import { saidBy } from './known.ts'
import type { Merged } from './merge.ts'

/** What can't be meant in a lab whose parts are each right. */
export function checkWritten(merged: Merged, name: string): readonly Problem[] {
  const cables = cablesOf(merged.lab)
  const wrongName = saidBy(() => checkName('lab', name))
  return [
    ...(wrongName === undefined
      ? []
      : [merged.problemAt([], { message: wrongName, hint: 'give the lab one, as name' })]),
    ...(Object.keys(merged.lab.nodes ?? {}).length > 0
      ? []
      : [merged.problemAt(['nodes'], { message: 'the lab has no node', hint: 'name some under nodes' })]),
    ...checkNodes(merged, cables),
    ...checkCables(merged, cables),
    ...checkExpected(merged),
  ]
}
