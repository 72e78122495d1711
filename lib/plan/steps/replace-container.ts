import { withoutSpace, withSpace } from '../../model/effects.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import type { Facts, Space } from '../../model/facts.ts'
import type { Guard, KnownLink, Step } from '../step.ts'
import {
  containerPlace,
  createCommand,
  deleteContainer,
  engine,
  foundBy,
  isGone,
  isThere,
  type LabContainer,
  type OwnContainer,
  withNew,
} from './container.ts'
import { deleteLink } from './link.ts'

/** A container as it was made, which runs, or has stopped, until another one has taken its place. */
export interface OldContainer extends OwnContainer {
  /** Its first process; nothing where it has stopped. */
  readonly pid?: number | undefined
}

/** The name that it has meanwhile: no node's, as none has a dot. */
export const parkedContainer = ({ runtime, name, lab }: OwnContainer): OwnContainer => ({
  runtime,
  name: `${name}.old`,
  lab,
})

const movedSpace = (facts: Facts, from: Place, to: Place): Facts => {
  const { [from]: space, ...spaces } = facts.spaces
  return space === undefined ? facts : withSpace({ ...facts, spaces }, to, space)
}

/** Lets another container have its name (docker-rename(1)). */
export function parkContainer(old: OldContainer): Step {
  const parked = parkedContainer(old)
  const [here, there] = [containerPlace(old), containerPlace(parked)]
  return {
    in: HOST,
    run: [engine(old.runtime, 'rename', old.name, parked.name)],
    effect: (facts) => movedSpace(facts, here, there),
    why: 'Park the container that is to be replaced under another name',
    undo: {
      in: HOST,
      run: [engine(old.runtime, 'rename', parked.name, old.name)],
      effect: (facts) => movedSpace(facts, there, here),
      why: 'Give it its name back',
      // One of that other name may be somebody's.
      guard: isGone(old),
    },
  }
}

/** Makes the new one, which doesn't run yet: what can't be made is known before anybody is stopped. */
export const createContainer = (container: LabContainer): Step => ({
  in: HOST,
  run: [createCommand(container)],
  effect: (facts) => facts,
  why: `Make the new container of the node ${container.hostname}, without a network`,
  undo: deleteContainer(container),
  done: false,
})

/** Starts it; taken back, it goes with its making. */
export const bootContainer = (container: LabContainer): Step => ({
  in: HOST,
  run: [engine(container.runtime, 'start', container.name)],
  effect: (facts) => withNew(facts, containerPlace(container)),
  why: 'Start the new one',
  founds: foundBy(container),
})

/** Does nothing by itself; what comes behind it ends the container, or takes its cables: it is started anew on the way back. */
export function beforeStop(old: OldContainer): Step {
  const parked = parkedContainer(old)
  return {
    in: HOST,
    run: [],
    effect: (facts) => facts,
    why: 'Nothing yet',
    undo: {
      in: HOST,
      run: [engine(old.runtime, 'restart', '--time', '0', parked.name)],
      effect: (facts) => facts,
      why: 'Start the old one anew',
      guard: isThere(parked),
    },
  }
}

/** Ends the old one, with the time that the engine gives it (docker-stop(1)); with it goes its network. */
export function stopContainer(old: OldContainer): Step {
  const parked = parkedContainer(old)
  return {
    in: HOST,
    run: [engine(old.runtime, 'stop', parked.name)],
    effect: (facts) => withoutSpace(facts, containerPlace(parked)),
    why: 'Stop the old one',
  }
}

/** Does nothing by itself; on the way back what is left of a cable is out of the way before that is laid anew. */
export const clearOfCable = (end: KnownLink): Step => ({
  in: HOST,
  run: [],
  effect: (facts) => facts,
  why: 'Nothing yet',
  undo: { ...deleteLink(end), effect: (facts) => facts },
})

/** That a container has been started since. */
const isAnew = ({ runtime, name, pid }: OldContainer): Guard => ({
  kind: 'check',
  in: HOST,
  argv: [
    ...['sh', '-c', '[ "$("$1" inspect --type container -f "{{.State.Pid}}" "$2")" != "$3" ]', 'sh'],
    ...[runtime, name, String(pid ?? 0)],
  ],
  says: 'yes',
})

/**
 * Steps that are run only on the way back, in this order, once the old one has been started anew: they give its network
 * what it had. Spaces are those that are then as they were.
 */
export const onTheWayBack = (
  steps: readonly Step[],
  old: OldContainer,
  spaces: Readonly<Record<Place, Space>>,
): readonly Step[] =>
  steps
    .map((step) => ({
      in: HOST,
      run: [],
      effect: (facts: Facts) => facts,
      why: 'Nothing yet',
      undo: {
        in: step.in,
        run: step.run,
        effect: (facts: Facts) => ({ ...facts, spaces: { ...facts.spaces, ...spaces } }),
        why: step.why,
        guard: isAnew(old),
      },
    }))
    .reverse()
