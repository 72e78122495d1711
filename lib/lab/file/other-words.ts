import type { Wording } from '../../document/findings.ts'
import type { Path } from '../../document/parse.ts'
import { quoted } from '../../model/text.ts'

type Hints = Readonly<Record<string, string>>

const AT_CABLE = 'is written at a cable: links: [h1 10.0.0.2/24@10.0.0.1 -- r1]'
const ADDRESS = `an address ${AT_CABLE}`

/** What containerlab's and compose's files, `ip` and `tc` call it, and how it is said here: of the whole, of a node, … */
const TOP: Hints = {
  topology: 'nodes and links stand at the top themselves',
  services: 'they are called nodes',
  networks: 'a network is a node with switch: true, or one of bridges',
  edges: 'they are called links',
  cables: 'they are called links',
  checks: 'they are called expect',
  tests: 'they are called expect',
  variables: 'they are called vars',
}

const NODE: Hints = {
  kind: 'leave it out; a bridge is switch: true, a container has an image',
  type: 'leave it out; a bridge is switch: true, a container has an image',
  ports: 'they are called publish',
  environment: 'it is called env',
  volumes: 'they are called binds',
  cmd: 'it is called command',
  entrypoint: 'a program is given as command',
  ip: ADDRESS,
  ipv4: ADDRESS,
  ipv6: ADDRESS,
  addresses: ADDRESS,
  interfaces: `an interface ${AT_CABLE.replace('h1 ', 'h1:eth0 ')}`,
  gateway: `a gateway ${AT_CABLE}`,
  links: 'cables stand at the top, under links: [h1 -- r1]',
  networks: 'cables stand at the top, under links: [h1 -- r1]',
  masquerade: 'it is called nat, and takes the interface that leads out',
  router: 'leave it out: a node with more than one cable forwards; for others it is forward: true',
  hostname: 'a node is called by its name; further ones are names',
  aliases: 'they are called names',
  run: 'it is called exec; what is to go on running: services',
}

const IMPAIRMENTS: Hints = {
  latency: 'it is called delay',
  bandwidth: 'it is called rate',
  speed: 'it is called rate',
  'packet-loss': 'it is called loss',
}

const ENDS = 'both ends are given as ends: a -- b'

const LINK: Hints = {
  ...IMPAIRMENTS,
  endpoints: ENDS,
  nodes: ENDS,
  from: ENDS,
  to: ENDS,
  source: ENDS,
  target: ENDS,
}

const END: Hints = { ...IMPAIRMENTS, iface: 'it is called interface', ip: 'it is called address' }

/** A key that isn't known here, but is elsewhere. */
export function otherWords(path: Path): Wording | undefined {
  const key = String(path.at(-1))
  const hints = hintsAt(path)
  if (!Object.hasOwn(hints, key)) return undefined
  const where = path.slice(0, -1).join('.')
  return {
    message: `there is no key ${quoted(key)}${where === '' ? '' : ` in ${quoted(where)}`}`,
    hint: hints[key],
  }
}

function hintsAt(path: Path): Hints {
  if (path.length === 1) return TOP
  if (path[0] === 'nodes') return NODE
  return path.includes('ends') ? END : LINK
}
