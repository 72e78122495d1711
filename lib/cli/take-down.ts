import { labPath, readLabState } from '../host/labs.ts'
import { down } from '../lab/down.ts'
import { change } from './change.ts'
import type { Context } from './command.ts'
import { lookAtRest } from './labs.ts'

/** Takes labs down, and calls with the names of those that were up. */
export async function takeDown(
  context: Context,
  names: readonly string[],
  show: (gone: readonly string[]) => void = () => {},
): Promise<void> {
  await change(context, {
    name: 'down',
    look: async () => {
      const rest = await lookAtRest(names.flatMap((name) => readLabState(name)?.lab ?? []))
      return { ...rest, files: [...(rest.files ?? []), ...names.map(labPath)] }
    },
    plan: (facts) => down(facts, names),
    idle: 'no lab is up: nothing to do',
    show,
  })
}
