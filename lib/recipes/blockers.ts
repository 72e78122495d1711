import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, spaceOf } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { defaultRoute } from '../model/route.ts'
import { type Blocker, blockerOf, type Packet } from '../model/ruleset.ts'
import { legsOf, subnetsOf } from './policy-rules.ts'
import { canFilter } from './policy-settings.ts'

/** Whether what is dropped elsewhere shall be gone on with all the same, with a warning. */
export interface Forced {
  readonly force?: boolean | undefined
}

/**
 * What would drop the packets that a policy lets through, where no rule of ctnet's counts: a note about it, if that is
 * forced; none, where nothing does for certain.
 *
 * @throws exit 4 with the table, and the command that shows it
 */
export function refuseBlocked(facts: Facts, policy: Policy, { force }: Forced): readonly string[] {
  for (const packet of packetsOf(facts, policy)) {
    const found = (['prerouting', 'forward'] as const).flatMap(
      (hook) => blockerOf(facts.firewall?.foreign ?? [], packet, hook) ?? [],
    )
    const [blocker] = found
    if (blocker === undefined) continue
    const message = `${blocker.table.name} drops such packets in its chain ${blocker.chain}, and no rule of ctnet's can let them through`
    if (force) return [message]
    throw new CtnetError('conflict', 'dropped-elsewhere', message, { hint: remedy(blocker, packet) })
  }
  return []
}

/** What would drop all that containers on a bridge send each other, where no rule of ctnet's counts: said, not refused. */
export function bridgeWarnings(
  facts: Facts,
  bridge: string,
  families: readonly (4 | 6)[],
): readonly string[] {
  if (!canFilter(facts)) return []
  const warnings = families.flatMap((family) => {
    const packet: Packet = { family, in: bridge, out: bridge, state: 'new' }
    const blocker = blockerOf(facts.firewall?.foreign ?? [], packet, 'forward')
    if (blocker === undefined) return []
    return `containers on ${bridge} won't reach each other: ${blocker.table.name} drops what they send, in its chain ${blocker.chain}; ${remedy(blocker, packet).replace(/; or go on .*$/, '')}`
  })
  return [...new Set(warnings)]
}

function remedy({ table, chain }: Blocker, { in: from, out }: Packet): string {
  const anyway = 'or go on all the same: --force'
  const name = from ?? out ?? 'BRIDGE'
  if (table.name.endsWith('inet firewalld'))
    return `trust the bridge: firewall-cmd --permanent --zone=trusted --add-interface=${out ?? name} && firewall-cmd --reload; ${anyway}`
  return `see it: ${table.shown}; let ${name} through in ${chain}; ${anyway}`
}

/** The packets that a policy lets through, as far as they are known; the first of a connection. */
function packetsOf(facts: Facts, policy: Policy): readonly Packet[] {
  switch (policy.kind) {
    case 'icc':
    case 'dns':
      return []
    case 'link': {
      if (!canFilter(facts)) return []
      const servers = legsOf(facts, policy.server)
      return legsOf(facts, policy.client).flatMap(({ bridge, address: { family, ip } }) =>
        servers
          .filter((leg) => leg.bridge === bridge && leg.address.family === family)
          .flatMap((leg) =>
            policy.ports.map(
              ({ port, protocol }): Packet => ({
                ...{ family, from: ip, to: leg.address.ip, in: bridge, out: bridge },
                ...{ protocol, dport: `${port}`, state: 'new' },
              }),
            ),
          ),
      )
    }
    case 'publish':
      return legsOf(facts, policy.container).map(({ bridge, address: { family, ip } }) => ({
        ...{ family, to: ip, in: wayOut(facts, family), out: bridge },
        ...{ protocol: policy.port.protocol, dport: `${policy.port.port}`, state: 'new', status: 'dnat' },
      }))
    case 'masquerade': {
      const { bridge } = policy
      if (bridge === undefined) return []
      return subnetsOf(facts, bridge).map(({ family, ip }) => ({
        ...{ family, from: ip, in: bridge, out: wayOut(facts, family), state: 'new' },
      }))
    }
  }
}

const wayOut = (facts: Facts, family: 4 | 6): string | undefined =>
  defaultRoute(spaceOf(facts, HOST), family)?.dev
