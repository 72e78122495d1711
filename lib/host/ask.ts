import type { Endpoint } from '../model/endpoint.ts'
import { openEndpointNamespace } from './namespaces.ts'
import { demandUtilLinux } from './program.ts'
import { run, type ShellOutcome } from './shell.ts'

/** How many programs run at once. */
const AT_ONCE = 16

/** Runs a host's program in a container's network to its end, and keeps what it says. */
export async function askIn(endpoint: Endpoint, argv: readonly string[]): Promise<ShellOutcome> {
  demandUtilLinux('nsenter')
  const namespace = openEndpointNamespace(endpoint)
  try {
    return await run(['nsenter', '--net=/proc/self/fd/3', ...argv], { files: new Map([[3, namespace.fd]]) })
  } finally {
    namespace.close()
  }
}

/** Does the same with each, some at once; the answers in the order of the questions. */
export async function askAll<Q, A>(
  questions: readonly Q[],
  ask: (question: Q) => Promise<A>,
): Promise<readonly A[]> {
  const answers: A[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < questions.length) {
      const at = next++
      answers[at] = await ask(questions[at] as Q)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, questions.length) }, work))
  return answers
}
