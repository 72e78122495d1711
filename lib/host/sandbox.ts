import { CtnetError, PROGRAM_EXIT } from '../model/error.ts'
import { demandProgram, demandUtilLinux, runProgram } from './program.ts'
import { run } from './shell.ts'
import { textOf } from './vanishing.ts'

/**
 * Makes a private network host inside new namespaces, then runs the program: a /run of its own, so that nothing outside
 * is seen or touched, a writable /etc, for /etc/netns, and of what outlives a reboot nothing but whom root trusts. The shell
 * stays the first process: when it ends, everything that was started in the sandbox ends.
 */
const INSIDE = `
mount --make-rprivate / &&
resolv=$(readlink -f /etc/resolv.conf); servers=$(cat /etc/resolv.conf 2>/dev/null)
mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns /run/.etc/up /run/.etc/work &&
case $resolv in /run/*) mkdir -p "\${resolv%/*}" && printf '%s\\n' "$servers" >"$resolv" ;; esac
mount -t overlay -o lowerdir=/etc,upperdir=/run/.etc/up,workdir=/run/.etc/work overlay /etc 2>/dev/null
[ ! -d /etc/netns ] || mount -t tmpfs -o mode=755 tmpfs /etc/netns
[ -d /var/lib/ctnet ] || {
  mkdir -p /run/.lib/up /run/.lib/work
  mount -t overlay -o lowerdir=/var/lib,upperdir=/run/.lib/up,workdir=/run/.lib/work overlay /var/lib 2>/dev/null && mkdir /var/lib/ctnet
}
[ ! -d /var/lib/ctnet ] || {
  mkdir /run/.trust && cp -a /var/lib/ctnet/trust/. /run/.trust 2>/dev/null
  mount -t tmpfs -o mode=755 tmpfs /var/lib/ctnet && mv /run/.trust /var/lib/ctnet/trust
}
mount -t sysfs sysfs /sys 2>/dev/null
ip link set lo up || exit 125
"$@"
exit $?
`

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']

/** Runs a program in a private network host; without root by a user namespace. Its exit code. @throws exit 125 where the kernel won't */
export async function runInSandbox(argv: readonly string[]): Promise<number> {
  demandUtilLinux('unshare')
  demandProgram(argv[0] ?? '')
  const user = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const unshare = ['unshare', ...user, ...NAMESPACES]
  const trial = await run([...unshare, 'true'])
  if (trial.code !== 0) throw refused(trial.stderr)
  const { DOCKER_HOST: _, ...env } = process.env
  return runProgram([...unshare, 'sh', '-c', INSIDE, 'sh', ...argv], { env: { ...env, CTNET_SANDBOX: '1' } })
}

/** What each restriction is switched by; the first one that is set is the one in the way. */
const KNOBS = [
  { path: 'kernel/unprivileged_userns_clone', off: '0', on: '1' },
  { path: 'kernel/apparmor_restrict_unprivileged_userns', off: '1', on: '0' },
  { path: 'user/max_user_namespaces', off: '0', on: '10000' },
] as const

function refused(said: string): CtnetError {
  const knob = KNOBS.find(({ path, off }) => parameter(path) === off)
  const hint =
    knob === undefined
      ? 'run it as root, or on a kernel with user namespaces (CONFIG_USER_NS)'
      : `allow it: sudo sysctl -w ${knob.path.replaceAll('/', '.')}=${knob.on}`
  const who = process.geteuid?.() === 0 ? 'root' : 'an ordinary user'
  const message = `this kernel doesn't let ${who} make a private network: ${said.trim()}`
  return new CtnetError(PROGRAM_EXIT.own, 'no-sandbox', message, { hint })
}

const parameter = (path: string): string | undefined => textOf(`/proc/sys/${path}`)?.trim()
