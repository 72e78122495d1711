import { readFiles } from '../host/files.ts'
import { ownHost } from '../host/journal.ts'
import { parseEndpoint, type RuntimeName } from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import { isKeptHere, KEPT_FILE, type Kept, readKept } from '../model/kept.ts'
import { resolve } from '../runtimes/resolve.ts'

/** The attachments that are kept in this host, as they were asked for one after the other. */
export function keptHere(): readonly Kept[] {
  const kept = readKept(readFiles([KEPT_FILE])[KEPT_FILE])
  if (kept.length === 0) return []
  const host = ownHost()
  return kept.filter((one) => isKeptHere(one, host))
}

/** What is kept of a container that isn't there, or doesn't run: of those interfaces, or of all where none is named. */
export async function keptOfMissing(
  container: string,
  interfaces: readonly string[],
  preferred: RuntimeName | undefined,
): Promise<readonly Kept[]> {
  const { runtime, name } = parseEndpoint(container, preferred)
  const kept = keptHere().filter(
    (one) =>
      one.name === name &&
      (runtime === undefined || one.runtime === runtime) &&
      (interfaces.length === 0 || interfaces.includes(one.interface)),
  )
  if (kept.length === 0) return []
  try {
    await resolve(container, preferred)
    return []
  } catch (error) {
    if (error instanceof CtnetError && error.exit === EXIT.notFound) return kept
    throw error
  }
}
