import { bringUp } from '../lib/cli/bring-up.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { refuseOtherOrigin } from '../lib/cli/lab-origin.ts'
import { SET_OPTION } from '../lib/cli/lab-settings.ts'
import { lookAtLab } from '../lib/cli/labs.ts'
import { topologyOptions } from '../lib/cli/topology-flags.ts'
import { wantedLab } from '../lib/cli/wanted-lab.ts'
import { readLabState } from '../lib/host/labs.ts'
import { up } from '../lib/lab/up.ts'
import { stateOf } from '../lib/model/lab-state.ts'

export default defineCommand({
  usage: '<what>',
  describe: 'Make a lab: a whole network, of a topology or out of a file; again: only what differs',
  positionals: {
    what: {
      type: 'string',
      demandOption: true,
      describe: 'a topology (ctnet topology ls), or a file, written with a / or a dot',
      completes: 'topology-or-file',
    },
  },
  options: {
    name: { type: 'string', requiresArg: true, describe: "the lab's name; the topology's, or the file's" },
    set: SET_OPTION,
  },
  optionsFor: topologyOptions,
  examples: [
    { line: 'up star', does: 'three hosts around a switch', world: [] },
    {
      line: 'up clos --spines 2 --leaves 2 --name fabric',
      does: 'a fat tree of routers, and every host reaches every host',
      world: [],
    },
    {
      line: 'up examples/two-hosts.yml --name pair',
      does: 'the lab of a file, under another name',
      world: [],
    },
    {
      line: 'up web.yml',
      does: 'the lab of a file of your own, with a web server that runs as long as it is up',
      world: [
        `printf '%s\\n' 'nodes: { a: , web: { services: busybox httpd -f } }' 'links: a -- web' >web.yml`,
      ],
    },
    {
      line: 'up chain --routers 2',
      does: 'a router more than before: only what differs is made',
      world: ['ctnet up chain --routers 1'],
    },
    {
      line: 'up examples/web.yml --set image=nginx',
      does: 'another image: its container is replaced',
      engine: true,
      world: [
        // Ended at once, without the time that Docker gives one that doesn't listen.
        "printf 'FROM base\\nSTOPSIGNAL SIGKILL\\n' | docker build --quiet --tag apache - >/dev/null",
        'docker tag base nginx',
        'ctnet up examples/web.yml --set image=apache',
      ],
    },
  ],
  async run(args, context) {
    const wanted = await wantedLab(args, context)
    const before = readLabState(wanted.lab.name)
    await bringUp(context, {
      name: 'up',
      lab: wanted.lab,
      isNew: before === undefined,
      look: async () => lookAtLab(wanted.lab, before?.lab),
      plan: (facts) => {
        const plan = up(facts, wanted, context.globals.timeout)
        // What it exports may come back as a file.
        if (plan.result.differences.length > 0 && !context.globals.force)
          refuseOtherOrigin(stateOf(facts, wanted.lab.name), wanted)
        return plan
      },
    })
  },
})
