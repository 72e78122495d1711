import * as v from 'valibot'
import { checked, described, either, mapping } from '../../document/shape.ts'
import { parseEndpoint } from '../../model/endpoint.ts'
import { parseHostName } from '../../model/host-name.ts'
import { IMAGE_RUNTIMES } from '../../model/lab.ts'
import { newInterfaceName } from '../../model/name.ts'
import { parsePublish } from '../../model/publish.ts'
import { settings, text, texts } from './schema-text.ts'
import {
  checkBind,
  checkEnvironmentName,
  checkLine,
  checkLoopback,
  checkRoute,
  checkSysctl,
  wordsOf,
} from './texts.ts'

const yes = v.boolean('true or false')

const some = (expects: string, check?: (value: string) => unknown) =>
  v.pipe(
    v.string(expects),
    v.nonEmpty(`${expects} has at least one letter`),
    checked((value) => check?.(value)),
  )

/** A node, with nothing in it that must be there. */
export const NODE = mapping('image, switch, forward and the like', {
  image: v.optional(described(some('an image'), 'a container made of this image')),
  runtime: v.optional(
    described(v.picklist(IMAGE_RUNTIMES, 'docker or podman'), 'who makes the container of an image'),
  ),
  container: v.optional(
    described(
      some('a container', (name) => parseEndpoint(name)),
      'a container that is there already: NAME or RUNTIME:NAME',
    ),
  ),
  switch: v.optional(described(yes, 'joins its interfaces like a switch, and has no addresses')),
  forward: v.optional(
    described(
      yes,
      "passes on what isn't for itself; a node with more than one cable does unless it is false",
    ),
  ),
  nat: v.optional(
    described(
      texts('an interface', newInterfaceName),
      'interfaces behind whose address everything else is hidden',
    ),
  ),
  address: v.optional(
    described(texts('IP/PREFIX', checkLoopback), 'addresses on its loopback interface: 10.255.0.1/32'),
  ),
  routes: v.optional(
    described(texts('DEST@VIA', checkRoute), 'routes besides those that are computed: DEST@VIA'),
  ),
  names: v.optional(
    described(texts('a name', parseHostName), 'names that the other nodes know it by, besides its own'),
  ),
  sysctls: v.optional(
    described(
      settings('kernel parameters by their names', checkSysctl),
      'kernel parameters of its network, dotted or as a path',
    ),
  ),
  publish: v.optional(
    described(
      texts('[[IP:][HOSTPORT]:]PORT[/udp]', parsePublish),
      'ports of the host that lead to it: [[IP:][HOSTPORT]:]PORT[/udp]',
    ),
  ),
  exec: v.optional(
    described(texts('a line for the shell', checkLine), 'run in it, in order, once the network is there'),
  ),
  services: v.optional(
    described(texts('a line for the shell', checkLine), 'programs that run in it as long as the lab is up'),
  ),
  role: v.optional(described(some('a word'), 'what it is in pictures')),
  command: v.optional(
    described(
      either('words, or a list of them', {
        text: text('words', wordsOf),
        list: v.pipe(v.array(text('a word')), v.minLength(1, 'a command has a word at least')),
      }),
      "an image's program, as a list of words, or as a text without anything but words and blanks",
    ),
  ),
  env: v.optional(
    described(
      settings('environment variables by their names', checkEnvironmentName),
      'environment variables, with an image',
    ),
  ),
  binds: v.optional(
    described(
      texts('SOURCE:TARGET[:ro]', checkBind),
      "SOURCE:TARGET[:ro], with an image; a SOURCE that begins with a dot is meant from the file's folder",
    ),
  ),
})
