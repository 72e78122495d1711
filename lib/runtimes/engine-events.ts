import { connect, type Socket } from 'node:net'

/** Milliseconds until an engine that went away is asked again. */
const PAUSE = 1000

/** What makes a container come, go, or be known by another name (`docker events`). */
const FILTERS = { type: ['container'], event: ['start', 'die', 'rename'] }

/**
 * Tells of each event of an engine's containers from now on, until what it returns is called. The engine may begin to
 * listen for us only after it has answered, so it is asked for all since now.
 */
export function hearEngine(socket: string, heard: () => void): () => void {
  const since = (Date.now() / 1000).toFixed(3)
  const filters = encodeURIComponent(JSON.stringify(FILTERS))
  let connection: Socket | undefined
  let again: NodeJS.Timeout | undefined
  const listen = () => {
    connection = connect({ path: socket })
    connection.write(`GET /events?since=${since}&filters=${filters} HTTP/1.0\r\nHost: engine\r\n\r\n`)
    connection.on('data', heard)
    connection.on('error', () => {})
    connection.once('close', () => {
      again = setTimeout(listen, PAUSE)
    })
  }
  listen()
  return () => {
    connection?.removeAllListeners('close').destroy()
    clearTimeout(again)
  }
}
