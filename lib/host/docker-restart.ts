import { existsSync } from 'node:fs'
import type { Dockerd, DockerRestart } from '../model/dockerd.ts'
import { unitOf } from './dockerd.ts'
import { hasProgram } from './program.ts'

/** How Docker is restarted here: as somebody configured it, by systemd, or by its init script. */
export function dockerRestart(dockerd: Dockerd, configured: string | undefined): DockerRestart | undefined {
  if (configured !== undefined) return { typed: configured, run: configured }
  if (existsSync('/run/systemd/system') && hasProgram('systemctl')) {
    const unit = unitOf(dockerd.pid) ?? 'docker.service'
    const typed = `systemctl restart ${unit}`
    // After a few starts that failed, systemd refuses another one (systemd.unit(5), StartLimitBurst).
    return { typed, run: `systemctl reset-failed ${unit}; ${typed}` }
  }
  if (!existsSync('/etc/init.d/docker') || !hasProgram('service')) return undefined
  return { typed: 'service docker restart', run: 'service docker restart' }
}
