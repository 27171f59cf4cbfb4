// Owns that what an answer in pieces has open is closed when nobody takes the pieces: whatever stands around it.

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { jsonLinesWriter } from '../../../runtime/src/body/json-lines.js'
import { jsonSequenceWriter } from '../../../runtime/src/body/json-sequence.js'
import { FileBody } from '../../../runtime/src/http/file-body.js'
import { Reply, type ReplyBody } from '../../../runtime/src/http/reply.js'
import {
  compression,
  etag,
  type MiddlewareFunction,
  timeout,
} from '../../../runtime/src/middleware/index.js'
import { eventStream } from '../../../runtime/src/realtime/index.js'
import { eventually, gate } from '../../waiting.js'
import { ask, request } from '../middleware/raw-http.js'
import { app, bound, get, served } from '../middleware/served.js'

/** What a handler may answer with: it gives one value, then is silent, and says when it is closed. */
interface Source {
  readonly values: AsyncIterable<never>
  readonly isClosed: () => boolean
}

const silent = (): Promise<never> => new Promise(() => {})

const sources: Readonly<Record<string, () => Source>> = {
  'a stream of Node.js': () => {
    const values = new Readable({ objectMode: true, read: () => {} })
    values.push('a')
    return { values: values as AsyncIterable<never>, isClosed: () => values.destroyed }
  },
  'a web stream': () => {
    let closed = false
    const cancel = () => {
      closed = true
    }
    return {
      values: new ReadableStream({ start: (to) => to.enqueue('a'), cancel }) as never,
      isClosed: () => closed,
    }
  },
  'an iterator': () => {
    let closed = false
    let given = 0
    const iterator = {
      next: (): Promise<IteratorResult<never>> =>
        given++ === 0 ? Promise.resolve({ done: false, value: 'a' as never }) : silent(),
      return: async () => {
        closed = true
        return { done: true as const, value: undefined }
      },
    }
    return { values: { [Symbol.asyncIterator]: () => iterator }, isClosed: () => closed }
  },
}

type Write = (values: AsyncIterable<never>) => [contentType: string, body: ReplyBody]

const ways: Readonly<Record<string, Write>> = {
  'as it is': (values) => ['text/plain', values],
  lines: (values) => ['application/x-ndjson', jsonLinesWriter(JSON.stringify)(values)],
  'a sequence': (values) => ['application/json-seq', jsonSequenceWriter(JSON.stringify)(values)],
  events: (values) => ['text/event-stream', eventStream(() => 'a')(values)],
}

const cases = Object.keys(sources).flatMap((source) =>
  Object.keys(ways).flatMap((way) =>
    [false, true].map((isCoded) => [source, way, isCoded ? 'compressed' : 'plain'] as const),
  ),
)

const replyOf = (way: string, values: AsyncIterable<never>): Reply => {
  const [contentType, body] = (ways[way] as Write)(values)
  return new Reply(200, contentType, body, { etag: '"v1"' })
}

const around = (coded: string): MiddlewareFunction[] => (coded === 'plain' ? [] : [compression()])

const coding = { 'accept-encoding': 'gzip' }

test.each(cases)('%s, sent as %s, %s: HEAD, a 304 and a late answer close it', async (...of) => {
  const [source, way, coded] = of
  const made: Source[] = []
  const next = (): Reply => {
    const one = (sources[source] as () => Source)()
    made.push(one)
    return replyOf(way, one.values)
  }
  await served(app([get(next)], { middleware: { app: around(coded) } }), async ({ url }) => {
    const head = await ask(url, request('HEAD', '/get', coding))
    expect([head.status, head.body]).toEqual([200, ''])
    await eventually(() => made.length === 1 && made.every((one) => one.isClosed()))
  })
  const outside = { app: [etag(), ...around(coded)] }
  await served(app([get(next)], { middleware: outside }), async ({ url }) => {
    const since = { ...coding, 'if-none-match': '"v1", W/"v1"' }
    expect((await ask(url, request('HEAD', '/get', since))).status).toBe(304)
    await eventually(() => made.length === 2 && made.every((one) => one.isClosed()))
  })
  const isUp = gate()
  const late = get(({ signal }) => {
    signal.addEventListener('abort', () => isUp.open())
    return isUp.opened.then(next)
  })
  const limited = { app: [timeout('1ms'), ...around(coded)] }
  await served(app([late], { middleware: limited }), async ({ url }) => {
    expect((await fetch(`${url}/get`, { method: 'HEAD', headers: coding })).status).toBe(503)
    await eventually(() => made.length === 3 && made.every((one) => one.isClosed()))
  })
})

test.each(cases)('%s, sent as %s, %s: is closed when its client leaves', async (...of) => {
  const [source, way, coded] = of
  const one = (sources[source] as () => Source)()
  await served(
    app([get(() => replyOf(way, one.values))], { middleware: { app: around(coded) } }),
    async ({ url }) => {
      const { hostname, port } = new URL(url)
      const client = connect(Number(port), hostname)
      client.write(request('GET', '/get', coding))
      await once(client, 'data')
      expect(one.isClosed()).toBe(false)
      client.resetAndDestroy()
      await eventually(one.isClosed)
    },
  )
})

test('a body that gives what cannot be sent is closed', async () => {
  let closed = 0
  const body = async function* () {
    try {
      yield 7
      yield 'x'
    } finally {
      closed++
    }
  }
  const answers = [
    () => new Reply(200, 'text/plain', body() as never, null),
    () =>
      new Reply(
        200,
        'text/plain',
        jsonLinesWriter(() => {
          throw new Error('no')
        })(body()),
        null,
      ),
    () =>
      new Reply(
        200,
        'text/plain',
        eventStream(() => {
          throw new Error('no')
        })(body() as never),
        null,
      ),
  ]
  for (const [index, answer] of answers.entries()) {
    await served(app([get(answer)]), async ({ url }) => {
      expect((await ask(url, request('GET', '/get'))).status).toBe(500)
      await eventually(() => closed === index + 1)
    })
  }
})

test('a file that is not there and is not asked for ends nothing', async () => {
  const missing = () => new Reply(200, 'text/plain', createReadStream('/nowhere/at/all'), null)
  await served(app([get(missing)]), async ({ url }) => {
    expect((await ask(url, request('HEAD', '/get'))).status).toBe(200)
    expect((await ask(url, request('GET', '/get'))).status).toBe(500)
  })
})

// An error that nobody hears would be an uncaught exception, which fails this file.
test.each(['GET', 'HEAD'])(
  'a stream that fails while middleware waits is a 500 to GET, and ends nothing: %s',
  async (method) => {
    const missing = () => createReadStream('/nowhere/at/all')
    const bodies = [missing, () => jsonLinesWriter(JSON.stringify)(missing() as never)]
    for (const body of bodies) {
      const answer = () => new Reply(200, 'text/plain', body(), null)
      let failed = gate()
      const waiting: MiddlewareFunction = async (_context, next) => {
        const reply = await next()
        await failed.opened
        return reply
      }
      const instead: MiddlewareFunction = async () => answer()
      const chains = [[waiting], ...(body === missing ? [[waiting, instead]] : [])]
      for (const chain of chains) {
        failed = gate()
        await served(app([get(answer)], { middleware: { app: chain } }), async ({ url }) => {
          const asked = ask(url, request(method, '/get'))
          await setTimeout(50)
          failed.open()
          expect((await asked).status).toBe(method === 'GET' ? 500 : 200)
        })
      }
    }
  },
)

test.each(['GET', 'HEAD'])(
  'an answer to %s whose header cannot be sent is closed',
  async (method) => {
    const pass: MiddlewareFunction = (_context, next) => next()
    const headers = { 'content-disposition': 'attachment; filename="\u20ac.txt"\n' }
    for (const middleware of [{}, { app: [pass] }]) {
      const body = new Readable({ read: () => {} })
      let closed = 0
      const file = new FileBody(0, 0, 1, () => void closed++)
      const answers = [body, file].map((one, index) =>
        bound(
          { id: `get${index}`, path: `/${index}` },
          () => new Reply(200, 'text/plain', one, headers),
        ),
      )
      await served(app(answers, { middleware }), async ({ url }) => {
        expect((await ask(url, request(method, '/0'))).status).toBe(500)
        expect((await ask(url, request(method, '/1'))).status).toBe(500)
        await eventually(() => body.destroyed && closed === 1)
      })
    }
  },
)
