import { readFileSync } from 'node:fs'
import { change } from '../lib/cli/change.ts'
import { type Context, defineCommand } from '../lib/cli/command.ts'
import { UnknownWord } from '../lib/cli/parse.ts'
import { didYouMean } from '../lib/cli/suggest.ts'
import { type Member, together } from '../lib/cli/together.ts'
import { type CommandLine, CommandLineFault, commandLines } from '../lib/model/command-lines.ts'
import { CtnetError, usageError } from '../lib/model/error.ts'
import { quoted } from '../lib/model/text.ts'
import { HeldOutput } from '../lib/view/held-output.ts'
import { asCtnetError } from '../lib/view/output.ts'

/** What a line says and shows. */
interface Line extends CommandLine {
  readonly output: HeldOutput
}

export default defineCommand({
  usage: '[file]',
  describe: 'Carry out many commands as one: each is planned on those before it, and all are done or none',
  positionals: {
    file: { type: 'string', describe: 'command lines, as they are typed; standard input' },
  },
  options: {},
  examples: [
    {
      line: 'batch net.txt',
      does: 'a bridge, two containers on it and a port that is published, by one script',
      containers: ['web', 'db'],
      world: [
        `printf '%s\\n' '# the shop' 'bridge create bridge0 172.17.42.1/16' 'attach web bridge0 172.17.42.99/16' 'attach db bridge0' 'publish web 8080:80' >net.txt`,
      ],
    },
    {
      line: 'batch <gone.txt',
      does: 'all of it goes again',
      containers: ['web', 'db'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0',
        'ctnet attach db bridge0',
        `printf '%s\\n' 'detach web' 'detach db' 'bridge delete bridge0' >gone.txt`,
      ],
    },
  ],
  async run(args, context) {
    const file = args.file ?? '-'
    const lines = linesOf(file).map((line) => ({ ...line, output: new HeldOutput(context.globals) }))
    const members: Member[] = []
    for (const line of lines) members.push(...(await membersOf(line, file, context)))
    const { look, plan, show, next } = together(members)
    await change(context, {
      name: 'batch',
      look,
      plan,
      next,
      idle: 'there is nothing to do',
      show: (plans, whole) => {
        show(plans, whole)
        context.output.result(
          lines.flatMap(({ output }) => output.lines),
          { results: lines.flatMap(({ line, output }) => output.data.map((data) => ({ line, ...data }))) },
        )
      },
    })
  },
})

/** @throws exit 2 where it can't be read, or is no list of command lines */
function linesOf(file: string): readonly CommandLine[] {
  try {
    return commandLines(readFileSync(file === '-' ? 0 : file, 'utf8')).map(withoutOwnName)
  } catch (error) {
    if (error instanceof CommandLineFault) throw usageError(`${nameOf(file)}:${error.line}: ${error.message}`)
    const { code, message } = error as NodeJS.ErrnoException
    const hint = 'name a file with one command line each, or write them to standard input'
    if (code === 'ENOENT') throw usageError(`there is no file ${quoted(file)}`, hint)
    if (code === 'EISDIR') throw usageError(`${quoted(file)} is a folder`, hint)
    throw usageError(`${quoted(nameOf(file))} can't be read: ${message}`, hint)
  }
}

/** A line out of a shell script begins with the program's name. */
const withoutOwnName = ({ line, words }: CommandLine): CommandLine => ({
  line,
  words: words[0] === 'ctnet' ? words.slice(1) : words,
})

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file)

async function membersOf(
  { line, words, output }: Line,
  file: string,
  context: Context,
): Promise<readonly Member[]> {
  const blame = (thrown: unknown): CtnetError => {
    const error = thrown instanceof UnknownWord ? didYouMean(thrown) : asCtnetError(thrown)
    const { code, message, hint, details, cause } = error
    return new CtnetError(error.exit, code, `${nameOf(file)}:${line}: ${message}`, { hint, details, cause })
  }
  try {
    const changes = await context.changesOf(words, output)
    return changes.map((change) => ({ change, blame }))
  } catch (error) {
    throw blame(error)
  }
}
