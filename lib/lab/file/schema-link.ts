import * as v from 'valibot'
import { checked, described, either, mapping, oneOrMore } from '../../document/shape.ts'
import { IMPAIRMENT_READERS as READERS } from '../../model/impairment.ts'
import { parseMac } from '../../model/mac.ts'
import { parseMtu } from '../../model/mtu.ts'
import { newInterfaceName } from '../../model/name.ts'
import { checkAddresses, checkEndName, parseCable, parseEnd } from './end.ts'
import { allOf, text } from './schema-text.ts'
import { checkSubnets } from './texts.ts'

const IMPAIRMENTS = {
  delay: v.optional(described(text('a time', READERS.delay), 'of each packet: 100ms')),
  jitter: v.optional(described(text('a time', READERS.jitter), 'more or less delay, by as much: 10ms')),
  loss: v.optional(described(text('a percentage', READERS.loss), 'of all packets: 5%')),
  corrupt: v.optional(
    described(text('a percentage', READERS.corrupt), 'packets in which one bit is wrong: 1%'),
  ),
  duplicate: v.optional(described(text('a percentage', READERS.duplicate), 'packets that come twice: 1%')),
  reorder: v.optional(
    described(text('a percentage', READERS.reorder), 'packets that overtake the delayed ones: 25%'),
  ),
  rate: v.optional(described(text('a rate', READERS.rate), 'a second: 10mbit')),
}

const END_FORM = 'NODE[:INTERFACE] [IP/PREFIX[@GATEWAY]…]'

const END = either(`${END_FORM}, or a mapping with node`, {
  text: v.pipe(v.string(END_FORM), checked(parseEnd)),
  table: mapping('node, interface, address and mac', {
    node: described(text("a node's name", checkEndName), "a node, a bridge of the lab's, or host"),
    interface: v.optional(
      described(text('a name', newInterfaceName), 'its name there; by default the first free ethN'),
    ),
    address: v.optional(
      described(
        allOf('IP/PREFIX[@GATEWAY], auto, none or dhcp', checkAddresses),
        'IP/PREFIX[@GATEWAY], a list of them, auto (the default: chosen), none or, on the way out of the lab, dhcp',
      ),
    ),
    mac: v.optional(described(text('a MAC address', parseMac), 'its MAC address')),
    ...IMPAIRMENTS,
  }),
})

const CABLE = 'END -- END'

const cable = v.pipe(v.string(CABLE), checked(parseCable))

const LINK = either(`${CABLE}, or a mapping with ends`, {
  text: cable,
  table: mapping('ends, mtu, subnet and impairments', {
    ends: described(
      either(`${CABLE}, or a list of two ends`, {
        text: cable,
        list: v.pipe(v.array(END), v.length(2, 'a cable has two ends')),
      }),
      'END -- END, or a list of two ends',
    ),
    mtu: v.optional(described(text('a number of bytes', parseMtu), 'bytes')),
    subnet: v.optional(
      described(
        allOf('a subnet', checkSubnets),
        'where the addresses of its ends are chosen from: one per family',
      ),
    ),
    ...IMPAIRMENTS,
  }),
})

/** What joins the nodes. */
export const LINKS = oneOrMore(`${CABLE}, or a mapping with ends`, LINK)
