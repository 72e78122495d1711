import { labNames, readLabState } from '../host/labs.ts'
import { wantedOf } from '../lab/wanted.ts'
import type { Place } from '../model/endpoint.ts'

/** The nodes of the labs that are up, as they are written: `LAB/NODE`, by their places. */
export const nodeNames = (): ReadonlyMap<Place, string> =>
  new Map(
    labNames()
      .flatMap((name) => readLabState(name) ?? [])
      .flatMap(({ lab }) =>
        wantedOf(lab).spaces.map(({ place, node }) => [place, `${lab.name}/${node}`] as const),
      )
      .filter(([place]) => place !== 'host'),
  )
