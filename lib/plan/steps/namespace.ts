import type { Cidr } from '../../model/address.ts'
import { changeLink, withoutSpace, withSpace } from '../../model/effects.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import { type Link, type Space, spaceOf } from '../../model/facts.ts'
import { ip, type Step, type Undoing } from '../step.ts'
import { NETNS_DIRECTORY } from './symlink.ts'

/** A namespace of /var/run/netns, and the text that its loopback is marked with. */
export interface MarkedNamespace {
  readonly name: string
  readonly mark: string
}

const placeOf = (name: string): Place => `netns:${name}`

const LOOPBACK: Link = {
  name: 'lo',
  kind: 'loopback',
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  up: false,
  addresses: [],
}

/** What a new namespace begins with. Whether it forwards IPv4 it has from the machine's first one, so that is not known. */
function emptySpace(host: Space): Space {
  const ipv6 = Object.keys(host.sysctls).some((path) => path.startsWith('net/ipv6/'))
  const filters = Object.keys(host.sysctls).filter((path) => path.startsWith('net/bridge/'))
  return {
    links: [LOOPBACK],
    routes: [],
    sysctls: {
      ...(ipv6 && {
        'net/ipv6/conf/all/disable_ipv6': '0',
        'net/ipv6/conf/default/disable_ipv6': '0',
        'net/ipv6/conf/lo/disable_ipv6': '0',
      }),
      ...Object.fromEntries(filters.map((path) => [path, '1'])),
    },
  }
}

/** Makes a namespace (ip-netns(8)). Taken back, it goes with all that is in it, if it is marked so or as new as it was born. */
export function addNamespace({ name, mark }: MarkedNamespace): Step {
  const place = placeOf(name)
  const path = `${NETNS_DIRECTORY}/${name}`
  const deletion = deleteNamespace({ name, mark })
  return {
    in: HOST,
    run: [ip('netns', 'add', name)],
    effect: (facts) => ({
      ...withSpace(facts, place, emptySpace(spaceOf(facts, HOST))),
      named: [...facts.named, { name, target: undefined, dangling: false }],
    }),
    why: 'Make a network namespace',
    undo: { ...deletion, guard: { kind: 'namespace', name, mark, orNew: true } },
    founds: { place, name, path, locator: { kind: 'path', path } },
    done: `the namespace ${name} is there`,
  }
}

/** What the kernel gives a loopback that comes up. */
const loopbackAddresses = ({ sysctls }: Space): readonly Cidr[] => [
  { family: 4, ip: '127.0.0.1', prefix: 8 },
  ...(sysctls['net/ipv6/conf/lo/disable_ipv6'] === '0'
    ? ([{ family: 6, ip: '::1', prefix: 128 }] as const)
    : []),
]

/** Marks a new namespace on its loopback, and brings that up, at once. */
export const markNamespace = ({ name, mark }: MarkedNamespace): Step => ({
  in: placeOf(name),
  run: [ip('link', 'set', 'dev', 'lo', 'up', 'alias', mark)],
  effect: (facts) => {
    const addresses = loopbackAddresses(spaceOf(facts, placeOf(name)))
    return changeLink(facts, placeOf(name), 'lo', { up: true, alias: mark, addresses })
  },
  why: 'Bring the loopback up, and note on it whose namespace it is',
  on: { in: placeOf(name), name: 'lo' },
})

/** Deletes a namespace with all that is in it, if it is marked so; the ends of cables that are elsewhere go with it. */
export const deleteNamespace = ({ name, mark }: MarkedNamespace): Undoing => ({
  in: HOST,
  run: [ip('netns', 'delete', name)],
  effect: (facts) => ({
    ...withoutSpace(facts, placeOf(name)),
    named: facts.named.filter((entry) => entry.name !== name),
  }),
  why: 'Delete the namespace, and all that is in it',
  guard: { kind: 'namespace', name, mark, orNew: false },
})
