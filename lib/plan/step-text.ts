import { HOST } from '../model/endpoint.ts'
import type { Places } from './plan.ts'
import { shellWords } from './quote.ts'
import type { Argument, Step } from './step.ts'

/** A step in one line, for a message: its first command, and where. */
export function stepText({ in: place, run }: Step, places: Places): string {
  const [command] = run
  const where = place === HOST ? '' : ` in ${places[place]?.name ?? place}`
  switch (command?.kind) {
    case 'ip':
      return wordsOf(['ip', ...command.args]) + where
    case 'sysctl':
      return `${command.path} = ${command.value}${where}`
    case 'exec':
      return (command.typed ?? wordsOf(command.argv)) + where
    case undefined:
      return ''
  }
}

const wordsOf = (argv: readonly Argument[]): string =>
  shellWords(argv.map((arg) => (typeof arg === 'string' ? arg : arg.netns)))
