import type { Look } from '../host/observe.ts'
import { type Endpoint, placeOf } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { chain } from '../plan/chain.ts'
import type { Plan } from '../plan/plan.ts'
import { policiesAround } from '../recipes/policies.ts'
import type { AnyChange, Change } from './wanted-change.ts'

/** A change that is to be made together with others, and how an error says that it is this one's. */
export interface Member {
  readonly change: AnyChange
  readonly blame: (error: unknown) => unknown
}

/** Several changes as one: what all of them look at is looked at once, and each is planned on those before it. */
export function together(
  members: readonly Member[],
): Required<Pick<Change<readonly Plan[]>, 'look' | 'plan' | 'show' | 'next'>> {
  let looks: readonly Look[] = []
  return {
    look: async () => {
      looks = await looksOf(members)
      return looks.reduce(bothLooks, { rules: false })
    },
    plan: (facts) =>
      chain(
        facts,
        members.map(({ change: { plan, idle }, blame }, index) => ({
          blame,
          core: (known: Facts) => plan(known, looks[index] ?? {}),
          plan: (known: Facts) => withIdle(policiesAround(plan)(known, looks[index] ?? {}), idle),
        })),
      ),
    show: (plans) => {
      for (const [index, { change }] of members.entries()) {
        const plan = plans[index] as Plan
        change.show(plan.result, plan)
      }
    },
    next: ({ result }) => members.flatMap(({ change }, index) => change.next?.(result[index] as Plan) ?? []),
  }
}

const withIdle = (plan: Plan, idle: string | undefined): Plan =>
  idle !== undefined && plan.build.length + plan.finish.length + plan.notes.length === 0
    ? { ...plan, notes: [idle] }
    : plan

/** All at once; of several that fail, the first one counts. */
async function looksOf(members: readonly Member[]): Promise<readonly Look[]> {
  const looked = await Promise.allSettled(members.map(async ({ change: { look } }) => (await look?.()) ?? {}))
  return looked.map((one, index) => {
    if (one.status === 'rejected') throw members[index]?.blame(one.reason)
    return one.value
  })
}

/** Looks at what either looks at. */
function bothLooks(a: Look, b: Look): Look {
  const either = (
    flag: 'everywhere' | 'tc' | 'policy' | 'ovs' | 'foreign' | 'localnet' | 'listeners' | 'hostnames',
  ) => (a[flag] || b[flag]) && { [flag]: true }
  const all = (list: 'files' | 'programs') =>
    (a[list] ?? b[list]) && { [list]: [...new Set([...(a[list] ?? []), ...(b[list] ?? [])])] }
  const claims = b.claims ?? a.claims
  return {
    ...either('everywhere'),
    ...either('tc'),
    ...either('policy'),
    ...either('ovs'),
    ...either('foreign'),
    ...either('localnet'),
    ...either('listeners'),
    ...either('hostnames'),
    ...all('files'),
    ...all('programs'),
    ...(claims && { claims }),
    // Unless it says otherwise, a look reads the firewall.
    rules: (a.rules ?? true) || (b.rules ?? true),
    endpoints: distinct([...(a.endpoints ?? []), ...(b.endpoints ?? [])]),
    owners: { ...a.owners, ...b.owners },
    hosts: { ...a.hosts, ...b.hosts },
  }
}

const distinct = (endpoints: readonly Endpoint[]): readonly Endpoint[] => [
  ...new Map(endpoints.map((endpoint) => [placeOf(endpoint), endpoint])).values(),
]
