import { type Completes, NAMED_SO } from '../../model/completes.ts'
import { BUILT_IN } from '../../plugins/built-in.ts'
import { flagsFor } from '../../plugins/topology.ts'
import { networkWords } from '../../recipes/networks.ts'
import type { AnyCommand, CommandTable } from '../command.ts'
import { GLOBAL_OPTIONS } from '../globals.ts'
import { labOptions } from '../topology-flags.ts'
import { type Declared, type Flag, flagsOf } from './flag.ts'

/** A word that stands by itself. */
export interface Positional {
  readonly name: string
  readonly many: boolean
  readonly completes?: Completes
}

/** A command, as far as it can be known without running it. */
export interface CommandWords {
  readonly describe: string
  readonly positionals: readonly Positional[]
  readonly flags: readonly Flag[]
  readonly passesOnAfter?: number
  readonly plansRest?: boolean
  /** That it makes no plan which could be shown. */
  readonly noPlan?: boolean
  /** That all which follows its name is passed on, options too. */
  readonly passesOnAll?: boolean
  /** That it has more options: those of the topology that is named, or of the lab's that is named. */
  readonly optionsOf?: 'topology' | 'lab'
}

/** What completions are made of: data, so that the build can put it in and nothing else need be loaded. */
export interface CompletionTable {
  readonly commands: Readonly<Record<string, CommandWords>>
  readonly globals: readonly Flag[]
  readonly networks: typeof networkWords
  /** ctnet's own. */
  readonly topologies: Readonly<Record<string, TopologyWords>>
}

export interface TopologyWords {
  readonly describe: string
  readonly flags: readonly Flag[]
}

/** The table of all commands, from their definitions. */
export async function completionTable(commands: CommandTable): Promise<CompletionTable> {
  const loading = Object.entries(commands).map(
    async ([name, { describe, load }]) => [name, wordsOf(describe, (await load()).default)] as const,
  )
  return {
    commands: Object.fromEntries(await Promise.all(loading)),
    globals: flagsOf(GLOBAL_OPTIONS),
    networks: networkWords,
    topologies: Object.fromEntries(await Promise.all(Object.values(BUILT_IN).map(topologyWords))),
  }
}

async function topologyWords(load: (typeof BUILT_IN)[string]): Promise<[string, TopologyWords]> {
  const topology = (await load()).default
  return [topology.name, { describe: topology.describe, flags: flagsOf(flagsFor(topology)) }]
}

/** Positionals stand in the order of the usage: `<container> [address..]`. */
function wordsOf(describe: string, command: AnyCommand): CommandWords {
  const { usage, positionals, options, passesOnAfter, plansRest, passesOnAll, optionsFor, noPlan } = command
  const order = [...usage.matchAll(/[<[]([\w-]+)/g)].map(([, name = '']) => name)
  return {
    describe,
    positionals: order.map((name) => positionalOf(name, positionals[name])),
    flags: flagsOf(options),
    ...(noPlan && { noPlan }),
    ...(passesOnAfter !== undefined && { passesOnAfter }),
    ...(plansRest !== undefined && { plansRest: true }),
    ...(passesOnAll && { passesOnAll }),
    ...(optionsFor !== undefined && { optionsOf: optionsFor === labOptions ? 'lab' : 'topology' }),
  }
}

function positionalOf(name: string, declared: Declared = {}): Positional {
  const completes = declared.completes ?? NAMED_SO.find((one) => one === name)
  return { name, many: declared.array === true, ...(completes !== undefined && { completes }) }
}
