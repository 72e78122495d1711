import type { LabResult } from '../lab/up.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { LaidLab } from '../model/lab.ts'
import { type PublishSpec, parsePublish } from '../model/publish.ts'
import { type PublishedPort, publish } from '../recipes/publish.ts'
import { resolve } from '../runtimes/resolve.ts'
import { lookAtOwners, ownerOf } from './around.ts'
import { change } from './change.ts'
import type { Context } from './command.ts'

/** Publishes a container's ports; which those are may depend on the container. */
export async function publishPorts(
  context: Context,
  container: string,
  specs: (endpoint: Endpoint) => readonly PublishSpec[],
  show: (published: readonly PublishedPort[]) => void,
): Promise<void> {
  const { runtime, force } = context.globals
  let found: Endpoint | undefined
  await change(context, {
    name: 'publish',
    look: async () => {
      found = await resolve(container, runtime)
      return lookAtOwners([found], { listeners: true, foreign: true })
    },
    plan: (facts) => {
      const endpoint = found as Endpoint
      return publish(facts, { container: ownerOf(endpoint), specs: specs(endpoint), force })
    },
    show,
  })
}

/** Publishes what a lab that has come up has yet to publish. */
export async function publishNodes(
  context: Context,
  { name, nodes }: LaidLab,
  toPublish: LabResult['toPublish'],
): Promise<void> {
  for (const node of toPublish) {
    const specs = (nodes[node]?.publish ?? []).flatMap((text) => parsePublish(text))
    await publishPorts(
      context,
      `${name}/${node}`,
      () => specs,
      () => {},
    )
  }
}
