/**
 * ctnet's recipes as functions: facts and an intent in, a plan out; and what observes, prints and applies.
 *
 * @example
 * import { apply, attach, parseNetwork, placeOf, resolve } from 'ctnet'
 *
 * const web = await resolve('web')
 * const intent = { into: placeOf(web), container: web.name, network: parseNetwork('bridge0'), addresses: [{ kind: 'auto' }] }
 * const { result } = await apply({
 *   look: async () => ({ endpoints: [web], everywhere: true }),
 *   plan: (facts) => attach(facts, { ...intent, gateway: 'auto', routes: [], replace: false }),
 * })
 *
 * @packageDocumentation
 */

export { type Look, observe } from './host/observe.ts'
export { type Transaction, transact as apply } from './host/transact.ts'
export { placeOf } from './model/endpoint.ts'
export { CtnetError } from './model/error.ts'
export type { Facts, Link, Route, Space } from './model/facts.ts'
export { settled } from './model/facts.ts'
export { printedScript } from './plan/document.ts'
export { after, type Plan } from './plan/plan.ts'
export { type AttachResult, attach } from './recipes/attach.ts'
export type { AttachIntent } from './recipes/attach-intent.ts'
export { type BridgeIntent, type BridgeResult, createBridge } from './recipes/bridge-create.ts'
export {
  addPort,
  type PortAddition,
  type PortIntent,
  type PortResult,
  removePort,
} from './recipes/bridge-port.ts'
export { type DetachIntent, type DetachResult, detach } from './recipes/detach.ts'
export { type NamedNetwork, type Network, parseNetwork } from './recipes/networks.ts'
export { type PtpIntent, type PtpResult, ptp } from './recipes/ptp.ts'
export { resolve } from './runtimes/resolve.ts'
