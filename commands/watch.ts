import { Attempts } from '../lib/cli/attempts.ts'
import { Changes } from '../lib/cli/changes.ts'
import { type Context, defineCommand } from '../lib/cli/command.ts'
import { keptHere } from '../lib/cli/kept.ts'
import { labNamed } from '../lib/cli/labs.ts'
import { type Loss, lostAttachments, lostOfLabs, lostPolicies } from '../lib/cli/put-back.ts'
import { labNames } from '../lib/host/labs.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { type CaughtSignals, catchSignals, EXIT_OF } from '../lib/host/signals.ts'
import { CtnetError, usageError } from '../lib/model/error.ts'
import { watchAll } from '../lib/runtimes/resolve.ts'
import { asCtnetError } from '../lib/view/output.ts'

export default defineCommand({
  usage: '[lab]',
  describe:
    'Put the network back whenever a container is restarted or a namespace deleted: attachments of attach --keep, labs, and what follows them; until Ctrl-C',
  positionals: {
    lab: { type: 'string', describe: 'only this lab' },
  },
  options: {
    once: { type: 'boolean', describe: 'put back what is missing now, and end' },
  },
  noPlan: true,
  examples: [
    {
      line: 'watch --once',
      does: 'what web has lost is there again; without --once it goes on until Ctrl-C',
      world: [
        'ip netns add web',
        'ip netns add db',
        'ctnet attach web bridge0 172.17.42.99/16 --create --keep',
        'ctnet attach db bridge0',
        'ip netns delete web',
        // The old pair goes a moment later.
        'while ip link show | grep -q "ctnet: web"; do sleep 0.1; done',
        'ip netns add web',
      ],
    },
    {
      line: 'watch star --once',
      does: 'one lab alone',
      world: ['ctnet up star', 'ip netns delete star.h1'],
    },
  ],
  async run(args, context) {
    const { output, globals } = context
    if (globals.dryRun || globals.explain)
      throw usageError(
        'ctnet watch makes no plan that could be shown: what it does depends on what happens',
        'see what a lab lacks: ctnet diff LAB',
      )
    demandPrivileges('watch')
    const only = args.lab === undefined ? undefined : labNamed(args.lab).lab.name
    if (args.once) {
      const [failure] = await round(only, context, new Attempts())
      if (failure !== undefined) process.exitCode = failure.exit
      return
    }
    output.note(`${watched(only)}; Ctrl-C ends it`)
    await forever(only, context)
  },
})

const watched = (only: string | undefined): string =>
  only === undefined
    ? `watching; attachments that are kept: ${keptHere().length}, labs that are up: ${labNames().length}`
    : `watching ${only}`

/** Listens first, so that nothing that happens meanwhile is lost. */
async function forever(only: string | undefined, context: Context): Promise<void> {
  const changes = new Changes()
  const attempts = new Attempts()
  const signals = catchSignals(changes.look)
  const stop = watchAll(changes.note)
  try {
    while (signals.caught === undefined) {
      await roundUnlessStopped(signals, () => round(only, context, attempts))
      if (signals.caught === undefined) await changes.next(Number.POSITIVE_INFINITY)
    }
    process.exitCode = EXIT_OF[signals.caught]
  } finally {
    stop()
    changes.stop()
    signals.release()
  }
}

/** To be interrupted in the middle is no fault: what was begun is taken back. */
async function roundUnlessStopped(signals: CaughtSignals, turn: () => Promise<unknown>): Promise<void> {
  try {
    await turn()
  } catch (error) {
    if (signals.caught === undefined) throw error
  }
}

/** Looks once, and puts back what is missing; what fails is said, and the rest goes on. */
async function round(
  only: string | undefined,
  context: Context,
  attempts: Attempts,
): Promise<readonly CtnetError[]> {
  const failures: CtnetError[] = []
  const attempt = async (what: string, deed: () => Promise<void>) => {
    if (!attempts.isDue(what)) return
    try {
      await deed()
      attempts.succeeded(what)
    } catch (thrown) {
      const { code, exit, message, hint, details } = asCtnetError(thrown)
      const error = new CtnetError(exit, code, `${what} can't be put back: ${message}`, { hint, details })
      if (code === 'interrupted') throw error
      failures.push(error)
      if (attempts.failed(what, message)) context.output.error(error)
    }
  }
  const putBack = (name: string, find: () => Promise<readonly Loss[]>) =>
    attempt(name, async () => {
      for (const loss of await find()) await attempt(loss.what, () => loss.putBack(context))
    })
  if (only === undefined) await putBack('what is kept', lostAttachments)
  await putBack('labs', () => lostOfLabs(only))
  if (only === undefined) await putBack('policies', lostPolicies)
  return failures
}
