// Owns the cases of compression on the real engine: negotiation, what is left alone, streams that arrive in time.

import { setImmediate } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { preferredCoding } from '../../../runtime/src/http/accept-encoding.js'
import { respond } from '../../../runtime/src/http/replies.js'
import { Reply } from '../../../runtime/src/http/reply.js'
import {
  type CompressionOptions,
  compression,
  etag,
} from '../../../runtime/src/middleware/index.js'
import { ask, request } from './raw-http.js'
import { app, get, served } from './served.js'

const long = 'a long text, ä€. '.repeat(500)

const answer = async (reply: Reply, accept: string | null, options: CompressionOptions = {}) => {
  const given = app([get(() => reply)], { middleware: { app: [compression(options)] } })
  let got = await Promise.resolve<Awaited<ReturnType<typeof ask>> | null>(null)
  await served(given, async ({ url }) => {
    got = await ask(
      url,
      request('GET', '/get', accept === null ? {} : { 'accept-encoding': accept }),
    )
  })
  if (got === null) throw new Error('no answer')
  return got
}

const decoded = (body: string, coding: string | undefined): string => {
  const bytes = Buffer.from(body, 'latin1')
  if (coding === 'br') return brotliDecompressSync(bytes).toString()
  return coding === 'gzip' ? gunzipSync(bytes).toString() : bytes.toString()
}

test.each<[string | null, string | undefined]>([
  ['gzip, deflate, br', 'br'],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['gzip', 'gzip'],
  ['x-gzip', undefined],
  ['br;q=0, gzip;q=0', undefined],
  ['*', 'br'],
  ['identity, gzip;q=0.5', undefined],
  ['', undefined],
  [null, undefined],
])('to Accept-Encoding %j it answers %s', async (accept, coding) => {
  const { headers, body } = await answer(respond(200).text(long), accept)
  expect([headers['content-encoding']?.[0], headers.vary]).toEqual([coding, ['Accept-Encoding']])
  expect(decoded(body, coding)).toBe(long)
  expect(headers['content-length']).toEqual([String(body.length)])
})

test.each([
  [['br', 'gzip'], 'br;q=0.2, gzip;q=0.9', 'gzip'],
  [['gzip', 'br'], 'br, gzip', 'gzip'],
  [['zstd'], 'gzip', null],
  [[], '*', null],
])('of %j, %s prefers %s', (offered, accept, wanted) => {
  expect(preferredCoding(accept, offered)).toBe(wanted)
})

test.each<[string, Reply, CompressionOptions, boolean]>([
  ['small', respond(200).text('x'.repeat(1023)), {}, true],
  ['an image', respond(200).body('image/png', Buffer.alloc(5000)), {}, false],
  ['coded already', respond(200).header('Content-Encoding', 'gzip').text(long), {}, false],
  ['no-transform', respond(200).cacheControl('no-transform').text(long), {}, false],
  ['a part', respond(206).header('content-range', 'bytes 0-9/10').text(long), {}, false],
  ['without a type', respond(200).empty(), {}, false],
  ['skipped', respond(200).text(long), { skip: () => true }, false],
  ['not worth it', respond(200).text(long), { compresses: () => false }, false],
])('%s is left alone', async (_, reply, options, varies) => {
  const { headers, body } = await answer(reply, 'br, gzip', options)
  expect(headers['content-encoding']).toEqual(reply.header('content-encoding') && ['gzip'])
  expect(headers.vary).toEqual(varies ? ['Accept-Encoding'] : undefined)
  expect(body).toBe(Buffer.from((reply.body ?? '') as string).toString('latin1'))
})

test('what becomes no smaller is sent as it is', async () => {
  const noise = Buffer.from(
    Array.from({ length: 3000 }, (_, i) => (i * 7919 + ((i * i) >> 3)) % 251),
  )
  const { headers } = await answer(respond(200).body('text/plain', noise), 'gzip')
  const length = Number(headers['content-length']?.[0])
  expect(length <= noise.length).toBe(true)
  expect(length === noise.length).toBe(headers['content-encoding'] === undefined)
})

test('a strong tag becomes weak, digests of other bytes go', async () => {
  const reply = respond(200).etag('v1').header('Content-Digest', 'sha-256=:x:').text(long)
  const { headers } = await answer(reply, 'gzip')
  expect([headers.etag, headers['content-digest']]).toEqual([['W/"v1"'], undefined])
})

test('with tags inside of it, a client that sends back the weak tag gets a 304', async () => {
  const given = app([get(() => respond(200).text(long))], {
    middleware: { app: [compression(), etag()] },
  })
  await served(given, async ({ url }) => {
    const coded = { 'accept-encoding': 'br' }
    const first = await ask(url, request('GET', '/get', coded))
    const tag = first.headers.etag?.[0] ?? ''
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
    const again = await ask(url, request('GET', '/get', { ...coded, 'if-none-match': tag }))
    expect([again.status, again.body, again.headers.etag?.[0]]).toEqual([304, '', tag.slice(2)])
    expect(again.headers.vary).toEqual(['Accept-Encoding'])
  })
})

// ES2024, which the types know not yet.
interface Resizable extends ArrayBuffer {
  resize(bytes: number): void
}

test.each(['whole', 'pieces'])(
  '%s: memory that is given to somebody else meanwhile, who writes to it, is not read',
  async (how) => {
    const text = 'a long text, '.repeat(40_000)
    const overwritten = (bytes: Uint8Array): void => {
      const taken = structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] })
      new Uint8Array(taken).fill(0)
    }
    const fill = (): Uint8Array => {
      const bytes = new Uint8Array(text.length)
      bytes.set(Buffer.from(text))
      void setImmediate(bytes).then(overwritten)
      return bytes
    }
    async function* pieces() {
      yield fill()
    }
    const make = () => new Reply(200, 'text/plain', how === 'whole' ? fill() : pieces(), null)
    const given = app([get(make)], { middleware: { app: [compression()] } })
    await served(given, async ({ url }) => {
      for (const coding of ['gzip', 'br']) {
        const got = await fetch(`${url}/get`, { headers: { 'accept-encoding': coding } })
        expect([got.headers.get('content-encoding'), await got.text()]).toEqual([coding, text])
      }
    })
  },
)

test.each(['whole', 'pieces'])(
  '%s: memory that is taken away meanwhile is not read',
  async (how) => {
    const text = 'a long text, '.repeat(40_000)
    const options = { maxByteLength: text.length }
    const memory: Resizable = Reflect.construct(ArrayBuffer, [text.length, options])
    const bytes = new Uint8Array(memory)
    const fill = (): Uint8Array => {
      memory.resize(text.length)
      bytes.set(Buffer.from(text))
      return bytes
    }
    const shrunk = async (): Promise<void> => {
      await setImmediate()
      memory.resize(0)
    }
    async function* pieces() {
      yield fill()
      void shrunk()
    }
    const whole = () => {
      void shrunk()
      return fill()
    }
    const make = () => new Reply(200, 'text/plain', how === 'whole' ? whole() : pieces(), null)
    const given = app([get(make)], { middleware: { app: [compression()] } })
    await served(given, async ({ url }) => {
      for (const coding of ['gzip', 'br']) {
        const got = await fetch(`${url}/get`, { headers: { 'accept-encoding': coding } })
        expect([got.headers.get('content-encoding'), await got.text()]).toEqual([coding, text])
      }
    })
  },
)
