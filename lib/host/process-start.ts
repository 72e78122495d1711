import { textOf } from './vanishing.ts'

/**
 * When a process began, in ticks, which tells it from a later one of its number: behind its name, which may hold blanks
 * (proc(5)).
 */
export const startOf = (pid: string): string | undefined =>
  textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')[19]
