import * as v from 'valibot'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { askProgram } from './ask-program.ts'
import type { Engine } from './engine.ts'
import { Inspected, plainName } from './engine-answers.ts'
import { refuseAmbiguous } from './engine-questions.ts'

const inspectAll = async (names: readonly string[]) => {
  const answer = await askProgram(['podman', 'inspect', '--type', 'container', ...names], 'podman')
  return {
    ...answer,
    found: answer.stdout.trim() === '' ? [] : v.parse(v.array(Inspected), JSON.parse(answer.stdout)),
  }
}

/** Its error, without what it logged before. */
const lastWords = (stderr: string): string =>
  stderr
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^Error: /, '') ?? ''

/** The answers of podman's own command, in which `inspect` says the same as the API. */
export const overCommand: Pick<Engine, 'inspect' | 'running'> = {
  async inspect(name) {
    const { code, stderr, found } = await inspectAll([name])
    refuseAmbiguous('podman', name, stderr)
    if (found[0] !== undefined || /no such (container|object)/i.test(stderr)) return found[0]
    throw new CtnetError(
      'missing',
      'engine-failed',
      `podman doesn't say what ${quoted(name)} is: ${lastWords(stderr) || `exit ${code}`}`,
    )
  },
  async running() {
    const { code, stdout, stderr } = await askProgram(['podman', 'ps', '--quiet', '--no-trunc'], 'podman')
    if (code !== 0)
      throw new CtnetError(
        'missing',
        'engine-failed',
        `podman doesn't list its containers: ${lastWords(stderr) || `exit ${code}`}`,
      )
    const ids = stdout.split('\n').filter((id) => id !== '')
    // One that has gone meanwhile is missing in the answer, which is complete otherwise.
    const { found } = ids.length === 0 ? { found: [] } : await inspectAll(ids)
    return found.map(({ Id, Name, HostConfig }) => ({
      id: Id,
      name: plainName(Name),
      mode: HostConfig.NetworkMode,
      addresses: [],
    }))
  },
}
