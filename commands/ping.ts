import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { findNodes } from '../lib/cli/lab-nodes.ts'
import { labNamed } from '../lib/cli/labs.ts'
import { askAll } from '../lib/host/ask.ts'
import { pingFrom } from '../lib/host/ping.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { mustReach, pingsOf, reaches } from '../lib/lab/reach.ts'
import { EXIT } from '../lib/model/error.ts'
import { listed } from '../lib/model/text.ts'
import { table } from '../lib/view/table.ts'

export default defineCommand({
  usage: '[lab]',
  describe: 'Ask every node of a lab from every other one; exit 10 when one that should answer does not',
  positionals: { lab: { type: 'string', describe: "the lab's name; the only one that is up" } },
  options: {},
  noPlan: true,
  examples: [{ line: 'ping star', does: 'who reaches whom, by IPv4 and IPv6', world: ['ctnet up star'] }],
  async run(args, context) {
    demandPrivileges('ping')
    warnOfOpenEntries(context)
    const { lab } = labNamed(args.lab)
    const pings = pingsOf(lab)
    const found = await findNodes(lab)
    for (const text of found.absent.values()) context.output.note(text)
    const froms = [...new Set(pings.map(({ from }) => from))]
    const answers = await askAll(froms, async (from) => {
      const endpoint = found.there.get(from)
      const own = pings.filter((ping) => ping.from === from)
      if (endpoint === undefined) return own.map((ping) => ({ ...ping, answers: false }))
      const heard = await pingFrom(endpoint, [...new Set(own.map(({ ip }) => ip))])
      return own.map((ping) => ({ ...ping, answers: heard.has(ping.ip) }))
    })
    const asked = answers.flat()
    const missing = asked.filter((ping) => !ping.answers && mustReach(lab, ping))
    const rows = froms.map((from) => [from, ...froms.map((to) => reaches(asked, from, to))])
    context.output.result(table(rows, ['FROM \\ TO', ...froms]), { lab: lab.name, pings: asked })
    // Of one that isn't there it is said already.
    const unheard = missing.filter(({ from, to }) => found.there.has(from) && found.there.has(to))
    for (const from of new Set(unheard.map((ping) => ping.from))) {
      const silent = unheard.filter((ping) => ping.from === from).map(({ to }) => to)
      context.output.note(`${from} gets no answer from ${listed([...new Set(silent)])}`)
    }
    if (missing.length > 0) process.exitCode = EXIT.no
  },
})
