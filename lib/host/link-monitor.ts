import { type ChildProcess, spawn } from 'node:child_process'
import { type Endpoint, HOST } from '../model/endpoint.ts'
import { openEndpointNamespace } from './namespaces.ts'

/**
 * `ip monitor`, by the words that enter the namespace on descriptor 3, to the end of standard input, which comes when
 * ctnet is killed too: it would keep a dead container's namespace, and the other end of its veth, alive.
 */
const MONITOR = `
"$@" ip monitor link address &
exec 3<&-
cat >/dev/null
kill $!
`

/** Tells of each change of a namespace's links and addresses. */
export class LinkMonitor {
  #inode: number | undefined
  #child: ChildProcess | undefined

  /** Listens in the container's namespace, and in no other. @throws exit 3 where it has gone */
  follow(endpoint: Endpoint, changed: () => void): void {
    const namespace = openEndpointNamespace(endpoint)
    try {
      if (namespace.inode === this.#inode) return
      this.stop()
      this.#inode = namespace.inode
      this.#child = listening(endpoint.runtime === HOST ? [] : ENTER, namespace.fd, changed)
    } finally {
      namespace.close()
    }
    // What changed before the monitor listened.
    changed()
  }

  stop(): void {
    this.#child?.stdin?.end()
    this.#child?.stdout?.destroy()
    this.#child = undefined
    this.#inode = undefined
  }
}

const ENTER = ['nsenter', '--net=/proc/self/fd/3']

function listening(enter: readonly string[], fd: number, changed: () => void): ChildProcess {
  // In a process group of its own: a Ctrl-C would end the shell, and not what it runs in the background.
  const child = spawn('sh', ['-c', MONITOR, 'sh', ...enter], {
    stdio: ['pipe', 'pipe', 'ignore', fd],
    detached: true,
  })
  child.once('error', () => {})
  child.stdin?.on('error', () => {})
  child.stdout?.on('data', changed)
  return child
}
