import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type Facts, linkOf } from '../../model/facts.ts'
import type { KnownLink } from '../../plan/step.ts'
import { freshName, unusedMac } from '../unique.ts'

/** The pair's end in the host, by the name that was asked for or one that nobody has. @throws exit 4 */
export function hostEnd(facts: Facts, asked: string | undefined): KnownLink {
  const name = asked ?? freshName(facts, 'veth')
  if (linkOf(facts, HOST, name) !== undefined) {
    throw new CtnetError('conflict', 'host-interface-taken', `the host has an interface ${name} already`, {
      hint: 'choose another: --host-if NAME; or leave it to ctnet',
    })
  }
  return { in: HOST, name, mac: unusedMac(facts) }
}
