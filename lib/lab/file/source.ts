import { type FileContent, parseText } from '../../document/parse.ts'
import type { Subject } from '../../document/problem.ts'

export const LAB_FILE: Subject = { code: 'lab-file', what: 'the lab' }

/** A lab file as it was read: its text, or what its code exports. */
export type LabSource = LabText | LabCode

interface Read {
  /** For messages: as it was named. */
  readonly file: string
  /** Its whole path, which tells files apart. */
  readonly path: string
}

export interface LabText extends Read {
  readonly text: string
}

export interface LabCode extends Read {
  readonly data: unknown
}

/** A file's content, and whose it is. */
export interface Layer extends FileContent {
  readonly path: string
}

/** @throws exit 2 where it is no YAML, with all that is wrong */
export const contentOf = (source: LabSource): Layer => ({
  ...('text' in source
    ? parseText(source, LAB_FILE)
    : { file: source.file, data: source.data, positionOf: () => undefined }),
  path: source.path,
})

export const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The path of a file that is named in another one: meant from that one's folder. */
export function below(file: string, name: string): string {
  const whole = name.startsWith('/') ? name : `${file.slice(0, file.lastIndexOf('/'))}/${name}`
  const steps: string[] = []
  for (const step of whole.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return `/${steps.join('/')}`
}
