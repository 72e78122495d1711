import type { Body } from '../plan/script.ts'
import type { KernelFeature, Refusal, Step } from '../plan/step.ts'

/** How far a script came, as seen from what it left behind. */
export interface Progress {
  /** The last step that may have been done, wholly or in part. */
  readonly begun: number
  /** The step that failed, where that is known. */
  readonly failed?: number
}

/**
 * Which step failed: of a batch, `ip` says its line (`Command failed -:2`, from 1); of anything else it is the one that
 * began last. Nothing of a failed step's first command was done.
 */
export function locate(body: Body, marks: readonly number[], stderr: string, ended: boolean): Progress {
  const chunk = body.chunks[marks.length - 1]
  const begun = chunk?.lines.at(-1)?.step ?? 0
  if (chunk === undefined || !ended) return { begun }
  const line = chunk.lines.length === 1 ? 1 : Number(/Command failed -:(\d+)/.exec(stderr)?.[1])
  const at = chunk.lines[line - 1]
  if (at === undefined) return { begun }
  return { begun: at.command === 0 ? at.step - 1 : at.step, failed: at.step }
}

/** What the program itself said, without what its batch mode adds. */
export const ownWords = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line !== '' && !/^Command failed -:\d+$/.test(line))
    .join('; ')

/**
 * How `ip`, `tc` and the kernel say that it doesn't know a kind of link, qdisc, filter or action (iproute2 6.1 on Linux
 * 6.18; net/core/rtnetlink.c, net/sched/sch_api.c, cls_api.c, act_api.c).
 */
const UNKNOWN_TO_KERNEL =
  /Unknown device type|[Qq]disc kind is unknown|Unknown qdisc|TC classifier not found|TC action module|(Operation|Protocol) not supported/

/** The part of the kernel that a step failed for want of, going by what was said. */
export const lackedFeature = (step: Step | undefined, stderr: string): KernelFeature | undefined =>
  UNKNOWN_TO_KERNEL.test(stderr) ? step?.needs : undefined

/** What a step said no by, going by its exit code. */
export const refusalOf = (step: Step | undefined, code: number | null): Refusal | undefined =>
  step?.refusal?.status === code ? step.refusal : undefined
