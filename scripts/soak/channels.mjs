// Owns what the soak's clients do beside plain requests: files, WebSockets, HTTP/2 where it is spoken.

import { once } from 'node:events'
import { connect as connectHttp2, constants } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { expect, open } from './connections.mjs'

const waitMs = 20_000
const fileRequest = (path, more = '') =>
  `GET /files/${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
const handshake =
  'GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

const dialSocket = async (to) => {
  const url = `${to.secure ? 'wss' : 'ws'}://127.0.0.1:${to.port}/echo`
  const socket = new WebSocket(url, { rejectUnauthorized: false })
  socket.on('error', () => {})
  await once(socket, 'open', { signal: AbortSignal.timeout(waitMs) })
  return socket
}

/** Some bytes that no client of WebSockets may send. */
const badFrames = [
  [0x81, 0x02, 0x68, 0x69],
  [0xf1, 0x80, 0, 0, 0, 0],
  [0x83, 0x80, 0, 0, 0, 0],
  [0x81, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x81, 0x82, 0, 0, 0, 0, 0xc0, 0x80],
]

const dialHttp2 = async (to) => {
  const session = connectHttp2(`${to.secure ? 'https' : 'http'}://127.0.0.1:${to.port}`, {
    rejectUnauthorized: false,
  })
  session.on('error', () => {})
  await within('the session', once(session, 'connect', { signal: AbortSignal.timeout(waitMs) }))
  return session
}

/** Says what was waited for where it does not come in time. */
const within = (what, event) =>
  event.catch((cause) => {
    throw new Error(`${what} did not come: ${cause.message}`, { cause })
  })

const askHttp2 = async (session, path) => {
  const stream = session.request({ ':path': path })
  stream.on('error', () => {})
  stream.resume()
  // Both are listened for before either is awaited: a stream may end in the turn in which its answer comes.
  const closed = within(
    `the end of ${path}`,
    once(stream, 'close', { signal: AbortSignal.timeout(waitMs) }),
  )
  const [fields] = await within(
    `the answer of ${path}`,
    once(stream, 'response', { signal: AbortSignal.timeout(waitMs) }),
  )
  await closed
  return fields[':status']
}

/** One turn of each behaviour: (to, tell) => anything. */
export const channels = {
  files: async (to, tell) => {
    const connection = await open(to)
    const asked = [
      ['page.txt', '', 200],
      ['page.txt', 'Range: bytes=100-199\r\n', 206],
      ['page.txt', 'Range: bytes=99999999-\r\n', 416],
      ['nothing.txt', '', 404],
      ['../package.json', '', 404],
    ]
    for (const [path, more, status] of asked) {
      connection.send(fileRequest(path, more))
      await expect(connection, [status], tell)
    }
    connection.end()
  },
  'leaves a file': async (to) => {
    const connection = await open(to)
    connection.send(fileRequest('large.bin').repeat(4))
    await sleep(20)
    connection.end()
  },
  'web sockets': async (to, tell) => {
    const socket = await dialSocket(to)
    for (const text of ['short', 'x'.repeat(60_000)]) {
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(waitMs) })
      socket.send(text)
      const [data] = await answer
      if (String(data) !== text) tell('an echo differs')
    }
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(waitMs) })
    socket.close(1000)
    await closed
  },
  'leaves a web socket': async (to) => {
    const socket = await dialSocket(to)
    socket.send('x'.repeat(100_000))
    socket.terminate()
  },
  'bad web sockets': async (to) => {
    for (const frame of badFrames) {
      const connection = await open(to)
      connection.socket.on('end', () => connection.end())
      connection.send(handshake)
      connection.send(Buffer.from(frame))
      await sleep(30)
      connection.end()
    }
  },
  'HTTP/2': async (to, tell) => {
    if (!to.http2) return sleep(100)
    const session = await dialHttp2(to)
    const paths = Array.from({ length: 20 }, (_, i) => `/items/${i}`)
    for (const status of await Promise.all(paths.map((path) => askHttp2(session, path)))) {
      if (status !== 200) tell(`expected 200, got ${status}`)
    }
    const closed = once(session, 'close', { signal: AbortSignal.timeout(waitMs) })
    session.close()
    await within('the close of the session', closed)
  },
  'HTTP/2 resets': async (to) => {
    if (!to.http2) return sleep(100)
    const session = await dialHttp2(to)
    for (let i = 0; i < 20; i++) {
      const stream = session.request({ ':path': '/slow' })
      stream.on('error', () => {})
      stream.close(constants.NGHTTP2_CANCEL)
    }
    await sleep(20)
    session.destroy()
  },
}
