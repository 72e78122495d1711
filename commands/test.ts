import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { findNodes } from '../lib/cli/lab-nodes.ts'
import { labNamed } from '../lib/cli/labs.ts'
import { askAll } from '../lib/host/ask.ts'
import { connectsFrom, pinged, succeedsIn } from '../lib/host/checks.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { type Question, questionOf, showCheck } from '../lib/lab/checks.ts'
import { type Endpoint, HOST } from '../lib/model/endpoint.ts'
import { EXIT } from '../lib/model/error.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '[lab]',
  describe: 'Ask what a lab file expects; exit 10 when something is not so',
  positionals: { lab: { type: 'string', describe: "the lab's name; the only one that is up" } },
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'test two-hosts',
      does: 'each thing that is expected, and whether it is so',
      world: ['ctnet up examples/two-hosts.yml'],
    },
  ],
  async run(args, context) {
    demandPrivileges('test')
    warnOfOpenEntries(context)
    const { lab } = labNamed(args.lab)
    const found = await findNodes(lab)
    for (const text of found.absent.values()) context.output.note(text)
    const endpoints = new Map([...found.there, [HOST, await resolve(HOST)]])
    const results = await askAll(lab.checks, async (check) => {
      const endpoint = endpoints.get(check.from)
      const said = endpoint === undefined ? undefined : await answer(endpoint, questionOf(lab, check))
      const ok = said !== undefined && (check.not ? !said.any : said.all)
      return { check: showCheck(check), ok }
    })
    if (results.length === 0) context.output.note(`${lab.name} expects nothing`)
    context.output.result(
      results.map(({ check, ok }) => `${ok ? 'ok' : 'not ok'} ${check}`),
      { lab: lab.name, results },
    )
    if (results.some(({ ok }) => !ok)) process.exitCode = EXIT.no
  },
})

async function answer(endpoint: Endpoint, question: Question): Promise<{ all: boolean; any: boolean }> {
  if (question.kind === 'ping') return pinged(endpoint, question.ips)
  if (question.kind === 'exec') {
    const done = await succeedsIn(endpoint, question.text)
    return { all: done, any: done }
  }
  const connected = await Promise.all(question.ips.map((ip) => connectsFrom(endpoint, ip, question.port)))
  // Of two families a server may speak one.
  const any = connected.some((one) => one)
  return { all: any, any }
}
