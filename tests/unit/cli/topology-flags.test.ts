import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { defineCommand } from '../../../lib/cli/command.ts'
import { parseArguments } from '../../../lib/cli/parse.ts'
import { isLabFile, topologyOf, topologyOptions } from '../../../lib/cli/topology-flags.ts'
import { usePolicy } from '../../../lib/code/load-code.ts'
import { buildTopology } from '../../../lib/plugins/topology.ts'
import { folderWith } from '../config/folder.ts'

usePolicy({ anything: true, system: '/nowhere', trusted: [] })

const up = defineCommand({
  usage: '<topology>',
  describe: 'x',
  positionals: { topology: { type: 'string', demandOption: true } },
  options: { name: { type: 'string', requiresArg: true } },
  examples: [],
  async run() {},
})

const CAMPUS = `export default {
  name: 'campus', describe: 'x',
  options: {
    houses: { type: 'number', default: 2, max: 9, describe: 'how many' },
    dual: { type: 'boolean', describe: 'IPv6 too' },
  },
  build: ({ houses, dual }) => ({ nodes: { a: { role: houses + ' ' + dual } }, links: [] }),
}`

test("a topology's options are those of a command that names it: parsed, in its help, and checked", async (t) => {
  const folder = folderWith(t, { 'campus.mjs': CAMPUS, 'c.yaml': 'plugins: ./campus.mjs' })
  const config = join(folder, 'c.yaml')
  const parse = async (...words: string[]) => {
    const options = { ...up.options, ...(await topologyOptions(words)) }
    return parseArguments('up', { ...up, options }, words)
  }
  const help = await parse('campus', '--config', config, '--help')
  assert.match(help.kind === 'help' ? help.text : '', /--houses\s+how many \(2\)/)
  const parsed = await parse(`--config=${config}`, 'campus', '--houses', '3', '--dual')
  const { houses, dual } = parsed.kind === 'arguments' ? parsed.args : {}
  const { topology, file } = await topologyOf('campus', { config, noConfig: false })
  assert.deepEqual(buildTopology(topology, { houses, dual }, 'lab', file).nodes, { a: { role: '3 true' } })
  await assert.rejects(parse('campus', '--config', config, '--house', '3'), { word: '--house' })
  await assert.rejects(parse('campus', '--no-config'), { exit: 3 })
  assert.equal(isLabFile('lab.yml'), true)
  assert.deepEqual(await topologyOptions(['lab.yml']), {})
  assert.deepEqual(await topologyOptions(['--help']), {})
})
