import { withoutLink } from '../model/effects.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, isOwn, linkOf, portsOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { deleteLink } from '../plan/steps/link.ts'
import { enforce } from './policies.ts'

export interface BridgeDeletion {
  readonly name: string
  /** Also one that ctnet didn't make, or that has ports. */
  readonly force: boolean
}

/**
 * Removes a bridge and the rules that let its ports reach each other (the document, "Building your own bridge").
 *
 * @throws exit 4 for what is no bridge, is not ctnet's, or has ports
 */
export function deleteBridge(facts: Facts, { name, force }: BridgeDeletion): Plan<{ bridge: string }> {
  const bridge = linkOf(facts, HOST, name)
  const rules = enforce(withoutLink(facts, HOST, name), "Take the bridge's rules out of the firewall")
  if (bridge === undefined) {
    const note = `there is no bridge ${name}: nothing to delete`
    return rules.length === 0
      ? nothingToDo({ bridge: name }, note)
      : { build: rules, finish: [], result: { bridge: name }, notes: [`${note} but its rules`] }
  }
  const refuse = (code: string, message: string, hint: string) =>
    new CtnetError('conflict', code, message, { hint })
  if (bridge.kind !== 'bridge') {
    throw refuse('not-a-bridge', `${name} is not a bridge`, 'see which there are: ctnet bridge show')
  }
  if (!isOwn(bridge) && !force) {
    throw refuse('not-ours', `ctnet didn't make the bridge ${name}`, 'if it shall go all the same: --force')
  }
  const ports = portsOf(facts, HOST, name).filter((port) => !facts.going?.includes(port.name))
  if (ports.length > 0 && !force) {
    const shown = ports.map(({ name: port, alias }) => `${port}${alias ? ` (${alias})` : ''}`)
    const first = ports.some(isOwn)
      ? 'ctnet detach CONTAINER'
      : `ctnet bridge remove ${name} ${ports[0]?.name}`
    throw refuse(
      'bridge-in-use',
      `the bridge ${name} has ports: ${listed(shown)}`,
      `detach them first: ${first}; or cut them off: --force`,
    )
  }
  const finish = [deleteLink({ in: HOST, name, mac: bridge.mac })]
  return { build: rules, finish, result: { bridge: name }, notes: [] }
}
