import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Locator } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { askProgram } from './ask-program.ts'
import { type Machine, machineEndpoint, refuseStopped, withOwnNetwork } from './machine.ts'
import type { Runtime } from './runtime.ts'

const NAME = 'lxc'
const CONFIGURATION = '/etc/lxc/lxc.conf'
const DEFAULT_DIRECTORY = '/var/lib/lxc'

/** Where the containers are, a directory each (lxc.system.conf(5)). */
function directory(): string {
  try {
    return /^\s*lxc\.lxcpath\s*=\s*(\S+)/m.exec(readFileSync(CONFIGURATION, 'utf8'))?.[1] ?? DEFAULT_DIRECTORY
  } catch {
    return DEFAULT_DIRECTORY
  }
}

const isDefined = (name: string): boolean =>
  !name.includes('/') && !name.startsWith('.') && existsSync(`${directory()}/${name}/config`)

function anyDefined(): boolean {
  try {
    return readdirSync(directory()).some(isDefined)
  } catch {
    return false
  }
}

/** Those that run: `lxc-ls` tells the process of each in one go, where `lxc-info` is asked for one. */
async function running(): Promise<readonly Machine[]> {
  const { code, stdout, stderr } = await askProgram(
    ['lxc-ls', '--fancy', '--fancy-format', 'STATE,PID,NAME'],
    'lxc',
  )
  if (code !== 0) {
    throw new CtnetError(
      'missing',
      'lxc-failed',
      `lxc-ls doesn't list the containers: ${stderr.trim() || `exit ${code}`}`,
    )
  }
  return [...stdout.matchAll(/^[A-Z]+ +(\d+) +(.*\S) *$/gm)].map(([, pid, name = '']) => ({
    name,
    pid: Number(pid),
  }))
}

/** By its process, whose number is another after each start. */
const locator = (name: string): Locator => ({ kind: 'process', argv: ['lxc-info', '-n', name, '-pH'] })

const toEndpoint = (machine: Machine, all: readonly Machine[]) =>
  machineEndpoint(
    NAME,
    machine,
    all,
    locator(machine.name),
    'give it lxc.net.0.type = empty, and start it again',
  )

/** Containers of LXC, by name. */
export const lxc: Runtime = {
  name: NAME,
  async find(name, asked = false) {
    if (!isDefined(name) && !asked) return undefined
    const all = await running()
    const found = all.find((machine) => machine.name === name)
    if (found !== undefined) return toEndpoint(found, all)
    return isDefined(name) ? refuseStopped(name, `lxc-start -n ${quoted(name)}`) : undefined
  },
  async list(asked = false) {
    if (!(asked || anyDefined())) return []
    const own = withOwnNetwork(await running())
    return own.map((machine) => toEndpoint(machine, own))
  },
  absence: () => (anyDefined() ? 'lxc-ls --running' : ''),
}
