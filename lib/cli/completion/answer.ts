import { hasUnprintable, visible } from '../../model/text.ts'
import type { Answer } from './candidate.ts'
import { commandNames } from './command-names.ts'
import { type Flag, flagsOf, spellingsOf } from './flag.ts'
import { commandAt, type FoundCommand, type Question, questionAt, valueFollows } from './question.ts'
import type { CompletionTable } from './table.ts'

/** The ways to go on with the last of the words, which follow `ctnet`. */
export async function answer(table: CompletionTable, words: readonly string[]): Promise<Answer> {
  const found = commandAt(table, words)
  const question =
    'kind' in found ? found : questionAt(table, found, words, await topologyFlags(table, found, words))
  const { candidates, ...rest } = await answerTo(table, question, words)
  const shown = candidates.filter(({ word }) => !hasUnprintable(word))
  return { candidates: shown.map((one) => ({ ...one, describe: visible(one.describe ?? '') })), ...rest }
}

async function answerTo(
  table: CompletionTable,
  question: Question,
  words: readonly string[],
): Promise<Answer> {
  switch (question.kind) {
    case 'command':
      return { candidates: commandNames(table, question.group) }
    case 'flag':
      return {
        candidates: question.flags.flatMap((flag) =>
          spellingsOf(flag).map((word) => ({ word, describe: flag.describe })),
        ),
      }
    case 'value':
      return valueCandidates(table, question, words)
    case 'program':
      return { candidates: [], program: question.from }
    case 'nothing':
      return { candidates: [] }
  }
}

async function valueCandidates(
  table: CompletionTable,
  { completes, head, before }: Extract<Question, { kind: 'value' }>,
  words: readonly string[],
): Promise<Answer> {
  if (typeof completes !== 'string') {
    return { candidates: completes.map((word) => ({ word: `${head}${word}` })) }
  }
  const typed = (words.at(-1) ?? '').slice(head.length)
  const { valuesOf } = await import('./values.ts')
  const { candidates, ...rest } = await valuesOf(completes, { table, typed, before, words })
  return { candidates: candidates.map((one) => ({ ...one, word: `${head}${one.word}` })), ...rest }
}

/** The options of the topology that is named, if it can be had. */
async function topologyFlags(
  table: CompletionTable,
  { words: command, start }: FoundCommand,
  words: readonly string[],
): Promise<readonly Flag[]> {
  if (command.optionsOf === undefined) return []
  const before = words.slice(start, -1)
  const flags = [...command.flags, ...table.globals]
  const name = before.find((word, i) => !word.startsWith('-') && !valueFollows(flags, before[i - 1]))
  if (command.optionsOf === 'topology' && name !== undefined && Object.hasOwn(table.topologies, name)) {
    return table.topologies[name]?.flags ?? []
  }
  try {
    const { labOptions, topologyOptions } = await import('../topology-flags.ts')
    return flagsOf(await (command.optionsOf === 'lab' ? labOptions : topologyOptions)(before))
  } catch {
    return []
  }
}
