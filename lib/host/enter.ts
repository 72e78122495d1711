import { type Endpoint, HOST } from '../model/endpoint.ts'
import { LET_GO } from '../plan/let-go.ts'
import { openNamespace } from './namespaces.ts'
import { demandProgram, demandUtilLinux, runProgram } from './program.ts'

/**
 * Enters nothing but the network: the program, its files and its rights stay the host's. In a mount namespace of its own
 * it sees that network's /sys and the container's resolv.conf and hosts, as `ip netns exec` has it (ip-netns(8)).
 */
const INSIDE = `
mount --make-rslave / && umount -l /sys 2>/dev/null; mount -t sysfs sysfs /sys 2>/dev/null
${LET_GO}
while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 125; shift 2; done
shift
exec "$@"
`

/** Runs a host's program in the container's network; its exit code. */
export async function runInNetwork(endpoint: Endpoint, argv: readonly string[]): Promise<number> {
  demandProgram(argv[0] ?? '')
  if (endpoint.runtime === HOST) return runProgram(argv)
  for (const tool of ['nsenter', 'unshare'] as const) demandUtilLinux(tool)
  const namespace = openNamespace(endpoint.path)
  const binds = Object.entries(endpoint.files).flatMap(([file, path]) => (path ? [path, file] : []))
  try {
    return await runProgram(
      [
        ...['nsenter', '--net=/proc/self/fd/3', 'unshare', '--mount'],
        ...['sh', '-c', INSIDE, 'sh', ...binds, '--', ...argv],
      ],
      { files: [namespace.fd] },
    )
  } finally {
    namespace.close()
  }
}
