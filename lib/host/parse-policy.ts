import * as v from 'valibot'
import { type Family, parseIp } from '../model/address.ts'
import type { PolicyRule, Space } from '../model/facts.ts'
import type { DeadEnd } from '../model/route.ts'
import { tableName } from '../model/route-table.ts'

const Port = v.optional(v.number())

/** `ip -N -j -d rule show` (iproute2 5.0 and later); what isn't listed is kept as a whole. */
const IpRule = v.looseObject({
  priority: v.number(),
  not: v.optional(v.null()),
  src: v.optional(v.string()),
  srclen: v.optional(v.number()),
  dst: v.optional(v.string()),
  dstlen: v.optional(v.number()),
  iif: v.optional(v.string()),
  iif_detached: v.optional(v.null()),
  oif: v.optional(v.string()),
  oif_detached: v.optional(v.null()),
  fwmark: v.optional(v.string()),
  fwmask: v.optional(v.string()),
  tos: v.optional(v.string()),
  ipproto: v.optional(v.string()),
  sport: Port,
  sport_start: Port,
  sport_end: Port,
  dport: Port,
  dport_start: Port,
  dport_end: Port,
  table: v.optional(v.string()),
  action: v.optional(v.string()),
  protocol: v.optional(v.string()),
})
const KNOWN = Object.keys(IpRule.entries)

/** The kernel's numbers of what a rule may do instead of looking into a table (include/uapi/linux/fib_rules.h). */
const ACTIONS: Readonly<Record<string, DeadEnd>> = {
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
}

/** The policy rules of a section, if they were asked for. */
export function policyOf(lines: readonly string[]): Pick<Space, 'policy'> {
  const policies = lines.filter((line) => line.startsWith('policy '))
  if (policies.length === 0) return {}
  return {
    policy: policies.flatMap((line) => {
      const [, family = '', json = ''] = /^policy ([46]) (.*)$/.exec(line) ?? []
      if (json === '') return []
      const rules = v.parse(v.array(IpRule), JSON.parse(json))
      return rules.map((rule) => toRule(family === '6' ? 6 : 4, rule))
    }),
  }
}

function toRule(family: Family, rule: v.InferOutput<typeof IpRule>): PolicyRule {
  const action = rule.action === undefined ? undefined : ACTIONS[rule.action]
  const rest = Object.entries(rule).filter(
    ([key]) => !KNOWN.includes(key) || (key === 'action' && action === undefined),
  )
  return {
    family,
    priority: rule.priority,
    ...(rule.not === null && { not: true }),
    from: subnet(rule.src, rule.srclen),
    to: subnet(rule.dst, rule.dstlen),
    iif: rule.iif,
    oif: rule.oif,
    fwmark: mark(rule.fwmark, rule.fwmask),
    tos: rule.tos,
    ipproto: rule.ipproto?.replace('ipproto-', ''),
    sport: ports(rule.sport, rule.sport_start, rule.sport_end),
    dport: ports(rule.dport, rule.dport_start, rule.dport_end),
    table: rule.table === undefined ? undefined : tableName(rule.table),
    action,
    protocol: rule.protocol === '0' ? undefined : rule.protocol,
    ...(rest.length > 0 && { rest: rest.map(spell).join(' ') }),
  }
}

const spell = ([key, value]: [string, unknown]): string =>
  value === null ? key : `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`

function subnet(ip: string | undefined, prefix: number | undefined): string | undefined {
  if (ip === undefined || ip === 'all') return undefined
  return prefix === undefined ? parseIp(ip) : `${parseIp(ip)}/${prefix}`
}

const hexadecimal = (text: string): string => `0x${Number(text).toString(16)}`

const mark = (value: string | undefined, mask: string | undefined): string | undefined => {
  if (value === undefined) return undefined
  return mask === undefined ? hexadecimal(value) : `${hexadecimal(value)}/${hexadecimal(mask)}`
}

function ports(one: number | undefined, start: number | undefined, end: number | undefined) {
  if (one !== undefined) return String(one)
  return start === undefined ? undefined : `${start}-${end}`
}
