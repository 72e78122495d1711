import { changeLink } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import { type Facts, linkOf, portsOf } from '../../model/facts.ts'
import { guardOf, ip, type KnownLink, type Step, unlessShown, whenShown } from '../step.ts'

/** What shows the link if it is a port of the bridge. */
const shownBy = (port: string, bridge: string): string[] => [
  '-o',
  'link',
  'show',
  'dev',
  port,
  'master',
  bridge,
]

/** Makes an interface a port of a bridge in its namespace (ip-link(8), `master`). */
export function enslave(port: KnownLink, bridge: string): Step {
  return {
    in: port.in,
    run: [ip('link', 'set', 'dev', port.name, 'master', bridge)],
    effect: (facts) => changeLink(facts, port.in, port.name, { master: bridge }),
    why: `Bind the interface to the bridge ${bridge}`,
    undo: {
      in: port.in,
      run: [whenShown(shownBy(port.name, bridge), 'link', 'set', 'dev', port.name, 'nomaster')],
      effect: (facts) => changeLink(facts, port.in, port.name, { master: undefined }),
      why: 'Take it out again',
      guard: guardOf(port),
    },
    on: port,
  }
}

/** Takes a port out of its bridge. */
export function release(port: KnownLink, { name: bridge, mac }: Pick<KnownLink, 'name' | 'mac'>): Step {
  return {
    in: HOST,
    run: [ip('link', 'set', 'dev', port.name, 'nomaster')],
    effect: (facts) =>
      withMacOfPorts(changeLink(facts, HOST, port.name, { master: undefined }), port, bridge),
    why: `Take the interface out of the bridge ${bridge}`,
    undo: {
      in: HOST,
      run: [unlessShown(shownBy(port.name, bridge), 'link', 'set', 'dev', port.name, 'master', bridge)],
      effect: (facts) =>
        changeLink(changeLink(facts, HOST, port.name, { master: bridge }), HOST, bridge, { mac }),
      why: 'Make it a port again',
      guard: guardOf(port),
    },
    on: port,
  }
}

const NO_MAC = '00:00:00:00:00:00'

/** A bridge that had its MAC from the port takes the lowest one of the others (net/bridge/br_stp_if.c, br_stp_recalculate_bridge_id). */
function withMacOfPorts(facts: Facts, port: KnownLink, bridge: string): Facts {
  if (linkOf(facts, HOST, bridge)?.mac !== port.mac) return facts
  const [lowest = NO_MAC] = portsOf(facts, HOST, bridge)
    .map(({ mac }) => mac)
    .sort()
  return changeLink(facts, HOST, bridge, { mac: lowest })
}

/** A MAC that was given to a bridge is its own: it no longer follows the ports'. */
export const keepMac = (bridge: KnownLink): Step => ({
  in: HOST,
  run: [ip('link', 'set', 'dev', bridge.name, 'address', bridge.mac)],
  effect: (facts) => facts,
  why: "Keep the bridge's MAC address, which would follow its ports'",
})
