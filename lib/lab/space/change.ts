import type { WantedCable, WantedSpace } from '../wanted.ts'

/** One namespace of a lab: as it is to be, and what this plan did to it by then. */
export interface SpaceChange {
  readonly wanted: WantedSpace
  /** As the lab had it when it last came up. */
  readonly before: WantedSpace | undefined
  /** Its namespace is made by this plan. */
  readonly isNew: boolean
  /** The cables that are laid by this plan, by the interfaces here. */
  readonly laid: ReadonlyMap<string, WantedCable>
}
