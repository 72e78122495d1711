import * as v from 'valibot'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import type { Engine } from './engine.ts'
import { Inspected, Listed, plainName } from './engine-answers.ts'
import { askEngine, type EngineAddress } from './engine-api.ts'

/** What an error says where the beginning of an ID is that of several: Docker's words, then podman's. */
const AMBIGUOUS = /multiple ids found|provided prefix|more than one (result|container)/i

/** The answers of an engine that speaks Docker's API. */
export const overApi = (
  name: Engine['name'],
  address: () => EngineAddress,
): Pick<Engine, 'inspect' | 'running'> => {
  const inspect = async (container: string): Promise<Inspected | undefined> => {
    const { status, body } = await askEngine(address(), `/containers/${encodeURIComponent(container)}/json`)
    if (status === 200) return v.parse(Inspected, body)
    const said = v.safeParse(v.object({ message: v.string() }), body)
    const message = said.success ? said.output.message : `status ${status}`
    refuseAmbiguous(name, container, message)
    if (status === 404 || status === 400) return undefined
    throw new CtnetError(
      'missing',
      'engine-failed',
      `${name} doesn't say what ${quoted(container)} is: ${message}`,
    )
  }
  return {
    inspect,
    async running() {
      const { status, body } = await askEngine(address(), '/containers/json')
      if (status !== 200)
        throw new CtnetError(
          'missing',
          'engine-failed',
          `${name} doesn't list its containers: status ${status}`,
        )
      return Promise.all(
        v.parse(Listed, body).map(async ({ Id, Names, HostConfig, NetworkSettings }) => ({
          id: Id,
          name: plainName(Names[0] ?? ''),
          mode: (HostConfig ?? (await inspect(Id))?.HostConfig)?.NetworkMode ?? '',
          addresses: Object.values(NetworkSettings?.Networks ?? {})
            .flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address])
            .filter((ip) => ip !== ''),
        })),
      )
    },
  }
}

/** @throws exit 2 if that is what the engine's message says */
export function refuseAmbiguous(engine: Engine['name'], container: string, message: string): void {
  if (!AMBIGUOUS.test(message)) return
  throw new CtnetError('usage', 'ambiguous', `several containers' IDs begin with ${quoted(container)}`, {
    hint: `give more of the ID, or the name: ${engine} ps`,
  })
}
