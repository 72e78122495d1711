import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyCommand } from '../../../lib/cli/command.ts'
import { commandNamed } from '../../../lib/cli/command-line.ts'
import { globalsOf } from '../../../lib/cli/globals.ts'
import { parseArguments, UnknownWord } from '../../../lib/cli/parse.ts'
import { didYouMean } from '../../../lib/cli/suggest.ts'
import { COMMANDS } from '../../../lib/cli/table.ts'
import { CtnetError } from '../../../lib/model/error.ts'

const load = async (name: string): Promise<AnyCommand> =>
  (await COMMANDS[name]?.load())?.default as AnyCommand

/** What a command gets for these words. */
async function argsOf(name: string, ...words: string[]): Promise<Readonly<Record<string, unknown>>> {
  const command = await load(name)
  const options = { ...command.options, ...(await command.optionsFor?.(words)) }
  const parsed = await parseArguments(name, { ...command, options }, words)
  assert.ok(parsed.kind === 'arguments')
  return parsed.args
}

/** What it says of words that can't be. */
async function refusalOf(name: string, ...words: string[]): Promise<string> {
  try {
    await argsOf(name, ...words)
  } catch (thrown) {
    const error = thrown instanceof UnknownWord ? didYouMean(thrown) : thrown
    assert.ok(error instanceof CtnetError && error.exit === 2, String(error))
    return `${error.message}; ${error.hint}`
  }
  return assert.fail(`taken: ${words.join(' ')}`)
}

test('nothing that looks like a number becomes one', async () => {
  const args = await argsOf('attach', '63e10', '0x10', '1e3', '--if', '007', '--mtu', '1500', '--mac=5')
  assert.deepEqual(
    [args.container, args.network, args.address, args.if, args.mtu, args.mac],
    ['63e10', '0x10', ['1e3'], '007', '1500', '5'],
  )
})

test('an option that may be given several times takes one value each, and no positional is lost to it', async () => {
  const args = await argsOf(
    'attach',
    'web',
    '--route',
    '10.0.0.0/8',
    'br0',
    '--route=10.1.0.0/16@10.0.0.1',
    '10.0.0.5/24',
  )
  assert.deepEqual(args.route, ['10.0.0.0/8', '10.1.0.0/16@10.0.0.1'])
  assert.deepEqual([args.network, args.address], ['br0', ['10.0.0.5/24']])
})

test("what runs a program runs nothing for who asks for a plan; a flag of the program is the program's", async () => {
  assert.match(await refusalOf('sandbox', '-n', '--', 'sh'), /sandbox makes no plan/)
  assert.match(await refusalOf('exec', '--dry-run', 'web', 'ls'), /exec makes no plan/)
  assert.match(await refusalOf('exec', '--explain', 'web'), /exec makes no plan/)
  assert.deepEqual((await argsOf('exec', 'web', 'make', '-n')).rest, ['make', '-n'])
})

test("what follows `exec CONTAINER` is the program's, flags and all", async () => {
  const plain = await argsOf('exec', 'web', 'ip', '--json', '-n', 'link', '--', '--help')
  assert.deepEqual(
    [plain.container, plain.rest, plain.json],
    ['web', ['ip', '--json', '-n', 'link', '--', '--help'], undefined],
  )
  const dashed = await argsOf('exec', '--runtime', 'netns', 'web', '--', 'ls', '--nonsense')
  assert.deepEqual([dashed.container, dashed.runtime, dashed.rest], ['web', 'netns', ['ls', '--nonsense']])
  assert.deepEqual((await argsOf('exec', 'web')).rest, [])
  assert.deepEqual((await argsOf('sandbox', '--', 'sh', '-c', 'x')).rest, ['sh', '-c', 'x'])
  const sandbox = await argsOf('sandbox', '--quiet', 'sh', '--json')
  assert.deepEqual([sandbox.quiet, sandbox.rest], [true, ['sh', '--json']])
})

test('what follows -- is positional, whatever it begins with', async () => {
  const args = await argsOf('detach', '--force', 'web', '--', '-x', '--all', 'eth0')
  assert.deepEqual(
    [args.container, args.interface, args.all, args.force],
    ['web', ['-x', '--all', 'eth0'], undefined, true],
  )
  assert.deepEqual((await argsOf('detach', '--', '-x')).container, '-x')
})

test('an unknown option is refused, alone and in a bundle, with the one that was probably meant', async () => {
  assert.match(
    await refusalOf('attach', 'web', 'br0', '--replcae'),
    /no option --replcae; did you mean --replace\?/,
  )
  assert.match(await refusalOf('attach', 'web', 'br0', '--dryrun'), /did you mean --dry-run\?/)
  assert.match(await refusalOf('attach', 'web', 'br0', '-nz'), /no option -z/)
  assert.match(await refusalOf('attach', 'web', 'br0', '--zzzzzzzz'), /attach --help/)
  assert.match(await refusalOf('attach', 'web', 'br0', '-ilan'), /no option -l/)
  assert.equal((await argsOf('attach', 'web', 'br0', '-ni', 'lan')).if, 'lan')
})

test('too few words, too many, an option twice or without its value: each is said', async () => {
  assert.match(await refusalOf('attach', 'web'), /attach: <network> is missing/)
  assert.match(await refusalOf('attach'), /attach: <container> and <network> are missing/)
  assert.match(await refusalOf('exec'), /exec: <container> is missing/)
  assert.match(await refusalOf('bridge delete', 'br0', 'br1'), /br1 is one word too many/)
  assert.match(
    await refusalOf('attach', 'web', 'br0', '--mac', 'a', '--mac', 'b'),
    /--mac can be given only once/,
  )
  assert.match(await refusalOf('attach', 'web', 'br0', '--mac'), /value is missing.*mac/)
})

test('a flag that is said twice is still said', async () => {
  const args = await argsOf('attach', 'web', 'br0', '-n', '--dry-run', '--replace', '--replace')
  assert.equal(globalsOf(args).dryRun, true)
  assert.equal(args.replace, true)
})

test('what was probably meant is offered only if it is near', () => {
  const hint = (word: string) =>
    didYouMean(new UnknownWord('there is no command', word, ['attach', 'detach'], 'see --help')).hint
  assert.equal(hint('atach'), 'did you mean attach?')
  assert.equal(hint('frobnicate'), 'see --help')
})

test('a command that other tools call otherwise is offered, of a group one of its own', async () => {
  const hint = (name: string) =>
    commandNamed(name).then(
      () => assert.fail(name),
      (error) => didYouMean(error).hint,
    )
  assert.equal(await hint('deploy'), 'did you mean up?')
  assert.equal(await hint('bridge ls'), 'did you mean show?')
  assert.equal(await hint('topology list'), 'did you mean ls?')
  assert.equal(await hint('bridge creat'), 'did you mean create?')
  assert.equal(await hint('bridge xx'), 'see which there are: ctnet bridge --help')
  assert.equal(await hint('constructor'), 'see which there are: ctnet --help')
})

test('every command has help with each of its options and examples', async () => {
  for (const name of Object.keys(COMMANDS)) {
    const command = await load(name)
    const help = await parseArguments(name, command, ['--help'])
    assert.ok(help.kind === 'help')
    for (const option of Object.keys(command.options))
      assert.ok(help.text.includes(option.length > 1 ? `--${option}` : ` -${option} `), `${name}: ${option}`)
    for (const word of Object.keys(command.positionals)) {
      assert.ok(!help.text.includes(`--${word}`), `${name}: ${word} is no option`)
      assert.equal(help.text.match(new RegExp(`^ +${word} `, 'gm'))?.length, 1, `${name}: ${word}`)
    }
    const passedOn = command.plansRest ?? '[--] [COMMAND…]'
    assert.equal(help.text.includes(passedOn), command.passesOnAfter !== undefined, name)
    assert.equal(help.text.includes('--dry-run') || help.text.includes('--explain'), !command.noPlan, name)
    assert.ok(command.examples.length > 0)
    const parts = help.text.match(/^(Arguments|Options|Examples|Options of every command):$/gm)
    assert.deepEqual(parts?.slice(-2), ['Examples:', 'Options of every command:'], name)
    assert.doesNotMatch(help.text, /default: \[\]/)
    for (const { line } of command.examples)
      assert.ok(help.text.includes(line.slice(0, 12)), `${name}: ${line}`)
  }
})

test("--version is ctnet's wherever --help is", async () => {
  for (const words of [
    ['ls', '--version'],
    ['sandbox', '--version'],
    ['attach', 'web', '--version'],
  ]) {
    const [name = '', ...rest] = words
    assert.equal((await parseArguments(name, await load(name), rest)).kind, 'version')
  }
  assert.deepEqual((await argsOf('exec', 'web', 'ip', '--version')).rest, ['ip', '--version'])
})

test('a route or a gateway that is none is named as it was typed, with how to give one', async () => {
  const { gateway, route } = (await load('attach')).options
  const taken = (check: unknown, text: string) => (check as (text: string) => unknown)(text)
  const says = (message: RegExp, hint: RegExp) => (error: unknown) =>
    error instanceof CtnetError &&
    error.exit === 2 &&
    message.test(error.message) &&
    hint.test(error.hint ?? '')
  for (const text of ['foo', 'foo/8', 'foo@10.0.0.1', ''])
    assert.throws(() => taken(route?.check, text), says(/^(foo\S*|'') is not a route$/, /DEST@VIA/))
  assert.throws(
    () => taken(route?.check, 'default@10.0.0.1'),
    says(/is not a route/, /--gateway 10\.0\.0\.1/),
  )
  assert.ok(taken(route?.check, '10.0.0.1') && taken(route?.check, 'fd00::/8'))
  assert.throws(() => taken(gateway?.check, 'foo'), says(/foo is not an IP address/, /172/))
})

test('every example is a command line that its own command takes', async () => {
  for (const name of Object.keys(COMMANDS)) {
    for (const { line } of (await load(name)).examples) {
      const words = line.match(/'[^']*'|\S+/g) ?? []
      const own = defined(words).slice(name.split(' ').length)
      await argsOf(name, ...((await load(name)).passesOnAll ? ['--', ...own] : own))
    }
  }
})

const defined = (words: readonly string[]): string[] => words.map((word) => word.replace(/^'|'$/g, ''))
