import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Locator } from '../model/endpoint.ts'
import { quoted } from '../model/text.ts'
import { watchEntries } from './directory-events.ts'
import { type Machine, machineEndpoint, refuseStopped, withOwnNetwork } from './machine.ts'
import type { Runtime } from './runtime.ts'

const NAME = 'nspawn'

/** A directory for each container that runs, which it sees as one of its own. */
const RUNNING = '/run/systemd/nspawn/propagate'

/** A file for each that systemd-machined knows. */
const REGISTERED = '/run/systemd/machines'

/** Where images are that `machinectl` starts. */
const IMAGES = '/var/lib/machines'

/** What a machine may be called (systemd, hostname-util.c). */
const NAMES = /^[A-Za-z0-9][\w.-]*$/

/** Still systemd-nspawn's own code, which prepares the container and may be in the host's network yet. */
const PREPARING = /^(systemd-nspawn|\(sd-(?!stubinit).*)/

function entries(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Those that run: the first processes below each systemd-nspawn, one of whose mounts is the directory of its name.
 * systemd-machined would know only those that are registered with it, and no command line need say the name.
 */
const running = (): readonly Machine[] =>
  entries('/proc')
    .filter((pid) => /^\d/.test(pid) && textOf(`/proc/${pid}/comm`) === 'systemd-nspawn\n')
    .flatMap((pid) => textOf(`/proc/${pid}/task/${pid}/children`).split(' '))
    .filter((pid) => pid !== '' && !PREPARING.test(textOf(`/proc/${pid}/comm`)))
    .flatMap((pid) => {
      const name = /\/nspawn\/propagate\/(\S+) /.exec(textOf(`/proc/${pid}/mountinfo`))?.[1]
      return name === undefined ? [] : { name, pid: Number(pid) }
    })

/** What systemd-machined doesn't know is known by its process, until it is started again. */
const locator = ({ name, pid }: Machine): Locator =>
  existsSync(`${REGISTERED}/${name}`)
    ? { kind: 'process', argv: ['machinectl', 'show', '-p', 'Leader', '--value', name] }
    : { kind: 'path', path: `/proc/${pid}/ns/net` }

const toEndpoint = (machine: Machine, all: readonly Machine[]) =>
  machineEndpoint(NAME, machine, all, locator(machine), 'start it with --private-network')

const isImage = (name: string): boolean =>
  existsSync(`${IMAGES}/${name}`) || existsSync(`${IMAGES}/${name}.raw`)

/** Containers of systemd-nspawn, by the name of the machine. */
export const nspawn: Runtime = {
  name: NAME,
  async find(name) {
    if (!NAMES.test(name)) return undefined
    const all = existsSync(`${RUNNING}/${name}`) ? running() : []
    const found = all.find((machine) => machine.name === name)
    if (found !== undefined) return toEndpoint(found, all)
    return isImage(name) ? refuseStopped(name, `machinectl start ${quoted(name)}`) : undefined
  },
  async list() {
    if (entries(RUNNING).length === 0) return []
    const own = withOwnNetwork(running())
    return own.map((machine) => toEndpoint(machine, own))
  },
  watch: (changed) => watchEntries(RUNNING, changed),
  absence: () => (entries(RUNNING).length > 0 ? 'machinectl list' : ''),
}
