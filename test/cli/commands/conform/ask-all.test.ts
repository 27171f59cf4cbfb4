// What `nexus conform` makes of servers that hang, reset, or never end: a verdict on each case, with reasons that say
// what happened.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { askAll } from '../../../../cli/src/commands/conform/ask-all.js'
import { countsOf } from '../../../../cli/src/commands/conform/report.js'
import type { ConformCase } from '../../../../cli/src/ir/conform-cases.js'
import type { Conformance } from '../../../../cli/src/pipeline.js'

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const listen = (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const made = createServer(listener)
    server = made
    made.listen(0, '127.0.0.1', () => {
      const { port } = made.address() as AddressInfo
      resolve(`http://127.0.0.1:${port}`)
    })
  })

const cases = (count: number): readonly ConformCase[] =>
  Array.from({ length: count }, (_, i) => ({
    operation: 'get',
    kind: 'valid',
    detail: '',
    request: { method: 'GET', target: `/${i}`, headers: {}, body: null },
    status: null,
    secured: false,
    announcedBytes: null,
  }))

const conformance = (count: number): Conformance => ({
  cases: cases(count),
  untried: [],
  alternatives: new Map(),
  replies: new Map([
    ['get', [{ status: '200', contents: [{ type: 'text/plain', schema: null }], headers: [] }]],
  ]),
  fits: () => true,
  misfit: () => ({ pointer: '', rule: '' }),
})

const reasonsOf = async (url: string, count: number, timeoutMs?: number) => {
  const results = await askAll(url, conformance(count), {}, timeoutMs)
  return { counts: countsOf(results), reasons: [...new Set(results.map(({ reason }) => reason))] }
}

it('gives up a server that answers nothing: the rest is skipped, with the reason', async () => {
  let asked = 0
  const url = await listen(() => {
    asked += 1
  })
  const { counts, reasons } = await reasonsOf(url, 200, 50)
  expect(counts.passed).toBe(0)
  // Those that were under way when the limit was met are told as well.
  expect(counts.failed).toBeGreaterThanOrEqual(8)
  expect(counts.failed).toBeLessThan(16)
  expect(counts.skipped).toBe(200 - counts.failed)
  expect(asked).toBeLessThan(16)
  expect(reasons).toEqual([
    'no whole answer in 50 ms',
    'not asked: 8 requests in a row got no answer',
  ])
})

it('goes on asking a server that answers now and then', async () => {
  const url = await listen(({ url: path, socket }, response) => {
    if (Number(path?.slice(1)) % 2 === 0) response.setHeader('content-type', 'text/plain').end('a')
    else socket.destroy()
  })
  expect((await reasonsOf(url, 40)).counts).toEqual({
    passed: 20,
    failed: 20,
    skipped: 0,
    refused: 0,
  })
})

it.each<[string, RequestListener, RegExp]>([
  [
    'resets',
    ({ socket }) => socket.resetAndDestroy(),
    /^the server closed the connection before its answer was whole \(ECONNRESET\)$/,
  ],
  [
    'ends in the middle of its answer',
    ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'),
    /^the server closed the connection before its answer was whole \(ECONNRESET\)$/,
  ],
  [
    'switches to another protocol',
    ({ socket }) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    /switched to another protocol \(101\)/,
  ],
  [
    'speaks something else',
    ({ socket }) => socket.end('220 mail.example ESMTP\r\n'),
    /^what came is no answer of HTTP\/1.1 \(/,
  ],
  [
    'sends a head without end',
    ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(100_000)}`)
    },
    /^the headers of the answer are longer than this client takes/,
  ],
  [
    'sends 100 MB',
    (_, response) => {
      const piece = Buffer.alloc(1024 * 1024)
      response.writeHead(200, { 'content-length': 100 * piece.length })
      const more = (left: number): void => {
        if (left > 0) response.write(piece, () => more(left - 1))
      }
      more(100)
    },
    /^the answer has more than 16777216 bytes$/,
  ],
])('says of a server that %s what it did', async (_, listener, reason) => {
  const { counts, reasons } = await reasonsOf(await listen(listener), 1)
  expect(counts.failed).toBe(1)
  expect(reasons[0]).toMatch(reason)
})
