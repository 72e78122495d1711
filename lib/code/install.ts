import * as module from 'node:module'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { type Hooks, makeHooks, type Report } from './hooks.ts'
import type { ThreadData } from './hooks-thread.ts'
import { HOOKS_THREAD } from './own-files.ts'
import { hookRequire } from './require-hooks.ts'
import type { Policy } from './verdict.ts'

/** Node 22.15 and later. */
const registerHooks: ((hooks: Hooks) => void) | undefined = Reflect.get(module, 'registerHooks')

/** Puts the hooks in place for the rest of this process; what they have told since it was last asked. */
export function installHooks(policy: Policy): () => readonly Report[] {
  let reports: Report[] = []
  const report = (one: Report): void => void reports.push(one)
  const taken = (): readonly Report[] => {
    const all = reports
    reports = []
    return all
  }
  hookRequire(policy, report, registerHooks !== undefined)
  if (registerHooks !== undefined) {
    registerHooks(makeHooks(policy, report))
    return taken
  }
  const { port1, port2 } = new MessageChannel()
  port1.unref()
  // Node hands it to `initialize` there.
  const data: ThreadData = { policy, reports: port2 }
  module.register(HOOKS_THREAD, { data, transferList: [port2] })
  return () => {
    for (let told = receiveMessageOnPort(port1); told !== undefined; told = receiveMessageOnPort(port1)) {
      report(told.message as Report)
    }
    return taken()
  }
}
