import { accessSync, constants } from 'node:fs'

/**
 * Somebody may have deleted the folder that we were started in, and yargs asks for it as soon as it is loaded; or we may
 * be a user who mustn't enter it, and no program can be started there.
 */
export function standSomewhere(): void {
  try {
    accessSync(process.cwd(), constants.X_OK)
  } catch {
    process.chdir('/')
  }
}
