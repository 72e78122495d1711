import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CtnetError, usageError } from '../model/error.ts'
import { type Exposure, exposure } from '../model/ownership.ts'
import { quoted } from '../model/text.ts'

/** The kernel's own limit (path_resolution(7)). */
const MOST_LINKS = 40

/** @throws exit 5 unless only root can change the file, a folder on the way to it, or a link on the way and its target */
export function assertOnlyRootChanges(file: string): void {
  const exposed = exposureOf(file)
  if (exposed === undefined) return
  const message = `the configuration ${quoted(file)} counts for root only if nobody else can change it, but ${exposed.why}`
  throw new CtnetError('denied', 'config-unsafe', message, {
    hint: `${exposed.fix}; or go on without it: --no-config`,
  })
}

/** What lets anybody but root change what the path leads to; nothing where it is safe. */
export function exposureOf(file: string): Exposure | undefined {
  const owners = rootsNumbers()
  for (const path of wayTo(resolve(file))) {
    const exposed = exposure(path, lstatSync(path), owners)
    if (exposed !== undefined) return exposed
  }
  return undefined
}

/** Everything that decides which file a path leads to: each folder and link from the root on, then the file itself. */
function wayTo(path: string): readonly string[] {
  const passed = ['/']
  const left = path.split('/')
  let here = '/'
  let links = 0
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = join(here, name)
    if (!passed.includes(next)) passed.push(next)
    if (!lstatSync(next).isSymbolicLink()) {
      here = next
      continue
    }
    if (++links > MOST_LINKS) throw usageError(`the configuration ${quoted(path)} is a circle of links`)
    const target = readlinkSync(next)
    if (target.startsWith('/')) here = '/'
    left.unshift(...target.split('/'))
  }
  return passed
}

const uidMap = (): readonly string[] =>
  readFileSync('/proc/self/uid_map', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))

/**
 * Root's user number. In a user namespace, as in the sandbox, `root` is an ordinary user, and the machine's root is one
 * of those without a number of their own there, who show as the overflow user (user_namespaces(7)).
 */
function rootsNumbers(): readonly number[] {
  if (uidMap().join() === '0 0 4294967295') return [0]
  return [0, Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'))]
}

/** Whether what this process does it does as root: in a user namespace's own `root`, an ordinary user may hide. */
export const isRoot = (): boolean =>
  process.geteuid?.() === 0 && uidMap().some((line) => line.startsWith('0 0 '))
