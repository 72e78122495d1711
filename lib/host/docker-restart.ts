import { existsSync } from 'node:fs'
import type { Dockerd, DockerRestart } from '../model/dockerd.ts'
import { unitOf } from './dockerd.ts'
import { hasProgram } from './program.ts'
import { run } from './shell.ts'

/** How Docker is restarted here: as somebody configured it, by systemd, or by its init script. */
export async function dockerRestart(
  dockerd: Dockerd,
  configured: string | undefined,
): Promise<DockerRestart | undefined> {
  if (configured !== undefined) return { typed: configured, run: configured }
  if (existsSync('/run/systemd/system') && hasProgram('systemctl')) {
    const unit = await unitToRestart(dockerd)
    const typed = `systemctl restart ${unit}`
    // After a few starts that failed, systemd refuses another one (systemd.unit(5), StartLimitBurst).
    return { typed, run: `systemctl reset-failed ${unit}; ${typed}` }
  }
  if (!existsSync('/etc/init.d/docker') || !hasProgram('service')) return undefined
  return { typed: 'service docker restart', run: 'service docker restart' }
}

/** The unit whose main process Docker is: one that a job or a login started is not to be restarted for it. */
async function unitToRestart({ pid }: Dockerd): Promise<string> {
  const unit = unitOf(pid)
  if (unit === undefined) return USUAL
  const { stdout } = await run(['systemctl', 'show', '--property=MainPID', '--value', unit])
  return stdout.trim() === String(pid) ? unit : USUAL
}

const USUAL = 'docker.service'
