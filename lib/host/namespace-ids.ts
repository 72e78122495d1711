import * as v from 'valibot'
import type { Place } from '../model/endpoint.ts'
import { parseJsonLine } from './json-line.ts'
import { run } from './shell.ts'

/** Which namespace each of the ids means that a namespace has for others: where the kernel says that a link's other end is. */
export type NamespaceIds = ReadonlyMap<Place, ReadonlyMap<number, Place>>

export interface NamespaceFile {
  readonly place: Place
  /** As a child process finds it. */
  readonly path: string
}

/**
 * `ip netns list-id` names only what is in /var/run/netns; so it is asked where nothing else is there, in a mount namespace
 * that goes with the question: under its number each of the namespaces that were given.
 */
const ASK = `mount -t tmpfs ctnet /tmp && mkdir /tmp/all && cd /tmp/all || exit
n=0
for file; do
  : >$n
  mount --no-canonicalize --bind "$file" $n
  n=$((n + 1))
done
mount -t tmpfs ctnet /var/run && mkdir /var/run/netns && mount --rbind . /var/run/netns || exit
for n in *; do
  echo "@ $n"
  nsenter --net=$n ip -j netns list-id
  echo
done
`

const Ids = v.array(v.object({ nsid: v.number(), name: v.optional(v.string()) }))

/** Asks each of the namespaces for its ids of the others, with one child process; where that can't be told, of none. */
export async function readNamespaceIds(
  among: readonly NamespaceFile[],
  files: ReadonlyMap<number, number>,
): Promise<NamespaceIds> {
  const argv = ['unshare', '--mount', 'sh', '-c', ASK, 'sh', ...among.map(({ path }) => path)]
  const { stdout } = await run(argv, { files })
  const placeOf = (number: string | undefined) => among[Number(number)]?.place
  return new Map(
    stdout.split(/^@ /m).flatMap((section): [Place, ReadonlyMap<number, Place>][] => {
      const [number = '', line = ''] = section.split('\n')
      const place = number === '' ? undefined : placeOf(number)
      if (place === undefined || !line.startsWith('[')) return []
      const ids = v.parse(Ids, parseJsonLine(line)).flatMap(({ nsid, name }): [number, Place][] => {
        const other = name === undefined ? undefined : placeOf(name)
        return other === undefined ? [] : [[nsid, other]]
      })
      return [[place, new Map(ids)]]
    }),
  )
}
