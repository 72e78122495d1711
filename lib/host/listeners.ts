import { parseIp } from '../model/address.ts'
import type { Listener } from '../model/facts.ts'
import { namesIn, targetOf, textOf } from './vanishing.ts'

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const
/** A socket's state that listens: of TCP LISTEN, of UDP any that isn't connected (include/net/tcp_states.h). */
const LISTENING = { tcp: '0A', udp: '07' } as const

/** Who waits for packets on which of the host's own ports (proc(5), /proc/net/tcp). */
export function readListeners(): readonly Listener[] {
  const sockets = TABLES.flatMap((table) => {
    const protocol = table.startsWith('tcp') ? 'tcp' : 'udp'
    return rowsOf(table)
      .filter(([, , , state]) => state === LISTENING[protocol])
      .map(([, local = '', , , , , , , , inode = '']) => {
        const [address = '', port = ''] = local.split(':')
        return { protocol, ip: toIp(address), port: Number.parseInt(port, 16), inode } as const
      })
  })
  if (sockets.length === 0) return []
  const owners = ownersOf(new Set(sockets.map(({ inode }) => inode)))
  return sockets.map(({ inode, ...socket }) => ({ ...socket, by: owners.get(inode) ?? 'the kernel' }))
}

function rowsOf(table: string): string[][] {
  const lines = (textOf(`/proc/self/net/${table}`) ?? '').split('\n').slice(1)
  return lines.filter((line) => line !== '').map((line) => line.trim().split(/\s+/))
}

/** Any address is nothing. Words of four bytes, each with its last byte first; IPv4 may be written as IPv6. */
function toIp(hex: string): string | undefined {
  if (/^0+$/.test(hex)) return undefined
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse()).join('')
  const v4 = /^(?:0{20}f{4})?(.{8})$/.exec(bytes)?.[1]
  if (v4 === undefined) return parseIp((bytes.match(/.{4}/g) ?? []).join(':'))
  return (v4.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.')
}

/** The processes that have the sockets open, with their numbers. */
function ownersOf(inodes: ReadonlySet<string>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${fd}`) ?? '')?.[1]
      if (inode !== undefined && inodes.has(inode)) owners.set(inode, `${nameOf(pid)} (process ${pid})`)
    }
  }
  return owners
}

const nameOf = (pid: string): string => textOf(`/proc/${pid}/comm`)?.trim() ?? 'a process'
