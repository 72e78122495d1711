import type { Endpoint } from '../model/endpoint.ts'
import { askIn } from './ask.ts'
import { demandProgram } from './program.ts'

/** Pings all of them at once; those that answer are named. */
const PINGS = `
for ip; do
  case $ip in *:*) six=-6 ;; *) six=-4 ;; esac
  { ping $six -n -c 1 -W 2 "$ip" >/dev/null 2>&1 || ping $six -n -c 1 -W 2 "$ip" >/dev/null 2>&1; } && echo "$ip" &
done
wait`

/** How many questions go out at once. */
const AT_ONCE = 64

/** Which of the addresses answer when they are asked from there (ping(8)); each is asked twice before it counts as mute. */
export async function pingFrom(endpoint: Endpoint, ips: readonly string[]): Promise<ReadonlySet<string>> {
  demandProgram('ping')
  const answered: string[] = []
  for (let at = 0; at < ips.length; at += AT_ONCE) {
    const { stdout } = await askIn(endpoint, ['sh', '-c', PINGS, 'sh', ...ips.slice(at, at + AT_ONCE)])
    answered.push(...stdout.split('\n').filter((line) => line !== ''))
  }
  return new Set(answered)
}
