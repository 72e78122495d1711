import type { Problem } from '../../document/problem.ts'
import { isIp } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { quoted } from '../../model/text.ts'
import { meant } from '../name.ts'
import { parseCheck, targetOf } from './expect.ts'
import { kindOf, nodeNames } from './known.ts'
import type { Merged } from './merge.ts'
import { listOf } from './written.ts'

/** Checks that ask whom there isn't, or for whom there isn't. */
export function checkExpected({ lab, problemAt }: Merged): readonly Problem[] {
  return listOf(lab.expect).flatMap((written, i) => {
    const check = parseCheck(written)
    const isText = typeof written === 'string'
    const problems: Problem[] = []
    const refuse = (key: string, name: string, message: string, known: readonly string[]) =>
      problems.push(problemAt(['expect', i, ...(isText ? [] : [key])], { message, hint: meant(name, known) }))
    const kind = kindOf(lab, check.from)
    if (kind !== 'node' && kind !== 'host') {
      refuse(
        check.kind,
        check.from,
        `there is no node ${quoted(check.from)} that could ask`,
        Object.keys(lab.nodes ?? {}),
      )
    } else if (lab.nodes?.[check.from]?.switch === true && check.kind !== 'exec') {
      refuse(check.kind, '', `${check.from} is a switch: it asks nobody`, otherNodes())
    }
    const to = targetOf(check)
    // A name with a dot may be anything's that a name server of the lab's knows.
    if (check.kind === 'exec' || isIp(to) || to === HOST || to.includes('.')) return problems
    if (!nodeNames(lab).includes(to)) {
      refuse('to', to, `there is no node ${quoted(to)} to be reached`, nodeNames(lab))
    } else if (lab.nodes?.[to]?.switch === true) {
      refuse('to', '', `${to} is a switch: it has no address to be reached at`, otherNodes())
    }
    return problems
  })

  function otherNodes(): readonly string[] {
    return Object.entries(lab.nodes ?? {}).flatMap(([name, node]) => (node?.switch === true ? [] : [name]))
  }
}
