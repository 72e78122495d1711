import * as v from 'valibot'
import { checked, described, either, mapping, named, oneOrMore } from '../../document/shape.ts'
import { parseMtu } from '../../model/mtu.ts'
import { newInterfaceName } from '../../model/name.ts'
import { checkName } from '../name.ts'
import { checkAddresses } from './end.ts'
import { parseCheck } from './expect.ts'
import { checkVariableName } from './name.ts'
import { LINKS } from './schema-link.ts'
import { NODE } from './schema-node.ts'
import { allOf, text } from './schema-text.ts'
import { checkSubnets } from './texts.ts'
import type { CheckWritten, LabWritten } from './written.ts'

const FILES = v.string('the name of a file')

const BRIDGE = mapping('address, mtu and masquerade', {
  address: v.optional(
    described(
      allOf('IP/PREFIX, auto or none', checkAddresses),
      'IP/PREFIX, a list of them, auto (the default: chosen) or none',
    ),
  ),
  mtu: v.optional(described(text('a number of bytes', parseMtu), 'bytes')),
  masquerade: v.optional(
    described(v.boolean('true or false'), "what comes from its subnet goes out under the host's address"),
  ),
})

const CHECK_FORMS = 'ping FROM TO, tcp FROM TO:PORT or exec NODE LINE, with or without not before it'

const CHECK = either(CHECK_FORMS, {
  text: v.pipe(
    v.string(CHECK_FORMS),
    checked((value: string) => parseCheck(value)),
  ),
  table: v.pipe(
    mapping('ping, tcp or exec', {
      ping: v.optional(described(text('a node'), 'a node that asks')),
      tcp: v.optional(described(text('a node'), 'a node that connects')),
      exec: v.optional(described(text('a node'), 'a node in which a line is run')),
      to: v.optional(
        described(
          text('a node or an address'),
          'of ping: a node, one of its names or an address; of tcp also :PORT',
        ),
      ),
      run: v.optional(described(text('a line for the shell'), 'of exec: a line for the shell')),
      not: v.optional(described(v.boolean('true or false'), 'that it must not be so')),
    }),
    checked((table) => parseCheck(table as CheckWritten)),
  ),
})

/** A lab file. */
export const LAB = mapping('nodes and links', {
  $schema: v.optional(v.pipe(v.string(), v.description("this schema's own address, for editors"))),
  name: v.optional(
    described(
      text('a name', (name) => checkName('lab', name)),
      "the lab's; by default the file's name without its ending",
    ),
  ),
  include: v.nullish(
    described(oneOrMore('the name of a file', FILES), 'files to read first, meant from this one'),
  ),
  vars: v.nullish(
    described(
      named(
        'values by their names',
        v.pipe(v.string(), checked(checkVariableName)),
        v.union([v.string(), v.number(), v.boolean()], 'a text, a number, true or false'),
      ),
      'values by name, which a reference in dollar and braces stands for',
    ),
  ),
  nodes: v.nullish(
    described(
      named(
        'nodes by their names, like h1: {}',
        v.pipe(
          v.string(),
          checked((name: string) => checkName('node', name)),
        ),
        v.nullish(NODE),
      ),
      'nodes by name; one about which nothing is said is a network namespace',
    ),
  ),
  links: v.nullish(described(LINKS, 'cables: END -- END, or a mapping with ends')),
  bridges: v.nullish(
    described(
      named(
        'bridges by their names, like lan: {}',
        v.pipe(v.string(), checked(newInterfaceName)),
        v.nullish(BRIDGE),
      ),
      "bridges of the host's, which the lab makes, by name",
    ),
  ),
  subnet: v.optional(
    described(
      allOf('a subnet', checkSubnets),
      "where addresses that aren't given come from: one subnet per family",
    ),
  ),
  routing: v.optional(
    described(
      v.picklist(['shortest', 'none'], 'shortest or none'),
      'shortest, the default: every node gets routes to every subnet of the lab; none: only those it has',
    ),
  ),
  expect: v.nullish(described(oneOrMore(CHECK_FORMS, CHECK), 'what must be so, asked by ctnet test')),
}) as v.GenericSchema as v.GenericSchema<LabWritten>
