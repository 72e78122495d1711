import { connect } from 'node:net'
import { CtnetError } from '../model/error.ts'

export interface EngineAnswer {
  readonly status: number
  readonly body: unknown
}

/** Where an engine is asked, and what to type if it doesn't answer there. */
export interface EngineAddress {
  readonly socket: string
  readonly remedy: string
}

/** Milliseconds that an engine may take to answer. */
const PATIENCE = 10_000

/**
 * Asks a container engine's API on its Unix socket. HTTP/1.0 by hand, because `node:http` alone takes longer to load
 * than the whole conversation; without a version in the path the engine speaks its newest.
 */
export async function askEngine(address: EngineAddress, path: string): Promise<EngineAnswer> {
  const text = await converse(
    address,
    `GET ${path} HTTP/1.0\r\nHost: engine\r\nAccept: application/json\r\n\r\n`,
  )
  const end = text.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1])
  try {
    return { status, body: JSON.parse(text.slice(end + 4)) }
  } catch (cause) {
    throw new CtnetError(
      'missing',
      'engine-answer',
      `what answers at ${address.socket} is no container engine`,
      {
        cause,
      },
    )
  }
}

function converse(address: EngineAddress, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path: address.socket })
    const parts: Buffer[] = []
    connection.setTimeout(PATIENCE, () =>
      connection.destroy(new Error(`no answer in ${PATIENCE / 1000} seconds`)),
    )
    connection.once('connect', () => connection.write(request))
    connection.on('data', (part: Buffer) => parts.push(part))
    connection.once('end', () => resolve(Buffer.concat(parts).toString()))
    connection.once('error', (cause: NodeJS.ErrnoException) => reject(unreachable(address, cause)))
  })
}

function unreachable({ socket, remedy }: EngineAddress, cause: NodeJS.ErrnoException): CtnetError {
  if (cause.code === 'EACCES') {
    return new CtnetError(
      'denied',
      'engine-denied',
      `the container engine's socket ${socket} may not be opened`,
      {
        hint: 'run ctnet as root: sudo ctnet …',
        cause,
      },
    )
  }
  return new CtnetError(
    'missing',
    'engine-unreachable',
    `no container engine answers at ${socket}: ${cause.code ?? cause.message}`,
    {
      hint: remedy,
      cause,
    },
  )
}
