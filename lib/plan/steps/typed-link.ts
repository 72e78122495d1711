import { withLink } from '../../model/effects.ts'
import type { Place } from '../../model/endpoint.ts'
import type { Link } from '../../model/facts.ts'
import { type Argument, ip, type KernelFeature, type KnownLink, type Step } from '../step.ts'
import { deleteLink } from './link.ts'

export interface TypedLink {
  /** Where it is made: the namespace of what it is laid on top of, or that it sends its tunnelled packets in. */
  readonly from: Place
  /** Where it is born, and under which name. */
  readonly link: KnownLink
  /** Bytes; by default what the kernel gives it. */
  readonly mtu: number
  /** The interface that it is laid on top of. */
  readonly parent?: string
  /** Its kind, and the words that only that kind has (ip-link(8)). */
  readonly type: readonly [kind: string, ...words: (string | number)[]]
  /** The same as facts. */
  readonly shape: Partial<Link>
  /** Whether it takes its MAC from the interface that it is laid on top of. */
  readonly inheritsMac?: boolean
  readonly needs: KernelFeature
  readonly why: string
}

/** A link of one end, born in its namespace with its name, MTU and MAC (ip-link(8), `netns`). */
export function addTypedLink(spec: TypedLink): Step {
  const { from, link, mtu, parent, type, shape, inheritsMac = false, needs, why } = spec
  const above = parent === undefined ? [] : ['link', parent]
  const namespace: Argument[] = link.in === from ? [] : ['netns', { netns: link.in }]
  const mac = inheritsMac ? [] : ['address', link.mac]
  return {
    in: from,
    run: [ip('link', 'add', ...above, 'name', link.name, ...namespace, 'mtu', mtu, ...mac, 'type', ...type)],
    effect: (facts) =>
      withLink(facts, link.in, {
        name: link.name,
        kind: type[0],
        mac: link.mac,
        mtu,
        up: false,
        addresses: [],
        ...(parent !== undefined && { parent: { place: from, link: parent } }),
        ...shape,
      }),
    why,
    undo: deleteLink(link),
    makes: [{ in: link.in, name: link.name }],
    needs,
  }
}
