import { existsSync, type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/**
 * Tells of each entry of a directory that comes or goes, until what it returns is called. While there is no such
 * directory, the one above it is watched.
 */
export function watchEntries(directory: string, changed: () => void): () => void {
  let watcher: FSWatcher | undefined
  const follow = () => {
    watcher?.close()
    watcher = watching(directory, changed)
    if (watcher !== undefined) return
    watcher = watching(dirname(directory), (name) => {
      if (name !== basename(directory)) return
      follow()
      changed()
    })
    if (existsSync(directory)) follow()
  }
  follow()
  return () => watcher?.close()
}

/** Begins something once there is such a file, until what it returns is called; that ends what was begun too. */
export function onceThere(path: string, begin: () => () => void): () => void {
  let end: (() => void) | undefined
  const stop = watchEntries(dirname(path), () => {
    if (end === undefined && existsSync(path)) end = begin()
  })
  return () => {
    stop()
    end?.()
  }
}

/** Nothing, where it can't be watched: it isn't there, or the kernel gives out no more watches. */
function watching(directory: string, heard: (name: string | null) => void): FSWatcher | undefined {
  try {
    return watch(directory, (_, name) => heard(name)).on('error', () => {})
  } catch {
    return undefined
  }
}
