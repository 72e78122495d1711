import { usageError } from '../model/error.ts'
import { listed, quoted } from '../model/text.ts'
import type { Output } from '../view/output.ts'
import type { Context } from './command.ts'
import { commandNamed, configured, findCommand, withMoreOptions } from './command-line.ts'
import { type Globals, globalsOf } from './globals.ts'
import { parseArguments } from './parse.ts'
import { COMMANDS } from './table.ts'
import type { AnyChange } from './wanted-change.ts'

/** Commands that may stand in another one's place: all they do is one change of the host each. */
const COLLECTED: readonly string[] = [
  'attach',
  'detach',
  'ptp',
  'set',
  'route',
  'rule',
  'tc',
  'impair',
  'dns',
  'forward',
  'icc',
  'link',
  'unlink',
  'masquerade',
  'publish',
  'unpublish',
  'bridge create',
  'bridge delete',
  'bridge add',
  'bridge remove',
  'netns link',
  'netns unlink',
  'netns clean',
]

/** What is for all lines alike. */
const WHOLE: readonly string[] = ['dry-run', 'explain', 'json', 'quiet', 'verbose', 'config', 'no-config']

/** Reads a command line for what it wants changed, with the options of the command that asks. */
export const collector =
  (asking: Globals): Context['changesOf'] =>
  async (argv, output) => {
    const { name, before, after } = findCommand(argv)
    if (name === undefined) throw usageError(`${quoted(argv.join(' '))} is no command line`)
    const command = await commandNamed(name)
    if (!COLLECTED.includes(name)) {
      throw usageError(
        `${name} can't be one of several: it isn't a single change of the host`,
        `call it alone; what can be: ${listed(COLLECTED)}`,
      )
    }
    const words = [...before, ...after]
    const parsed = await parseArguments(name, await withMoreOptions(command, words), words)
    if (parsed.kind !== 'arguments') throw usageError(`ctnet ${name} is asked for its ${parsed.kind}`)
    const alien = WHOLE.find((option) => parsed.args[option] !== undefined)
    if (alien !== undefined) {
      throw usageError(`--${alien} is for all lines alike`, `give it to the command itself, not to ${name}`)
    }
    const given = { ...parsed.args, config: asking.config, 'no-config': asking.noConfig || undefined }
    const { config, args } = await configured(name, command, given)
    return collected(name, (context) => command.run(args as never, context), {
      globals: withOwn(asking, globalsOf(args)),
      config,
      commands: COMMANDS,
      argv,
      output,
    })
  }

const withOwn = (asking: Globals, own: Globals): Globals => ({
  ...asking,
  force: asking.force || own.force,
  runtime: own.runtime ?? asking.runtime,
  timeout: own.timeout ?? asking.timeout,
})

async function collected(
  name: string,
  run: (context: Context) => Promise<void>,
  known: Pick<Context, 'globals' | 'config' | 'commands' | 'argv'> & { readonly output: Output },
): Promise<readonly AnyChange[]> {
  const changes: AnyChange[] = []
  const refuse = async () => {
    throw usageError(`${name} can't carry out another command here`)
  }
  await run({ ...known, again: refuse, changesOf: refuse, collect: (change) => changes.push(change) })
  if (changes.length > 0) return changes
  throw usageError(`ctnet ${known.argv.join(' ')} changes nothing: it only shows something`, 'leave it out')
}
