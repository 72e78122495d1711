/** The DHCP clients that ctnet can run, the first that is there before the others. */
export const DHCP_CLIENTS = ['udhcpc', 'busybox', 'dhcpcd', 'dhclient'] as const
export type DhcpClientName = (typeof DHCP_CLIENTS)[number]

export interface ClientCall {
  /** The folder of the keeper's files. */
  readonly directory: string
  readonly link: string
  /** What the server is told that the container is called. */
  readonly hostname: string | undefined
  /** Further words of the client's own. */
  readonly options: readonly string[]
}

/**
 * dhcpcd's files are named by the interface alone, so that there would be but one `eth0` on a host: it gets file systems
 * of its own. Names of namespaces are left out of these, where they would keep the namespaces themselves.
 */
const ALONE = `for one in $(awk '$3 == "nsfs" { print $2 }' /proc/self/mounts); do umount "$one"; done 2>/dev/null
mkdir -p /run/dhcpcd
for one in /run/dhcpcd /var/lib/dhcpcd /var/db/dhcpcd; do [ ! -d $one ] || mount -t tmpfs tmpfs $one; done
exec "$@"`

/** A client's command line: in the foreground, for IPv4, with ctnet's own script. */
export function clientCommand(
  client: DhcpClientName,
  { directory, link, hostname, options }: ClientCall,
): string[] {
  const event = `BASH_ENV=${directory}/event`
  switch (client) {
    case 'udhcpc':
    case 'busybox':
      return [
        ...(client === 'busybox' ? ['busybox'] : []),
        // It runs its script as `PROG EVENT`: the shell then finds the file of that name in the working folder.
        ...['udhcpc', '-f', '-i', link, '-s', '/bin/sh', '-p', `${directory}/client`],
        // Gives its lease back at the end; four questions, two seconds apart, then a pause of ten.
        ...['-R', '-t', '4', '-T', '2', '-A', '10'],
        ...(hostname === undefined ? [] : ['-x', `hostname:${hostname}`]),
        ...options,
      ]
    case 'dhcpcd':
      return [
        ...['unshare', '--mount', '--propagation', 'slave', 'sh', '-c', ALONE, 'sh'],
        ...['dhcpcd', '-4', '-B', '-f', '/dev/null', '-c', '/bin/bash', '-e', event],
        ...['--noipv4ll', '--noarp', '--noconfigure', '-o', 'domain_name_servers,domain_name'],
        ...(hostname === undefined ? [] : ['-h', hostname]),
        ...options,
        link,
      ]
    case 'dhclient':
      return [
        ...['dhclient', '-4', '-d', '-cf', '/dev/null', '-lf', `${directory}/leases`],
        ...['-pf', `${directory}/client`, '-sf', '/bin/bash', '-e', event, ...options, link],
      ]
  }
}
