// Owns connections of the soak's clients: bytes out, whole answers back, plain or over TLS.

import { connect as connectPlain } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectSecure } from 'node:tls'

const answerTimeoutMs = 20_000

/** The connection, and what ends it with a reset (the one below, of a TLS connection). */
const connect = ({ port, secure }) => {
  const plain = connectPlain({ port, host: '127.0.0.1' })
  const reset = () => plain.resetAndDestroy()
  if (!secure) return { socket: plain, reset }
  plain.on('error', () => {})
  const options = { socket: plain, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }
  return { socket: connectSecure(options), reset }
}

/** Where a server is: its port, and whether it speaks TLS there. One connection to it: `send`, `answer` (resolves to the status and body of the next whole answer), `end`. */
export const open = (to) =>
  new Promise((resolve, reject) => {
    const { socket, reset } = connect(to)
    let received = Buffer.alloc(0)
    let wake = () => {}
    let ended = false
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      wake()
    })
    socket.on('error', (error) => {
      reject(error)
      socket.destroy()
    })
    socket.on('close', () => {
      ended = true
      wake()
    })
    const answer = async () => {
      const deadline = Date.now() + answerTimeoutMs
      for (;;) {
        const whole = takeAnswer(received)
        if (whole) {
          received = received.subarray(whole.bytes)
          return whole
        }
        if (ended) return { status: 0, body: 'closed' }
        if (Date.now() > deadline) return { status: 0, body: 'no answer in time' }
        const waited = new Promise((next) => {
          wake = next
        })
        await Promise.race([waited, sleep(answerTimeoutMs, undefined, { ref: false })])
      }
    }
    socket.on(to.secure ? 'secureConnect' : 'connect', () =>
      resolve({
        socket,
        reset,
        answer,
        send: (text) => socket.write(text),
        end: () => socket.destroy(),
      }),
    )
  })

/** The first whole answer with a length in `received`, or null. */
const takeAnswer = (received) => {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return null
  const text = received.toString('latin1', 0, head)
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
  const bytes = head + 4 + length
  if (received.length < bytes) return null
  return {
    status: Number(text.slice(9, 12)),
    body: received.toString('utf8', head + 4, bytes),
    bytes,
  }
}

export const get = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
export const post = (path, type, body, length = Buffer.byteLength(body)) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`

export const expect = async (connection, statuses, tell) => {
  const { status, body } = await connection.answer()
  if (!statuses.includes(status))
    tell(`expected ${statuses.join(' or ')}, got ${status} ${body.slice(0, 200)}`)
  return status
}

/** JSON of a GET. */
export const askJson = async (to, path) => {
  const connection = await open(to)
  connection.send(get(path))
  const { body } = await connection.answer()
  connection.end()
  return JSON.parse(body)
}
