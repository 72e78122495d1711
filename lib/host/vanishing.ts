import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What is seen; nothing of what has gone meanwhile, or may not be looked at. */
export function ifThere<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

export const namesIn = (directory: string): string[] => ifThere(() => readdirSync(directory)) ?? []

export const textOf = (file: string): string | undefined => ifThere(() => readFileSync(file, 'utf8'))

export const targetOf = (link: string): string | undefined => ifThere(() => readlinkSync(link))
