import * as v from 'valibot'
import { readLine } from '../model/iptables.ts'
import type { Match } from '../model/match.ts'
import type { ForeignChain, ForeignRule, ForeignTable, ForeignVerdict, PacketHook } from '../model/ruleset.ts'

const Named = { family: v.string(), name: v.string() }

/** What is used of `nft -j list ruleset` (libnftables-json(5)). */
const Ruleset = v.object({
  nftables: v.array(
    v.object({
      table: v.optional(v.object(Named)),
      chain: v.optional(
        v.object({
          ...Named,
          table: v.string(),
          hook: v.optional(v.string()),
          policy: v.optional(v.string()),
        }),
      ),
      rule: v.optional(
        v.object({
          family: v.string(),
          table: v.string(),
          chain: v.string(),
          expr: v.array(v.record(v.string(), v.unknown())),
        }),
      ),
    }),
  ),
})

/** The tables that iptables has in nftables: their rules are known by `iptables-save`. */
const IPTABLES = ['filter', 'nat', 'mangle', 'raw', 'security']
const FAMILIES: Readonly<Record<string, 4 | 6 | undefined>> = { ip: 4, ip6: 6, inet: undefined }

/** Tables of nftables' that are not ctnet's, nor those of an iptables that gives its rules to nftables. */
export function nftTables(json: string, iptablesIsNft: boolean): readonly ForeignTable[] {
  const { nftables } = v.parse(Ruleset, JSON.parse(json))
  return nftables.flatMap(({ table }) => {
    if (table === undefined || !(table.family in FAMILIES)) return []
    const { family, name } = table
    if (name === 'ctnet' || (iptablesIsNft && family !== 'inet' && IPTABLES.includes(name))) return []
    const isIn = (one: { readonly family: string; readonly table: string }) =>
      one.family === family && one.table === name
    const rules = nftables.flatMap(({ rule }) => (rule !== undefined && isIn(rule) ? rule : []))
    const chains = nftables.flatMap(({ chain }) => (chain !== undefined && isIn(chain) ? chain : []))
    return {
      name: `nftables' table ${family} ${name}`,
      shown: `nft list table ${family} ${name}`,
      family: FAMILIES[family],
      chains: chains.map((chain) => ({
        name: chain.name,
        hook: toHook(chain.hook),
        policy: chain.policy === 'drop' ? ('drop' as const) : ('accept' as const),
        rules: rules.filter((rule) => rule.chain === chain.name).map(({ expr }) => toRule(expr)),
      })),
    }
  })
}

const toHook = (hook: string | undefined): PacketHook | undefined =>
  hook === 'forward' || hook === 'prerouting' ? hook : undefined

function toRule(expressions: readonly Readonly<Record<string, unknown>>[]): ForeignRule {
  let match: Record<string, string> | undefined = {}
  let verdict: ForeignVerdict
  for (const expression of expressions) {
    const [[key, value] = ['']] = Object.entries(expression)
    if (key === 'match') {
      const said = toMatch(value)
      match = said === undefined || match === undefined ? undefined : { ...match, ...said }
    } else verdict = toVerdict(key, value) ?? verdict
    if (!KNOWN.includes(key)) match = undefined
  }
  return { match, verdict }
}

const KNOWN = ['match', 'accept', 'drop', 'reject', 'return', 'jump', 'goto', 'counter', 'log', 'comment']
const Target = v.object({ target: v.string() })

function toVerdict(key: string, value: unknown): ForeignVerdict {
  if (key === 'accept' || key === 'drop' || key === 'return') return key
  if (key === 'reject') return 'drop'
  if (key === 'jump') return { jump: v.parse(Target, value).target }
  return key === 'goto' ? { goto: v.parse(Target, value).target } : undefined
}

const Text = v.union([v.string(), v.number()])
const Comparison = v.object({
  op: v.picklist(['==', '!=', 'in']),
  left: v.union([
    v.object({ meta: v.object({ key: v.string() }) }),
    v.object({ payload: v.object({ protocol: v.string(), field: v.string() }) }),
    v.object({ ct: v.object({ key: v.string() }) }),
  ]),
  right: v.union([
    Text,
    v.object({ prefix: v.object({ addr: v.string(), len: v.number() }) }),
    v.object({ set: v.array(Text) }),
    v.array(Text),
  ]),
})

/** Nothing for what ctnet can't judge. */
function toMatch(value: unknown): Record<string, string> | undefined {
  const parsed = v.safeParse(Comparison, value)
  if (!parsed.success) return undefined
  const { op, left, right } = parsed.output
  const not = op === '!=' ? '!' : ''
  const text = textOf(right)
  const key = keyOf(left)
  if (text === undefined || key === undefined) return undefined
  const address = key === 'from' || key === 'to'
  const single = address && !text.includes('/') ? `${text}/${text.includes(':') ? 128 : 32}` : text
  const port = key === 'dport' && 'payload' in left ? { protocol: left.payload.protocol } : {}
  return { ...port, [key]: `${not}${single}` }
}

function keyOf(left: v.InferOutput<typeof Comparison>['left']): keyof Match | undefined {
  if ('meta' in left) return ({ iifname: 'in', oifname: 'out', l4proto: 'protocol' } as const)[left.meta.key]
  if ('ct' in left) return ({ state: 'state', status: 'status' } as const)[left.ct.key]
  return ({ saddr: 'from', daddr: 'to', dport: 'dport' } as const)[left.payload.field]
}

function textOf(right: v.InferOutput<typeof Comparison>['right']): string | undefined {
  if (typeof right === 'string' || typeof right === 'number') return String(right)
  if ('prefix' in right) return `${right.prefix.addr}/${right.prefix.len}`
  const list = Array.isArray(right) ? right : right.set
  // A list of states is one word here; of anything else a packet would have to be compared with each.
  return list.every((one) => /^(new|established|related|invalid|untracked)$/.test(String(one)))
    ? list.join(',')
    : undefined
}

/** Chains of iptables, of the tables in which ctnet has none, or of its other variant. */
export function savedTables(
  program: string,
  family: 4 | 6,
  lines: readonly string[],
  tables: readonly string[],
): readonly ForeignTable[] {
  return tables.flatMap((table) => {
    const own = lines.flatMap((line) => (line.startsWith(`${table} `) ? line.slice(table.length + 1) : []))
    const chains = own.flatMap((line): ForeignChain[] => {
      const [, name = '', policy] = /^:(\S+) (\S+)/.exec(line) ?? []
      if (name === '') return []
      const rules = own.filter((one) => one.startsWith(`-A ${name} `)).map((one) => toSavedRule(one))
      return [
        { name, hook: toHook(name.toLowerCase()), policy: policy === 'DROP' ? 'drop' : 'accept', rules },
      ]
    })
    return chains.length === 0
      ? []
      : { name: `${program}' table ${table}`, shown: `${program} -t ${table} -S`, family, chains }
  })
}

function toSavedRule(line: string): ForeignRule {
  const { match, target, goto } = readLine(line) ?? { match: undefined }
  if (target === 'ACCEPT') return { match, verdict: 'accept' }
  if (target === 'DROP' || target === 'REJECT') return { match, verdict: 'drop' }
  if (target === 'RETURN') return { match, verdict: 'return' }
  if (target === undefined) return { match, verdict: goto === undefined ? undefined : { goto } }
  return { match, verdict: { jump: target } }
}
