import { DHCP_DIRECTORY, type DhcpClient, type Lease, parseLease } from '../model/dhcp.ts'
import type { Place } from '../model/endpoint.ts'
import { inodeOf } from './namespaces.ts'
import { namesIn, textOf } from './vanishing.ts'

/** The DHCP clients that were started here, by what their keepers wrote down; `placeOf` knows namespaces by inode. */
export function dhcpClients(placeOf: (inode: number) => Place | undefined): DhcpClient[] {
  return namesIn(DHCP_DIRECTORY).flatMap((id) => {
    const about = textOf(`${DHCP_DIRECTORY}/${id}/about`)?.split('\n')
    if (about === undefined) return []
    const [number = '', holder = '', link = ''] = about
    const inode = Number(number)
    const state = isWatched(id) ? 'running' : inodeOf(holder) === inode ? 'broken' : 'orphaned'
    return [{ id, place: placeOf(inode) ?? `net:${inode}`, link, state, lease: leaseOf(id) }]
  })
}

/** What the server gave, as it stands. */
export function leaseOf(id: string): Lease | undefined {
  const text = textOf(`${DHCP_DIRECTORY}/${id}/lease`)
  return text === undefined ? undefined : parseLease(text)
}

/** Whether the process that watches over the client lives: its number may have come to mean another. */
function isWatched(id: string): boolean {
  const pid = textOf(`${DHCP_DIRECTORY}/${id}/pid`)?.trim() ?? ''
  return (
    /^\d+$/.test(pid) && textOf(`/proc/${pid}/cmdline`)?.includes(`${DHCP_DIRECTORY}/${id}/keep`) === true
  )
}
