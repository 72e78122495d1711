import { hasUnprintable } from '../../model/text.ts'
import { labOptions, topologyOptions } from '../topology-flags.ts'
import type { Answer, Candidate } from './candidate.ts'
import { commandNames } from './command-names.ts'
import { type Flag, flagsOf } from './flag.ts'
import { commandAt, type FoundCommand, type Question, questionAt } from './question.ts'
import type { CompletionTable } from './table.ts'
import { valuesOf } from './values.ts'

/** The ways to go on with the last of the words, which follow `ctnet`. */
export async function answer(table: CompletionTable, words: readonly string[]): Promise<Answer> {
  const found = commandAt(table, words)
  const question =
    'kind' in found ? found : questionAt(table, found, words, await topologyFlags(found, words))
  const { candidates, ...rest } = await answerTo(table, question, words)
  return { candidates: candidates.filter(({ word }) => !hasUnprintable(word)), ...rest }
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
      return { candidates: question.flags.flatMap(spellings) }
    case 'value':
      return valueCandidates(table, question, words)
    case 'program':
      return { candidates: [], program: question.from }
    case 'nothing':
      return { candidates: [] }
  }
}

const spellings = ({ name, alias, describe }: Flag): readonly Candidate[] =>
  [`--${name}`, ...(alias === undefined ? [] : [`-${alias}`])].map((word) => ({ word, describe }))

async function valueCandidates(
  table: CompletionTable,
  { completes, head, before }: Extract<Question, { kind: 'value' }>,
  words: readonly string[],
): Promise<Answer> {
  if (typeof completes !== 'string') {
    return { candidates: completes.map((word) => ({ word: `${head}${word}` })) }
  }
  const typed = (words.at(-1) ?? '').slice(head.length)
  const { candidates, ...rest } = await valuesOf(completes, { table, typed, before, words })
  return { candidates: candidates.map((one) => ({ ...one, word: `${head}${one.word}` })), ...rest }
}

const OPTIONS = { topology: topologyOptions, lab: labOptions } as const

/** The options of the topology that is named, if it can be had. */
async function topologyFlags(
  { words: command, start }: FoundCommand,
  words: readonly string[],
): Promise<readonly Flag[]> {
  if (command.optionsOf === undefined) return []
  try {
    return flagsOf(await OPTIONS[command.optionsOf](words.slice(start, -1)))
  } catch {
    return []
  }
}
