import type { LabResult } from '../lab/up.ts'
import type { LaidLab } from '../model/lab.ts'
import { counted } from '../model/text.ts'
import { change } from './change.ts'
import type { Context } from './command.ts'
import { publishNodes } from './publish-ports.ts'
import { takeDown } from './take-down.ts'
import type { Change } from './wanted-change.ts'

export interface Bringing extends Omit<Change<LabResult>, 'show' | 'idle'> {
  readonly lab: LaidLab
  /** Where a port of it can't be published, it goes again. */
  readonly isNew: boolean
}

/** Brings a lab up, says what it has, and publishes what it publishes once all of it is there. */
export async function bringUp(context: Context, { lab, isNew, ...wanted }: Bringing): Promise<void> {
  let toPublish: LabResult['toPublish'] = []
  await change(context, {
    ...wanted,
    show: ({ lab: name, nodes, links, ...result }) => {
      toPublish = result.toPublish
      const text = `${name} ${counted(nodes.length, 'node')} ${counted(links, 'link')}`
      context.output.result([text], { lab: name, nodes, links })
    },
  })
  try {
    await publishNodes(context, lab, toPublish)
  } catch (error) {
    if (isNew) await takeDown(context, [lab.name])
    throw error
  }
}
