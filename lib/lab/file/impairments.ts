import { IMPAIRMENT_READERS, IMPAIRMENTS, type Impairment } from '../../model/impairment.ts'
import type { ImpairmentWritten } from './written.ts'

/** What one end sends: what is said of it itself stands above what is said of the whole cable. None is none. */
export function impairmentOf(link: ImpairmentWritten, end: ImpairmentWritten): Impairment | undefined {
  const given = IMPAIRMENTS.flatMap((key) => {
    const text = end[key] ?? link[key]
    const value = text === undefined ? 0 : IMPAIRMENT_READERS[key](String(text))
    return value > 0 ? [[key, value] as const] : []
  })
  return given.length === 0 ? undefined : Object.fromEntries(given)
}

/** Those that do nothing without a delay. */
export const withoutDelay = (impairment: Impairment | undefined): readonly ('jitter' | 'reorder')[] =>
  (['jitter', 'reorder'] as const).filter(
    (key) => impairment?.[key] !== undefined && impairment.delay === undefined,
  )
