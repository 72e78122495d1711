import { DHCP_DIRECTORY, type DhcpClient } from '../../model/dhcp.ts'
import { HOST } from '../../model/endpoint.ts'
import type { Facts } from '../../model/facts.ts'
import { clientCommand, type DhcpClientName } from '../dhcp/clients.ts'
import { EVENT } from '../dhcp/event.ts'
import { KEEPER } from '../dhcp/keeper.ts'
import type { Command, LinkRef, Step, Undoing } from '../step.ts'

export interface DhcpSpec {
  /** Unique: its files are in a folder of that name. */
  readonly id: string
  readonly link: LinkRef
  readonly client: DhcpClientName
  /** Take the default route from the server too. */
  readonly gateway: 'auto' | 'none'
  /** What the server is told that the container is called. */
  readonly hostname: string | undefined
  /** Further words of the client's own. */
  readonly options: readonly string[]
  /** How long to wait for the first lease. */
  readonly seconds: number
}

const directoryOf = (id: string): string => `${DHCP_DIRECTORY}/${id}`

const write = (path: string, input: string): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', 'cat >"$1"', 'sh', path],
  input,
})

/** Gives an interface its address by DHCP: a client in the container's namespace, watched over from outside. */
export const startDhcp = (spec: DhcpSpec): readonly Step[] => [putFiles(spec), run(spec)]

function putFiles({ id }: DhcpSpec): Step {
  const directory = directoryOf(id)
  return {
    in: HOST,
    run: [
      { kind: 'exec', argv: ['mkdir', '-p', directory] },
      write(`${directory}/keep`, KEEPER),
      write(`${directory}/event`, EVENT),
    ],
    effect: (facts) => facts,
    why: "Put the DHCP client's script down, and what watches over the client",
    undo: {
      in: HOST,
      run: [{ kind: 'exec', argv: ['rm', '-r', '--', directory] }],
      effect: (facts) => facts,
      why: 'Remove the files',
      guard: { kind: 'check', in: HOST, argv: ['test', '-d', directory], says: 'yes' },
    },
  }
}

function run({ id, link, client, gateway, hostname, options, seconds }: DhcpSpec): Step {
  const directory = directoryOf(id)
  const holder = /^(?:netns:(.*)|pid:(.*))$/.exec(link.in)
  const held = holder?.[1] ? `/var/run/netns/${holder[1]}` : holder?.[2] ? `/proc/${holder[2]}/ns/net` : ''
  return {
    in: HOST,
    run: [
      {
        kind: 'exec',
        argv: [
          ...['sh', `${directory}/keep`, 'start', { netns: link.in }, held, link.name, gateway],
          ...clientCommand(client, { directory, link: link.name, hostname, options }),
        ],
        programs: ['setsid', 'nsenter', 'stat', client],
      },
      { kind: 'exec', argv: ['sh', `${directory}/keep`, 'await', String(Math.ceil(seconds * 10))] },
    ],
    effect: (facts) => withClient(facts, { id, place: link.in, link: link.name, state: 'running' }),
    why: `Ask a DHCP server for ${link.name}'s address, and keep it for as long as the container lives`,
    undo: stopDhcp(id),
    refusal: {
      status: 8,
      failure: 'timeout',
      code: 'no-dhcp-answer',
      hint: 'wait longer: --timeout SECONDS',
    },
  }
}

const withClient = (facts: Facts, client: DhcpClient): Facts => ({
  ...facts,
  dhcp: [...(facts.dhcp ?? []).filter(({ id }) => id !== client.id), client],
})

/** Ends a client, which gives its lease back, and what watches over it; removes their files. */
export function stopDhcp(id: string, how: 'politely' | 'at once' = 'politely'): Undoing {
  const directory = directoryOf(id)
  return {
    in: HOST,
    run: [{ kind: 'exec', argv: ['sh', `${directory}/keep`, 'stop', how === 'politely' ? 'TERM' : 'KILL'] }],
    effect: (facts) => ({ ...facts, dhcp: (facts.dhcp ?? []).filter((client) => client.id !== id) }),
    why: 'End the DHCP client',
    guard: { kind: 'check', in: HOST, argv: ['test', '-e', `${directory}/about`], says: 'yes' },
  }
}
