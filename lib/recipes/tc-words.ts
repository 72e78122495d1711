import { usageError } from '../model/error.ts'
import { knownInterfaceName } from '../model/name.ts'
import { quoted } from '../model/text.ts'
import { INGRESS, ROOT } from '../model/traffic-control.ts'

const OBJECTS = ['qdisc', 'class', 'filter'] as const
const VERBS = ['add', 'replace', 'del'] as const

/** A change in tc's own words, as far as ctnet must know it to take it back. */
export interface TcCommand {
  readonly object: (typeof OBJECTS)[number]
  readonly verb: (typeof VERBS)[number]
  readonly dev: string
  /** `root`, a handle, a class, `ffff:fff1`; of a filter also `ingress` and `egress`. */
  readonly parent: string | undefined
  readonly handle: string | undefined
  readonly classId: string | undefined
  readonly preference: number | undefined
  readonly kind: string | undefined
  /** What follows the kind. */
  readonly options: readonly string[]
  /** All that follows the verb. */
  readonly words: readonly string[]
}

/** Whether the words only show; options of tc's own may stand before them. */
export function isShow(words: readonly string[]): boolean {
  const [object, verb = 'show'] = words.filter((word) => !word.startsWith('-'))
  return OBJECTS.some((one) => one === object) && ['show', 'ls', 'list'].includes(verb)
}

/** Reads tc(8)'s words. @throws exit 2 where ctnet couldn't take it back */
export function parseTc(container: string, all: readonly string[]): TcCommand {
  const [first, second = '', ...words] = all
  if (first === undefined)
    throw usageError('tc: to do what?', `see what there is: ctnet tc ${container} qdisc show`)
  // No word of tc's begins so; whoever only wanted to see the plan mustn't have it run.
  const ours = all.find((word) => word.startsWith('--'))
  if (ours !== undefined)
    throw usageError(
      `tc: ${quoted(ours)} stands among tc's own words`,
      `an option of ctnet's stands before: ctnet ${quoted(ours)} tc ${container} …`,
    )
  const object = OBJECTS.find((one) => one === first)
  const verb = VERBS.find((one) => one === (second === 'delete' ? 'del' : second))
  if (object === undefined || verb === undefined) throw unknown(container, all, all.slice(0, 2).join(' '))
  const found: Record<string, string> = {}
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === ROOT) found.parent = ROOT
    else if (object === 'filter' && (word === 'ingress' || word === 'egress')) found.parent = word
    else if (object === 'qdisc' && (word === 'ingress' || word === 'clsact')) {
      found.parent = INGRESS
      found.kind = word
    } else if (Object.hasOwn(KEYS, word)) {
      const value = words[++at]
      if (value === undefined) throw usageError(`tc: ${word}: which?`, 'give it a value')
      found[KEYS[word] ?? ''] = value
    } else break
  }
  const { dev, parent, handle, classId, preference, kind = words[at++] } = found
  if (dev === undefined) throw usageError('tc: no interface is named', 'name it: dev eth0')
  if (kind !== undefined && !/^[a-z][a-z0-9_]*$/.test(kind)) throw unknown(container, all, kind)
  return {
    ...{ object, verb, dev: knownInterfaceName(dev), kind, options: words.slice(at), words },
    parent: parent && idOf(parent),
    handle: object === 'filter' ? handle : handle && handleOf(handle),
    classId: classId && idOf(classId),
    preference: preference === undefined ? undefined : wholeOf(preference),
  }
}

const KEYS: Readonly<Record<string, string>> = {
  dev: 'dev',
  parent: 'parent',
  handle: 'handle',
  classid: 'classId',
  protocol: 'protocol',
  proto: 'protocol',
  prio: 'preference',
  pref: 'preference',
}

const unknown = (container: string, all: readonly string[], word: string) =>
  usageError(
    `tc ${quoted(word)}: ctnet doesn't know how to take that back`,
    `it knows add, replace, del and show of qdisc, class and filter; without a way back: ctnet exec ${container} tc ${all.map(quoted).join(' ')}`,
  )

/** `1:` for `1:0` and `0001`. @throws exit 2 */
function handleOf(text: string): string {
  const major = /^([0-9a-f]{1,4}):?0*$/i.exec(text)?.[1]
  if (major === undefined) throw usageError(`tc: ${quoted(text)} is not a handle`, 'give one like 10:')
  return `${Number.parseInt(major, 16).toString(16)}:`
}

/** A class's id or a handle, as tc shows it. @throws exit 2 */
function idOf(text: string): string {
  if ([ROOT, INGRESS, 'ingress', 'egress'].includes(text)) return text
  const [, major, minor] = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(text) ?? []
  if (major === undefined || minor === undefined || Number.parseInt(minor, 16) === 0) return handleOf(text)
  return `${handleOf(major)}${Number.parseInt(minor, 16).toString(16)}`
}

function wholeOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw usageError(`tc: ${quoted(text)} is not a preference`, 'give a number like 10')
}
