import { HOST, type Place } from '../../model/endpoint.ts'
import { type Away, awayIn, type Facts } from '../../model/facts.ts'
import { type Command, guardOf, type Step } from '../step.ts'

/** Where it is kept what an interface had at home. */
export const AWAY_DIRECTORY = '/run/ctnet/away'

/** Runs in the container's network; its parent is the script, in the host's. */
const KEEP = [
  'umask 077; mkdir -p "$(dirname "$1")"',
  'there=$(stat -L -c %i /proc/self/ns/net)',
  'host=$(stat -L -c %i "/proc/$PPID/ns/net")',
  `printf '{"host":%s,"namespace":%s,"interface":%s}\\n' "$host" "$there" "$2" >"$1"`,
].join(' && ')

const FORGET = 'rm -f -- "$@" && { rmdir "$(dirname "$1")" 2>/dev/null || :; }'

/** The files of what was set for it below /proc/sys/net: at home, and in the container. */
export const settingsOf = (file: string): { readonly home: string; readonly away: string } => {
  const hidden = file.replace(/.*\//, '$&.')
  return { home: hidden, away: `${hidden}.away` }
}

const shell = (text: string, ...words: readonly string[]): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', ...words],
})

const without = (facts: Facts, { file }: Away): Facts => ({
  ...facts,
  away: awayIn(facts).filter((one) => one.file !== file),
})

/** Keeps what an interface has at home, before it goes into a container. */
export function keepAway(place: Place, away: Omit<Away, 'place'>): Step {
  const { file, ...kept } = away
  return {
    in: place,
    run: [shell(KEEP, file, JSON.stringify(kept))],
    effect: (facts) => ({ ...facts, away: [...awayIn(facts), { ...away, place }] }),
    why: 'Keep what it has at home: the kernel forgets its addresses and routes when it leaves',
    undo: {
      ...forgetAway(away),
      why: 'Forget it again',
      // Elsewhere, or under another name, it will need it yet.
      guard: guardOf({ in: HOST, name: away.home.name, mac: away.home.mac }),
    },
  }
}

/** Forgets what an interface had at home: it is there again, or no more. */
export const forgetAway = (away: Away): Step => ({
  in: HOST,
  run: [shell(FORGET, away.file, ...Object.values(settingsOf(away.file)))],
  effect: (facts) => without(facts, away),
  why: 'Forget what it had at home: it has it again',
})
