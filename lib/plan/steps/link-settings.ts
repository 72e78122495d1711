import type { Command, KnownLink, Step } from '../step.ts'
import { guardOf } from '../step.ts'

const LIST =
  'list() { for d in ipv4/conf ipv6/conf ipv4/neigh ipv6/neigh; do (cd "/proc/sys/net/$d/$1" 2>/dev/null && grep -s . * | sed "s|^|$d |"); done; true; }'

const KEEP = `${LIST}; umask 077; mkdir -p "$(dirname "$2")" && list "$1" >"$2"`

/** Only what differs, and not the switch that also takes addresses away: that one is a step of its own. */
const RESTORE = `${LIST}; list "$1" | grep -vxF -f - "$2" | while read -r d line; do case $line in disable_ipv6:*) ;; *) printf "%s\\n" "\${line#*:}" >"/proc/sys/net/$d/$1/\${line%%:*}" ;; esac; done 2>/dev/null; true`

const shell = (text: string, ...words: readonly string[]): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', ...words],
})

/**
 * Keeps in a file what is set below /proc/sys/net for a link: when it goes into another namespace, it begins there with
 * the defaults. Taken back, all of it is set again.
 */
export const keepSettings = (link: KnownLink, file: string): Step => ({
  in: link.in,
  run: [shell(KEEP, link.name, file)],
  effect: (facts) => facts,
  why: 'Keep its settings: the kernel forgets them when it leaves',
  undo: {
    in: link.in,
    run: [shell(RESTORE, link.name, file), { kind: 'exec', argv: ['rm', '-f', '--', file] }],
    effect: (facts) => facts,
    why: 'Give it its settings back',
    guard: guardOf(link),
  },
})

/** Gives a link the settings that were kept of it. */
export const restoreSettings = (link: KnownLink, file: string): Step => ({
  in: link.in,
  run: [shell(RESTORE, link.name, file)],
  effect: (facts) => facts,
  why: 'Give it the settings that it had at home',
  on: link,
})
