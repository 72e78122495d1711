import { HOST } from '../../model/endpoint.ts'
import { parseRouteWords } from '../../model/route-words.ts'
import { parseRuleWords } from '../../model/rule-words.ts'
import { parseTc } from '../tc-words.ts'
import { addressWords } from './address.ts'
import { type Device, networkWords } from './device.ts'
import { dhcpWords } from './dhcp.ts'
import type { PipeworkWords } from './words.ts'

/** What a translation needs to know. */
export interface Surroundings {
  /** The host's interfaces. */
  readonly devices: readonly Device[]
  /** The MD5 of a text, in hexadecimal digits. */
  readonly md5: (text: string) => string
}

/** Eleven days: pipework waits for ever. */
const LONGEST = '999999'

/** What the container's interface is called where nothing is said. */
const USUAL = 'eth1'

type GuestWords = Extract<PipeworkWords, { kind: 'guest' }>

/** The command line of ctnet's that does what pipework's does. @throws exit 2, 3, 6 */
export function nativeCommand(words: PipeworkWords, around: Surroundings): readonly string[] {
  if (words.kind === 'wait')
    return ['wait', HOST, '--if', words.ifName ?? USUAL, '--up', '--timeout', LONGEST]
  const { device } = words
  const program = around.devices.some(({ name }) => name === device)
    ? undefined
    : PROGRAMS.find((one) => device.startsWith(one))
  return program === undefined ? attaching(words, around) : passingOn(program, words)
}

const PROGRAMS = ['route', 'rule', 'tc'] as const

type Program = (typeof PROGRAMS)[number]

/** What ctnet can't take back is for the program itself: a single command, which does what it should or nothing. */
function passingOn(program: Program, { guest, rest }: GuestWords): readonly string[] {
  const words = rest[0] === 'delete' && program !== 'tc' ? ['del', ...rest.slice(1)] : rest
  if (canTakeBack(program, words)) return [program, nameOf(guest), ...words]
  return ['exec', nameOf(guest), ...(program === 'tc' ? ['tc'] : ['ip', program]), ...rest]
}

/** Whether ctnet's own command of that name reads the words. */
function canTakeBack(program: Program, [verb = '', ...words]: readonly string[]): boolean {
  try {
    if (program === 'tc') parseTc('', [verb, ...words])
    else if (program === 'rule') parseRuleWords(words)
    else parseRouteWords(words)
    return program === 'tc' || VERBS[program].includes(verb)
  } catch {
    return false
  }
}

const VERBS: Readonly<Record<'route' | 'rule', readonly string[]>> = {
  route: ['add', 'replace', 'del'],
  rule: ['add', 'del'],
}

function attaching(words: GuestWords, { devices, md5 }: Surroundings): readonly string[] {
  const { guest, device, direct, ifName, hostIfName, family, rest } = words
  const [address = '', hardware = ''] = rest
  const [mac = '', vlan = ''] = hardware.split('@')
  const to = networkWords(device, devices, { direct, vlan: vlan || undefined })
  return [
    'attach',
    nameOf(guest),
    to.network,
    ...(dhcpWords(address) ?? addressWords(address, family)),
    '--if',
    ifName ?? USUAL,
    ...(hostIfName === undefined || !to.hasHostEnd ? [] : ['--host-if', hostIfName]),
    ...(mac === '' ? [] : ['--mac', macOf(mac, md5)]),
    ...(vlan === '' ? [] : ['--vlan', vlan]),
    ...to.words,
  ]
}

/** What pipework calls host is a container of that name. */
const nameOf = (guest: string): string => (guest === HOST ? `docker:${HOST}` : guest)

/** `U:TEXT`: 02 and the first bytes of the text's MD5, of the line that `echo` makes of it. */
function macOf(text: string, md5: (text: string) => string): string {
  if (!text.startsWith('U:')) return text
  const digits = md5(`${text.slice(2).trim().replace(/\s+/g, ' ')}\n`).slice(0, 10)
  return `02:${digits.match(/../g)?.join(':')}`
}
