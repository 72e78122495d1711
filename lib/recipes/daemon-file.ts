import * as v from 'valibot'
import type { Cidr } from '../model/address.ts'
import { editDaemonJson, parseDaemonJson, sameValue, type Table } from '../model/daemon-json.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import type { Step } from '../plan/step.ts'
import { type FileChange, setFile } from '../plan/steps/file.ts'

/** Who changes the file: `ctnet docker0`, or `ctnet bridge adopt`; each can be taken back by itself. */
export type Layer = 'docker0' | 'adopt'

/** A key that ctnet changed; without a value it wasn't there. */
interface Changed {
  readonly before?: unknown
  readonly after?: unknown
}

type Layers = Readonly<Record<Layer, Readonly<Record<string, Changed>>>>

/** What is kept of daemon.json for as long as ctnet's changes are in it. */
export interface Kept {
  readonly file: string
  /** Its directory was made with it. */
  readonly alone: boolean
  /** The text that ctnet wrote last; nothing, where somebody else's changes are in it. */
  readonly written?: string | undefined
  readonly layers: Layers
  /** What docker0 had before its address was changed: without a `bip`, Docker leaves the address that it finds. */
  readonly address?: Cidr | undefined
}

const Changes = v.record(
  v.string(),
  v.object({ before: v.optional(v.unknown()), after: v.optional(v.unknown()) }),
)

const KeptText = v.object({
  file: v.string(),
  alone: v.boolean(),
  written: v.optional(v.string()),
  layers: v.object({ docker0: Changes, adopt: Changes }),
  address: v.optional(
    v.object({
      family: v.picklist([4, 6]),
      ip: v.string(),
      prefix: v.number(),
      broadcast: v.optional(v.string()),
    }),
  ),
})

/** Where a reboot doesn't take it. */
const DIRECTORY = '/var/lib/ctnet/docker'

/** The old text of the file, as it was, and what ctnet changed in it. */
function keptFiles(file: string): { readonly old: string; readonly changes: string } {
  const old = `${DIRECTORY}/${file.replace(/^\//, '').replaceAll('/', '.')}`
  return { old, changes: `${old}.changes` }
}

/** What has to be read before daemon.json can be changed. */
export const filesOf = (file: string): readonly string[] => [file, ...Object.values(keptFiles(file))]

export interface DaemonFile {
  readonly file: string
  readonly text: string | undefined
  readonly data: Table
  readonly kept: Kept | undefined
}

/** daemon.json as it is, and what ctnet changed in it. @throws exit 2 where it is no JSON */
export function readDaemonFile({ files = {} }: Facts, file: string): DaemonFile {
  const text = files[file]
  const { changes } = keptFiles(file)
  return {
    file,
    text,
    data: parseDaemonJson(file, text ?? ''),
    kept: files[changes] === undefined ? undefined : readKept(changes, files[changes], file),
  }
}

function readKept(path: string, text: string, file: string): Kept {
  try {
    const kept = v.parse(KeptText, JSON.parse(text)) as Kept
    if (kept.file === file) return kept
  } catch {
    // Said below.
  }
  throw new CtnetError('conflict', 'kept-damaged', `${path} doesn't say what ctnet changed in ${file}`, {
    hint: `see what is in it, and put it out of the way: mv ${path} ${path}.damaged`,
  })
}

/** A change of the file, and of what is kept of it; none, if it says so already. */
export interface Rewriting {
  /** What comes before the file is written, and after. */
  readonly keep: readonly Step[]
  readonly forget: readonly Step[]
  readonly text: FileChange
  /** What the file says then. */
  readonly data: Table
  /** What others have changed since, and is left alone. */
  readonly foreign: readonly string[]
}

const NONE: Layers = { docker0: {}, adopt: {} }

/** Gives keys of the file other values; what they had is kept. */
export function changeKeys(
  facts: Facts,
  known: DaemonFile,
  {
    layer,
    changes,
    alone,
    address,
  }: { layer: Layer; changes: Table; alone: boolean; address?: Cidr | undefined },
): Rewriting {
  const { data, kept } = known
  const differ = Object.entries(changes).filter(([key, value]) => !sameValue(data[key], value))
  if (differ.length === 0) return unchanged(known)
  const layers = kept?.layers ?? NONE
  const changed = Object.fromEntries(
    differ.map(([key, after]) => [key, record(layers[layer][key], data[key], after)]),
  )
  const next = { ...layers, [layer]: { ...layers[layer], ...changed } }
  const text = editDaemonJson(known.text, Object.fromEntries(differ))
  return rewriting(facts, known, {
    text,
    kept: {
      file: known.file,
      alone: kept?.alone ?? alone,
      written: isOurs(known) ? text : undefined,
      layers: next,
      address: kept?.address ?? address,
    },
  })
}

/** Nobody else has changed the file since ctnet did, so that its old text may stand for it. */
const isOurs = ({ text, kept }: DaemonFile): boolean =>
  kept === undefined || (kept.written !== undefined && kept.written === text)

/** What the key had before ctnet changed it: of one that somebody else has changed since, that. */
const record = (earlier: Changed | undefined, now: unknown, after: unknown): Changed => ({
  before: earlier !== undefined && sameValue(earlier.after, now) ? earlier.before : now,
  after,
})

/** Gives the keys that were changed their old values; the file its old text, if nobody else has changed it since. */
export function putBack(facts: Facts, file: string, layer: Layer): Rewriting & Pick<DaemonFile, 'kept'> {
  const known = readDaemonFile(facts, file)
  const { kept, data } = known
  if (kept === undefined) return { ...unchanged(known), kept }
  const above = layer === 'docker0' ? 'adopt' : undefined
  const entries = Object.entries(kept.layers[layer])
  const covered = above === undefined ? {} : kept.layers[above]
  const open = entries.filter(([key]) => covered[key] === undefined)
  const foreign = open.filter(([key, { after }]) => !sameValue(data[key], after)).map(([key]) => key)
  const back = open
    .filter(([key]) => !foreign.includes(key))
    .map(([key, { before }]) => [key, before] as const)
  const layers = {
    ...kept.layers,
    ...(above && { [above]: uncovered(kept.layers[above], kept.layers[layer]) }),
    [layer]: {},
  }
  const ends = Object.values(layers).every((changes) => Object.keys(changes).length === 0)
  const old = facts.files?.[keptFiles(known.file).old]
  const edited = back.length === 0 ? known.text : editDaemonJson(known.text, Object.fromEntries(back))
  const untouched = ends && isOurs(known)
  const emptied = ends && old === undefined && sameValue(parseDaemonJson(known.file, edited ?? ''), {})
  const text = untouched ? old : emptied ? undefined : edited
  return {
    ...rewriting(facts, known, {
      text,
      kept: ends ? undefined : { ...kept, written: isOurs(known) ? text : undefined, layers },
    }),
    foreign: untouched ? [] : foreign,
    kept,
  }
}

/** What is put back below another change is what that one puts back later. */
const uncovered = (above: Layers[Layer], below: Layers[Layer]): Layers[Layer] =>
  Object.fromEntries(
    Object.entries(above).map(([key, changed]) => [
      key,
      { ...changed, ...(below[key] && { before: below[key].before }) },
    ]),
  )

function rewriting(
  { files = {} }: Facts,
  { file, text: before, kept: earlier }: DaemonFile,
  { text, kept }: { readonly text: string | undefined; readonly kept: Kept | undefined },
): Rewriting {
  const places = keptFiles(file)
  const own = { alone: true, secret: true }
  const old = files[places.old]
  const keepOld = earlier === undefined && kept !== undefined && before !== old
  const changes = kept && `${JSON.stringify(kept)}\n`
  return {
    keep: [
      ...(keepOld
        ? [setFile({ path: places.old, before: old, after: before, ...own }, `Keep ${file} as it was`)]
        : []),
      ...(changes === files[places.changes]
        ? []
        : [
            setFile(
              { path: places.changes, before: files[places.changes], after: changes, ...own },
              kept === undefined ? 'Nothing of ctnet is left in it' : 'Note what is changed, and what it was',
            ),
          ]),
    ],
    text: { path: file, before, after: text, alone: (kept ?? earlier)?.alone === true },
    forget:
      kept === undefined && old !== undefined
        ? [
            setFile(
              { path: places.old, before: old, after: undefined, ...own },
              'Forget the old file: it is back',
            ),
          ]
        : [],
    data: text === undefined ? {} : parseDaemonJson(file, text),
    foreign: [],
  }
}

/** What a change that changes nothing is. */
const unchanged = ({ file, text, data }: DaemonFile): Rewriting => ({
  keep: [],
  forget: [],
  text: { path: file, before: text, after: text },
  data,
  foreign: [],
})

export const changesFile = ({ text: { before, after } }: Rewriting): boolean => before !== after

const writeFile = (text: FileChange, why: string): Step[] =>
  text.before === text.after ? [] : [setFile(text, why)]

export const written = ({ text }: Rewriting): readonly Step[] => writeFile(text, `Write ${text.path}`)

/** The same in two steps: in between, the file names an address for docker0 that it says nothing of by itself. */
export function writtenThrough(
  { text }: Rewriting,
  of: 'before' | 'after',
  bip: string,
): { readonly first: readonly Step[]; readonly last: readonly Step[] } {
  const between = editDaemonJson(text[of], { bip })
  return {
    first: writeFile(
      { ...text, after: between },
      'Name the address that docker0 shall have without a bip: Docker remembers the last one',
    ),
    last: writeFile({ ...text, before: between }, `Write ${text.path}`),
  }
}
