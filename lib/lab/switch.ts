import type { Place } from '../model/endpoint.ts'
import { changeLink, type Facts, linkOf, withLink } from '../model/facts.ts'
import { ip, type KnownLink, type Step } from '../plan/step.ts'
import { linkUp } from '../plan/steps/link.ts'

/** The bridge in a switch's namespace. */
const BRIDGE = 'br0'

/** Joins a switch's interfaces by a bridge in its own namespace. */
export function joinPorts(facts: Facts, place: Place, ports: readonly KnownLink[]): readonly Step[] {
  const bridge = linkOf(facts, place, BRIDGE)
  const made = bridge === undefined ? [addSwitch(place)] : []
  return [
    ...made,
    ...ports
      .filter(({ name }) => linkOf(facts, place, name)?.master !== BRIDGE)
      .map(
        (port): Step => ({
          in: place,
          run: [ip('link', 'set', 'dev', port.name, 'master', BRIDGE)],
          effect: (known) => changeLink(known, place, port.name, { master: BRIDGE }),
          why: 'Make it a port of the switch',
          undo: {
            in: place,
            run: [ip('link', 'set', 'dev', port.name, 'nomaster')],
            effect: (known) => changeLink(known, place, port.name, { master: undefined }),
            why: 'Take it out of the switch',
            guard: { kind: 'link', in: place, name: port.name, mac: port.mac },
          },
          on: port,
        }),
      ),
    ...(bridge?.up ? [] : [linkUp({ in: place, name: BRIDGE, mac: bridge?.mac ?? MAC })]),
  ]
}

/** Each switch is alone in its namespace, and nobody sends to it. */
const MAC = '02:00:00:00:00:01'

const addSwitch = (place: Place): Step => ({
  in: place,
  run: [ip('link', 'add', 'name', BRIDGE, 'address', MAC, 'type', 'bridge', 'stp_state', 0)],
  effect: (facts) =>
    withLink(facts, place, {
      name: BRIDGE,
      kind: 'bridge',
      mac: MAC,
      mtu: 1500,
      stp: false,
      filtering: false,
      up: false,
      addresses: [],
    }),
  why: "Make the switch: a bridge in the node's own namespace",
  makes: [{ in: place, name: BRIDGE }],
  undo: {
    in: place,
    run: [ip('link', 'delete', 'dev', BRIDGE)],
    effect: (facts) => facts,
    why: 'Take the switch away',
    guard: { kind: 'link', in: place, name: BRIDGE, mac: MAC },
  },
})
