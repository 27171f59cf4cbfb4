// Owns a client that never retries: one connection, one request after the other, every surprise kept.

import { connect } from 'node:net'

/** What a client saw until it was stopped. */
export interface Seen {
  readonly answers: number
  /** Anything but a complete 200 on the one connection. */
  readonly surprises: readonly string[]
}

/** Asks `path` again and again on one connection until `stop` is called. */
export const startClient = (port: number, path: string): { stop: () => Promise<Seen> } => {
  const socket = connect(port, '127.0.0.1')
  const surprises: string[] = []
  let answers = 0
  let received = ''
  let stopping = false
  let finish: (seen: Seen) => void = () => {}
  const finished = new Promise<Seen>((resolve) => {
    finish = resolve
  })
  const ask = () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  const end = (): void => {
    socket.destroy()
    finish({ answers, surprises })
  }

  socket.on('connect', ask)
  socket.on('error', (error) => surprises.push(error.message))
  socket.on('close', () => {
    if (!stopping) surprises.push('the connection was closed')
    end()
  })
  socket.on('data', (chunk) => {
    received += chunk
    const head = received.indexOf('\r\n\r\n')
    if (head === -1) return
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0)
    if (received.length < head + 4 + length) return
    if (!received.startsWith('HTTP/1.1 200 ')) surprises.push(received.slice(0, head))
    received = received.slice(head + 4 + length)
    if (received !== '') surprises.push(`more than was asked for: ${received}`)
    answers++
    if (stopping) end()
    else ask()
  })

  return {
    stop: () => {
      stopping = true
      return finished
    },
  }
}
