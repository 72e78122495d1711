import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { configFileOf, type Dockerd } from '../model/dockerd.ts'
import { shellWord } from '../plan/quote.ts'
import { inodeOf } from './namespaces.ts'
import { startOf } from './process-start.ts'
import { ifThere, namesIn, targetOf, textOf } from './vanishing.ts'

/** The dockerd of this host that listens on the socket; the only one there is, where that can't be seen. */
export function findDockerd(socket: string): Dockerd | undefined {
  const host = inodeOf('/proc/self/ns/net')
  const all = namesIn('/proc').filter(
    (pid) =>
      /^\d+$/.test(pid) &&
      textOf(`/proc/${pid}/comm`)?.trim() === 'dockerd' &&
      ifThere(() => inodeOf(`/proc/${pid}/ns/net`)) === host,
  )
  const listening = listenersOn(socket)
  const own = all.find((pid) => filesOf(pid).some((file) => listening.includes(file)))
  const pid = own ?? (all.length === 1 ? all[0] : undefined)
  return pid === undefined ? undefined : dockerdOf(pid)
}

/** The configuration file of a daemon, or the one that Docker would read. */
export const daemonFile = (dockerd: Dockerd | undefined): string =>
  dockerd === undefined
    ? configFileOf([])
    : resolve(targetOf(`/proc/${dockerd.pid}/cwd`) ?? '/', configFileOf(dockerd.argv))

function dockerdOf(pid: string): Dockerd | undefined {
  const argv = textOf(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1)
  const start = startOf(pid)
  if (argv === undefined || start === undefined) return undefined
  const known = {
    pid: Number(pid),
    start,
    program: targetOf(`/proc/${pid}/exe`) ?? argv[0] ?? 'dockerd',
    argv,
    log: logOf(pid),
    stale: false,
  }
  return { ...known, stale: changedAt(daemonFile(known)) > startedAt(start) }
}

/** Seconds; nothing is as old as can be. */
const changedAt = (file: string): number => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000

/** Ticks are hundredths of a second to whoever reads /proc (USER_HZ); the boot's time is given in whole seconds. */
function startedAt(ticks: string): number {
  const boot = Number(/^btime (\d+)$/m.exec(textOf('/proc/stat') ?? '')?.[1] ?? 0)
  return boot + Number(ticks) / 100 + 1
}

/** Its unit's journal, or the file that its messages go to; of those, the ones that say what is wrong. */
function logOf(pid: string): string {
  const unit = unitOf(Number(pid))
  const file = targetOf(`/proc/${pid}/fd/2`)
  const last = (program: string) =>
    `${program} | grep -v -e level=warning -e level=info -e level=debug | tail -n 2`
  if (unit !== undefined)
    return last(`journalctl --unit ${shellWord(unit)} --lines 50 --no-pager --output cat`)
  return file?.startsWith('/') && statSync(file, { throwIfNoEntry: false })?.isFile()
    ? last(`tail -n 50 ${shellWord(file)}`)
    : ''
}

/** The unit that systemd started the process by. */
export const unitOf = (pid: number): string | undefined =>
  /\/([^/\n]+\.service)$/m.exec(textOf(`/proc/${pid}/cgroup`) ?? '')?.[1]

/** What listens on a Unix socket, as the kernel names open files: `socket:[123]` (proc(5), /proc/net/unix). */
function listenersOn(socket: string): readonly string[] {
  const path = realPath(socket)
  return (textOf('/proc/self/net/unix') ?? '').split('\n').flatMap((line) => {
    const [, , , flags, , , inode, ...words] = line.split(/ +/)
    return flags === '00010000' && realPath(words.join(' ')) === path ? [`socket:[${inode}]`] : []
  })
}

const filesOf = (pid: string): readonly string[] =>
  namesIn(`/proc/${pid}/fd`).flatMap((fd) => targetOf(`/proc/${pid}/fd/${fd}`) ?? [])

const realPath = (path: string): string => ifThere(() => realpathSync(path)) ?? path
