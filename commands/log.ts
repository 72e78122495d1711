import { warnOfUnreadable } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { type Past, readHistory } from '../lib/host/history.ts'
import { readJournal } from '../lib/host/journal.ts'
import { shellWords } from '../lib/plan/quote.ts'
import { table } from '../lib/view/table.ts'

export default defineCommand({
  usage: '',
  describe: 'Show what ctnet changed here since the host booted: done, rolled back, in doubt',
  positionals: {},
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'log',
      does: 'one line for each command that changed something: when, what came of it, the command line',
      world: ['ctnet bridge create bridge0 192.168.5.1/24', 'ctnet bridge delete bridge0'],
    },
  ],
  async run(_, { output }) {
    const history = readHistory()
    warnOfUnreadable(output, readJournal().unreadable)
    if (history.length === 0) output.note('ctnet has changed nothing here')
    const rows = history.map(({ time, outcome, argv, why = '' }) => [
      shown(time),
      outcome,
      shellWords(['ctnet', ...argv]),
      why,
    ])
    output.result(table(rows, ['TIME', 'OUTCOME', 'COMMAND', 'WHY']), { commands: history.map(asData) })
  },
})

const asData = ({ time, ...rest }: Past) => ({ time: shown(time), ...rest })

/** To the second, in UTC. */
const shown = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`
