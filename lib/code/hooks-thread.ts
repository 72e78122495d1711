import type { MessagePort } from 'node:worker_threads'
import { type Hooks, makeHooks } from './hooks.ts'
import type { Policy } from './verdict.ts'

/** What Node's thread for hooks is given: Node before 22.15 has no others. */
export interface ThreadData {
  readonly policy: Policy
  readonly reports: MessagePort
}

let hooks: Hooks | undefined

/** Called by Node, once. */
export function initialize({ policy, reports }: ThreadData): void {
  hooks = makeHooks(policy, (report) => reports.postMessage(report))
}

export const resolve: Hooks['resolve'] = (name, context, next) =>
  hooks === undefined ? next(name, context) : hooks.resolve(name, context, next)

/** CommonJS is left to Node's older loader, which has hooks of its own (require-hooks.ts): here its `require` is half of one. */
export const load: Hooks['load'] = async (url, context, next) => {
  if (hooks === undefined) return next(url, context)
  const loaded = await hooks.load(url, context, next)
  return loaded.format === 'commonjs' ? { format: 'commonjs', shortCircuit: true } : loaded
}
