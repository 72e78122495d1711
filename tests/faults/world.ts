import { resolve } from 'node:path'
import type { Example } from '../../lib/cli/command.ts'

/** Where a case takes place: in a host of its own with bare namespaces, or beside a Docker engine with real containers. */
export interface World {
  readonly name: 'bare' | 'docker'
  /** What a case's script is run by. */
  readonly launcher: readonly string[]
  /** Shell lines before and after it. */
  readonly prepare: readonly string[]
  readonly container: (name: string) => string
  readonly remove: (name: string) => string
  readonly clear: readonly string[]
}

export const BARE: World = {
  name: 'bare',
  launcher: ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  prepare: [
    'mount --make-rprivate /',
    'mount -t tmpfs tmpfs /run',
    'mkdir -p /run/netns /run/.etc/up /run/.etc/work',
    'mount -t overlay -o lowerdir=/etc,upperdir=/run/.etc/up,workdir=/run/.etc/work overlay /etc',
    'mount -t tmpfs tmpfs /var/lib/ctnet',
    'ip link set lo up',
  ],
  container: (name) => `ip netns add ${name}`,
  remove: (name) => `ip netns delete ${name}`,
  clear: [],
}

export const DOCKER: World = {
  name: 'docker',
  launcher: [],
  prepare: [],
  container: (name) => `docker run -d --name ${name} --net=none base sleep 3600 >/dev/null`,
  remove: (name) => `docker rm -f ${name} >/dev/null`,
  clear: ['kill $pid 2>/dev/null', `sh "${resolve('tests/faults/clear.sh')}"`],
}

/** The worlds in which an example can be tried. */
export function worldsOf({ containers = [], engine }: Example): readonly World[] {
  if (engine) return [DOCKER]
  return containers.length > 0 ? [BARE, DOCKER] : [BARE]
}
