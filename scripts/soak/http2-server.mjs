// Owns the server of the HTTP/2 churn, in a process of its own: answers of every kind, over TLS and without, and what
// it holds when it is asked.

import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits as table } from '../../runtime/dist/config/limits.js'
import { Reply } from '../../runtime/dist/http/reply.js'
import { createEngine } from '../../runtime/dist/native/create-engine.js'

const limits = Object.fromEntries(table.map(({ name, default: usual }) => [name, usual]))
const big = 'big body '.repeat(50_000)
let running = 0

const text = (body) => new Reply(200, 'text/plain', body, null)

const pieces = async function* (count, waitMs) {
  for (let i = 0; i < count; i++) {
    if (waitMs > 0) await sleep(waitMs)
    yield `piece ${i} ${'x'.repeat(1000)}\n`
  }
}

const held = () => {
  globalThis.gc?.()
  const isTimer = (kind) => kind === 'Timeout' || kind === 'Immediate'
  const { heapUsed, rss } = process.memoryUsage()
  const { connectionsOpen, requestsInFlight } = engine.metrics()
  return JSON.stringify({
    running,
    connectionsOpen,
    requestsInFlight,
    descriptors: readdirSync('/proc/self/fd').length,
    handles: process.getActiveResourcesInfo().filter((kind) => !isTimer(kind)).length,
    heapUsed,
    rss,
  })
}

const taken = async (raw) => {
  let length = 0
  for await (const piece of raw.stream()) length += piece.length
  return text(`${length}`)
}

// Counts while it runs, whatever becomes of it.
const counted = (handle) => async (raw) => {
  running += 1
  try {
    return await handle(raw)
  } finally {
    running -= 1
  }
}

const route = (method, path, handle, body = null) => ({
  method,
  path,
  params: [],
  body,
  replyTypes: [],
  secured: false,
  handle,
})

const { NEXUS_IO = 'auto', TLS_CERT, TLS_KEY } = process.env
const engine = createEngine({ io: NEXUS_IO, loop: 'wake', limits, http2: true, onEvent: () => {} })
engine.install([
  route('GET', '/', () => text('hello')),
  route('GET', '/held', () => text(held())),
  route('GET', '/big', () => text(big)),
  route('GET', '/streamed', () => new Reply(200, 'text/plain', pieces(200, 0), null)),
  route('GET', '/slow', () => new Reply(200, 'text/plain', pieces(20, 5), null)),
  route(
    'GET',
    '/late',
    counted(async () => {
      await sleep(10)
      return text('late')
    }),
  ),
  route('POST', '/upload', counted(taken), {
    required: false,
    types: [],
    bytesMax: 10_000_000,
    delivery: 'stream',
  }),
])
const host = '127.0.0.1'
const { port } = await engine.listen({ host, port: 0 })
const tls = engine.tls({
  certificates: [{ chain: TLS_CERT, key: TLS_KEY, passphrase: '' }],
  clientCertificates: 'none',
  clientAuthorities: '',
  ciphers: '',
  minVersion: 'TLSv1.2',
  http2: true,
})
const secure = await engine.listen({ host, port: 0, tls })
console.log(JSON.stringify({ port, tlsPort: secure.port, driver: engine.driver.name }))
process.once('SIGTERM', async () => {
  await engine.shutdown({ deadlineMs: 2000 })
  console.log('ended')
})
