import type { Place } from '../model/endpoint.ts'
import { type Facts, type Link, OWN_ALIAS, spaceOf } from '../model/facts.ts'

const MARK = 'impair '
const ALIAS = `${OWN_ALIAS} ${MARK}`

/** What marks the `ifb` that what comes in at a link is sent through. */
export const ifbMark = ({ name }: Pick<Link, 'name'>): string => `${MARK}${name}`

const ifbsIn = (facts: Facts, place: Place): readonly (Link & { readonly of: string })[] =>
  spaceOf(facts, place).links.flatMap((link) =>
    link.kind === 'ifb' && link.alias?.startsWith(ALIAS)
      ? { ...link, of: link.alias.slice(ALIAS.length) }
      : [],
  )

/** The `ifb` that what comes in at a link is sent through. */
export const ifbOf = (facts: Facts, place: Place, { name }: Pick<Link, 'name'>): Link | undefined =>
  ifbsIn(facts, place).find(({ of }) => of === name)

/** Those whose link is gone. */
export function idleIfbs(facts: Facts, place: Place): readonly Link[] {
  const { links } = spaceOf(facts, place)
  return ifbsIn(facts, place).filter(({ of }) => links.every(({ name }) => name !== of))
}
