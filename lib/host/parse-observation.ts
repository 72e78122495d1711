import type { Space } from '../model/facts.ts'
import type { Firewall } from '../model/firewall.ts'
import { FORWARDING } from '../model/forwarding.ts'
import { firewallOf } from './parse-firewall.ts'
import { type IpLink, parseLinks, toLink } from './parse-links.ts'
import { policyOf } from './parse-policy.ts'
import { type IpRoute, parseRoutes, toRoute } from './parse-routes.ts'
import { parseControls } from './parse-tc.ts'
import { vlansOf } from './parse-vlans.ts'

/** A namespace as it was seen; the links' peers are found afterwards, when all are known. */
export interface Seen {
  readonly links: readonly IpLink[]
  readonly space: Space
  /** If it was asked for, and there is a program for it. */
  readonly firewall: Firewall | undefined
  /** Whether `tc` told what it knows. */
  readonly tc: boolean
}

/** Reads what the observing script printed: a section for each namespace that could be entered. */
export function parseObservation(output: string): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  for (const section of output.split(/^@ /m).slice(1)) {
    const [place = '', ...lines] = section.split('\n')
    const json = lines.filter((line) => line.startsWith('['))
    if (json.length === 0) continue
    const links = parseLinks(json[0])
    const routes = parseRoutes(json[1])
    const vlans = vlansOf(json[2])
    const controls = parseControls(lines)
    const radios = radiosOf(lines)
    seen.set(place, {
      links,
      space: {
        links: links.map((link) => ({
          ...toLink(link),
          ...vlans.get(link.ifname),
          ...(radios.has(link.ifname) && { wireless: true }),
          ...(controls?.has(link.ifname) && { tc: controls.get(link.ifname) }),
        })),
        routes: routes.flatMap(toRoute),
        sysctls: telling(sysctlsOf(lines), routes),
        ...policyOf(lines),
      },
      firewall: firewallOf(lines),
      tc: controls !== undefined,
    })
  }
  return seen
}

const radiosOf = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(
    lines.flatMap((line) => (line.startsWith('wireless ') ? line.slice(line.lastIndexOf('/') + 1) : [])),
  )

const sysctlsOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':')
      return line.startsWith('net/') ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : []
    }),
  )

/** Without what goes without saying of an interface: it forwards as the host does, and nobody advertises it a route. */
const telling = (
  sysctls: Readonly<Record<string, string>>,
  routes: readonly IpRoute[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sysctls).filter(([path, value]) => {
      const [, family, name, key] = /^net\/ipv([46])\/conf\/(.+)\/(forwarding|accept_ra)$/.exec(path) ?? []
      if (key === 'accept_ra')
        return value === '2' || routes.some(({ dev, protocol }) => dev === name && protocol === 'ra')
      const all = FORWARDING[family === '4' ? 4 : 6]
      return key === undefined || path === all || (name !== 'all' && value !== sysctls[all])
    }),
  )
