import type { Path } from '../../document/parse.ts'
import type { Problem } from '../../document/problem.ts'
import { type PublishSpec, parsePublish } from '../../model/publish.ts'
import { listed } from '../../model/text.ts'
import type { Cable, CableEnd } from './cables.ts'
import { kindOf } from './known.ts'
import type { Merged } from './merge.ts'
import { listOf, type NodeWritten } from './written.ts'

/** What is a container's that is made of an image, and what no switch has. */
const OF_IMAGES = ['runtime', 'command', 'env', 'binds'] as const
const NOT_OF_SWITCHES = ['forward', 'nat', 'address', 'routes', 'names', 'publish'] as const

/** What can't be meant in the nodes. */
export function checkNodes({ lab, problemAt }: Merged, cables: readonly Cable[]): readonly Problem[] {
  const nodes = Object.entries(lab.nodes ?? {})
  const once = uniqueness()
  for (const [name] of nodes) once('name', name, name)
  return [
    ...nodes.flatMap(([name, node]) => (node === null ? [] : checkKeys(name, node))),
    ...Object.keys(lab.bridges ?? {}).flatMap((name) => {
      const message = `${name} is both a node and a bridge`
      return nodes.some(([node]) => node === name)
        ? problemAt(['bridges', name], { message, hint: 'give one of them another name' }, 'key')
        : []
    }),
    ...nodes.flatMap(([name, node]) => checkUnique(name, node ?? {})),
    ...checkPublished(),
    ...nodes.flatMap(([name, node]) => checkReached(name, node ?? {})),
    ...nodes.flatMap(([name, node]) => checkNat(name, node ?? {})),
  ]

  function checkKeys(name: string, node: NodeWritten): readonly Problem[] {
    const at = (key: string): Path => ['nodes', name, key]
    const both = node.image !== undefined && node.container !== undefined
    const imageless = node.image === undefined ? OF_IMAGES.filter((key) => says(node[key])) : []
    const unswitched = node.switch === true ? NOT_OF_SWITCHES.filter((key) => says(node[key])) : []
    return [
      ...(both
        ? [
            problemAt(
              at('container'),
              { message: `${name} has an image and is a container: which?`, hint: 'leave one out' },
              'key',
            ),
          ]
        : []),
      ...imageless.map((key) =>
        problemAt(
          at(key),
          {
            message: `${name} has no image that ${key} could be of`,
            hint: `give it one, or leave ${key} out`,
          },
          'key',
        ),
      ),
      ...unswitched.map((key) =>
        problemAt(
          at(key),
          { message: `${name} is a switch: it has no ${key}`, hint: 'leave it out, or let it be no switch' },
          'key',
        ),
      ),
    ]
  }

  function checkUnique(name: string, node: NodeWritten): readonly Problem[] {
    return [
      ...listOf(node.names).flatMap((one, i) => {
        const other = once('name', one, name)
        if (other === undefined) return []
        const message =
          other === name
            ? `${name} is called ${one} anyway`
            : other === one
              ? `${one} is another node's own name`
              : `${other} is called ${one} too`
        return problemAt(['nodes', name, 'names', i], { message, hint: 'leave one of the names out' })
      }),
      ...listOf(node.container).flatMap((container) => {
        const other = once('container', container, name)
        if (other === undefined) return []
        const message = `${other} is the container ${container} too`
        return problemAt(['nodes', name, 'container'], { message, hint: 'make them one node' })
      }),
    ]
  }

  function checkPublished(): readonly Problem[] {
    const taken: { readonly name: string; readonly spec: PublishSpec }[] = []
    return nodes.flatMap(([name, node]) =>
      listOf(node?.publish).flatMap((text, i) => {
        const before = [...taken]
        return parsePublish(String(text)).flatMap((spec) => {
          taken.push({ name, spec })
          const other = before.find((one) => collide(one.spec, spec))
          if (other === undefined) return []
          const message = `the host's port ${spec.host?.[0]}/${spec.port.protocol} leads to ${other.name} already`
          return problemAt(['nodes', name, 'publish', i], { message, hint: 'give another port of the host' })
        })
      }),
    )
  }

  /** A port of the host can lead to a bridge of the host only. A container that is there may be on one already. */
  function checkReached(name: string, node: NodeWritten): readonly Problem[] {
    if (node.container !== undefined || listOf(node.publish).length === 0) return []
    const isBridge = ({ said }: CableEnd) =>
      'network' in said ? /^(bridge|ovs):/.test(said.network) : kindOf(lab, said.node) === 'bridge'
    const isOwn = ({ said }: CableEnd) => !('network' in said) && said.node === name
    if (cables.some(({ ends }) => ends.some(isOwn) && ends.some(isBridge))) return []
    return [
      problemAt(
        ['nodes', name, 'publish'],
        {
          message: `${name} is on no bridge of the host's, which its ports could be reached by`,
          hint: `lay it a cable to one: bridges: { lan: }, links: [${name} -- lan]`,
        },
        'key',
      ),
    ]
  }

  function checkNat(name: string, node: NodeWritten): readonly Problem[] {
    if (node.nat === undefined) return []
    const ends = cables.flatMap(({ ends }) =>
      ends.flatMap(({ said }) => ('network' in said || said.node !== name ? [] : [said.interface])),
    )
    const named = ends.filter((one) => one !== undefined)
    const chosen = ends.length > named.length
    return listOf(node.nat).flatMap((one, i) => {
      if (named.includes(one) || (chosen && /^eth\d+$/.test(one))) return []
      const known = [...named, ...(chosen ? ['those that are chosen: eth0 …'] : [])]
      return problemAt(['nodes', name, 'nat', i], {
        message: `${name} has no interface ${one}`,
        hint: known.length === 0 ? 'it has no cable' : `it has ${listed(known)}`,
      })
    })
  }
}

/** Whether there is more to it than `false` or an empty list. */
const says = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)

/** Who has something already that there may be but once of a kind; else notes who has it now. */
function uniqueness(): (kind: string, what: string, who: string) => string | undefined {
  const owners = new Map<string, string>()
  return (kind, what, who) => {
    const key = `${kind} ${what}`
    const owner = owners.get(key)
    if (owner === undefined) owners.set(key, who)
    return owner
  }
}

/** Whether both are the same port of the host: an address that isn't said is all of them. */
function collide(a: PublishSpec, b: PublishSpec): boolean {
  const isFixed = a.host !== undefined && a.host[0] === a.host[1] && a.host.join() === b.host?.join()
  const sameIp = a.ip === undefined || b.ip === undefined || a.ip === b.ip
  return isFixed && sameIp && a.port.protocol === b.port.protocol
}
