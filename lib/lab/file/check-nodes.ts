import type { Path } from '../../document/parse.ts'
import type { Problem } from '../../document/problem.ts'
import { parsePublishedPort } from '../../model/published-port.ts'
import { listed } from '../../model/text.ts'
import type { Cable } from './cables.ts'
import type { Merged } from './merge.ts'
import { listOf, type NodeWritten } from './written.ts'

/** What is a container's that is made of an image, and what no switch has. */
const OF_IMAGES = ['command', 'env', 'binds'] as const
const NOT_OF_SWITCHES = ['forward', 'nat', 'address', 'routes', 'names', 'publish'] as const

/** What can't be meant in the nodes. */
export function checkNodes({ lab, problemAt }: Merged, cables: readonly Cable[]): readonly Problem[] {
  const nodes = Object.entries(lab.nodes ?? {})
  const once = uniqueness()
  return [
    ...nodes.flatMap(([name, node]) => (node === null ? [] : checkKeys(name, node))),
    ...Object.keys(lab.bridges ?? {}).flatMap((name) => {
      const message = `${name} is both a node and a bridge`
      return nodes.some(([node]) => node === name)
        ? problemAt(['bridges', name], { message, hint: 'give one of them another name' }, 'key')
        : []
    }),
    ...nodes.flatMap(([name, node]) => checkUnique(name, node ?? {})),
    ...nodes.flatMap(([name, node]) => checkNat(name, node ?? {})),
  ]

  function checkKeys(name: string, node: NodeWritten): readonly Problem[] {
    const at = (key: string): Path => ['nodes', name, key]
    const both = node.image !== undefined && node.container !== undefined
    const imageless = node.image === undefined ? OF_IMAGES.filter((key) => node[key] !== undefined) : []
    const unswitched = node.switch === true ? NOT_OF_SWITCHES.filter((key) => node[key] !== undefined) : []
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
      ...[name, ...listOf(node.names)].flatMap((one, i) => {
        const other = once('name', one, name)
        if (other === undefined) return []
        const path = i === 0 ? ['nodes', name] : ['nodes', name, 'names', i - 1]
        const message = other === name ? `${name} is called ${one} anyway` : `${other} is called ${one} too`
        return problemAt(path, { message, hint: 'leave one of the names out' }, i === 0 ? 'key' : 'value')
      }),
      ...listOf(node.container).flatMap((container) => {
        const other = once('container', container, name)
        if (other === undefined) return []
        const message = `${other} is the container ${container} too`
        return problemAt(['nodes', name, 'container'], { message, hint: 'make them one node' })
      }),
      ...listOf(node.publish).flatMap((text, i) => {
        const { ip = '', hostPort, protocol } = parsePublishedPort(String(text))
        if (hostPort === undefined) return []
        const other = once('port', `${ip}:${hostPort}/${protocol}`, name)
        if (other === undefined) return []
        const message = `the host's port ${hostPort}/${protocol} leads to ${other} already`
        return problemAt(['nodes', name, 'publish', i], { message, hint: 'give another port of the host' })
      }),
    ]
  }

  function checkNat(name: string, node: NodeWritten): readonly Problem[] {
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
