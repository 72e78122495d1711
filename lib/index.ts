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

import { around } from './cli/around.ts'
import { type Transaction, transact } from './host/transact.ts'
import type { Plan } from './plan/plan.ts'

export { lookAtLab } from './cli/labs.ts'
export { defineConfig } from './config/define-config.ts'
export type { BridgeWritten as BridgeConfiguration, Written as Configuration } from './config/written.ts'
export { type Look, observe } from './host/observe.ts'
export type { Transaction } from './host/transact.ts'
export { down } from './lab/down.ts'
export {
  type BridgeWritten as LabFileBridge,
  type CheckWritten as LabFileCheck,
  defineLab,
  type EndWritten as LabFileEnd,
  type LabWritten as LabFile,
  type LinkWritten as LabFileLink,
  type NodeWritten as LabFileNode,
} from './lab/file/written.ts'
export { lay } from './lab/lay.ts'
export { type LabResult, up } from './lab/up.ts'
export { placeOf } from './model/endpoint.ts'
export type { Facts, Link, Space } from './model/facts.ts'
export type { Lab, LaidLab } from './model/lab.ts'
export type { LabState } from './model/lab-state.ts'
export type { Route } from './model/route.ts'
export { settled } from './model/settled.ts'
export { printedScript } from './plan/document.ts'
export { after, type Plan } from './plan/plan.ts'
export * from './plugins/api.ts'
export { type AttachIntent, type AttachResult, attach } from './recipes/attach.ts'
export { type BridgeIntent, type BridgeResult, createBridge } from './recipes/bridge-create.ts'
export {
  addPort,
  type PortAddition,
  type PortIntent,
  type PortResult,
  removePort,
} from './recipes/bridge-port.ts'
export { type DetachIntent, type DetachResult, detach } from './recipes/detach.ts'
export { type IccIntent, type IccResult, setIcc } from './recipes/icc.ts'
export { type MasqueradeIntent, type MasqueradeResult, setMasquerade } from './recipes/masquerade.ts'
export { type NamedNetwork, type Network, parseNetwork } from './recipes/networks.ts'
export { type PtpIntent, type PtpResult, ptp } from './recipes/ptp.ts'
export { resolve } from './runtimes/resolve.ts'

/**
 * Changes the host by one plan, as ctnet's commands do: takes the lock, ends what killed commands left, looks, plans,
 * and runs the plan, which is taken back when a step fails. Needs root. The plan that was run, with its result.
 *
 * @throws CtnetError: what the recipe throws, exit 1 (a step failed, all taken back), 5 (not permitted), 7 (something is
 * left), 8 (the lock isn't free in time), 129, 130 or 143 (interrupted, all taken back)
 * @example
 * const { result } = await apply({ plan: (facts) => createBridge(facts, { name: 'lan', addresses: 'auto' }) })
 * console.log(result.bridge, result.addresses)
 */
export const apply = <R>(transaction: Transaction<R>): Promise<Plan<R>> =>
  transact({ ...transaction, ...around(transaction) })
