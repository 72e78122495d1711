import * as v from 'valibot'
import { OWN_NAMESPACE } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Policy, policyFile } from '../model/policy.ts'
import { readFiles } from './files.ts'
import { inodeOf } from './namespaces.ts'

const Owner = v.object({
  runtime: v.string(),
  name: v.string(),
  id: v.string(),
  engine: v.optional(v.string()),
})
const Port = v.object({ port: v.number(), protocol: v.picklist(['tcp', 'udp', 'sctp']) })

/** What `keptPolicies` of lib/model/policy.ts writes. */
const Kept = v.array(
  v.variant('kind', [
    v.object({ kind: v.literal('icc'), bridge: v.string() }),
    v.object({
      kind: v.literal('masquerade'),
      bridge: v.optional(v.string()),
      subnet: v.optional(v.string()),
    }),
    v.object({
      kind: v.literal('link'),
      client: Owner,
      server: Owner,
      alias: v.string(),
      ports: v.array(Port),
    }),
    v.object({
      kind: v.literal('publish'),
      container: Owner,
      ip: v.optional(v.string()),
      hostPort: v.number(),
      port: Port,
    }),
    v.object({
      kind: v.literal('dns'),
      container: Owner,
      hostname: v.optional(v.string()),
      servers: v.optional(v.array(v.string())),
      search: v.optional(v.array(v.string())),
      hosts: v.array(v.object({ name: v.string(), ip: v.string() })),
    }),
    v.object({
      kind: v.literal('setting'),
      what: v.picklist(['filtered', 'isolated', 'localnet', 'hairpin']),
      link: v.string(),
      family: v.optional(v.picklist([4, 6])),
    }),
  ]),
)

/** What was asked for of this host's firewall. @throws exit 4 where the file that keeps it says something else */
export function readPolicies(): readonly Policy[] {
  const path = policyFile(inodeOf(OWN_NAMESPACE) ?? 0)
  const text = readFiles([path])[path]
  if (text === undefined) return []
  return parse(text, path).flatMap((one) => (one.kind === 'setting' ? [] : one))
}

function parse(text: string, path: string): v.InferOutput<typeof Kept> {
  try {
    return v.parse(Kept, JSON.parse(text))
  } catch (cause) {
    throw new CtnetError(
      'conflict',
      'damaged-policies',
      `${path} was damaged: it kept what containers may reach`,
      {
        hint: `mend it; or forget all of that: rm ${path} && ctnet clean`,
        cause,
      },
    )
  }
}
