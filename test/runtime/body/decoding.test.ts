// Owns what holds of undoing content codings: what comes out, where it ends, what is refused.

import * as zlib from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { collect } from '../../../runtime/src/body/byte-stream.js'
import {
  codingOf,
  codings,
  decodeStream,
  decodeWhole,
  type RequestCoding,
} from '../../../runtime/src/body/decoding.js'
import { Held } from '../../../runtime/src/body/held.js'
import { eventually, standsStill, turns } from '../../waiting.js'
import { bodyOf, failureOf } from './body-under-test.js'

const { zstdCompressSync } = zlib as unknown as { zstdCompressSync: (bytes: Uint8Array) => Buffer }

const coders: Record<RequestCoding, (bytes: Uint8Array) => Buffer> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) =>
    zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
}

const nobody = new Held({ hold: () => {} })
const text = Buffer.from('{"name":"Rex"}'.repeat(2000))

const streamed = (bytes: Uint8Array, coding: RequestCoding, bytesMax: number, piece = 700) =>
  collect(decodeStream(bodyOf(bytes, { piece }).stream(), coding, bytesMax), nobody)

test('zstd is offered where Node.js has it and tells a whole frame from one that was cut', () => {
  expect(codings).toEqual(
    'zstdDecompressSync' in zlib && Number(process.versions.node.split('.')[0]) >= 24
      ? ['gzip', 'deflate', 'br', 'zstd']
      : ['gzip', 'deflate', 'br'],
  )
})

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['X-GZIP', 'gzip'],
  [' br ', 'br'],
  ['deflate', 'deflate'],
])('the coding of %j is %j', (header, coding) => {
  expect(codingOf(header)).toBe(coding)
})

test.each(['gzip, gzip', 'gzip,br', 'compress', 'aws-chunked', 'gzip;q=1', '__proto__'])(
  'the coding %j is refused with 415',
  async (header) => {
    expect(await failureOf(() => codingOf(header))).toMatch(/^415 The content coding/)
  },
)

describe.each(codings)('%s', (coding) => {
  const coded = coders[coding](text)

  it('comes out as it went in, whole and in pieces of any size', async () => {
    expect(decodeWhole(coded, coding, text.length)).toEqual(text)
    for (const piece of [1, 7, 1000]) {
      expect(Buffer.from(await streamed(coded, coding, text.length, piece)).equals(text)).toBe(true)
    }
  })

  it('is refused with 413 when one byte more than the limit comes out', async () => {
    const max = text.length - 1
    const refusal = `413 The body has more than ${max} bytes once it is decompressed.`
    expect(await failureOf(() => decodeWhole(coded, coding, max))).toBe(refusal)
    expect(await failureOf(() => streamed(coded, coding, max))).toBe(refusal)
  })

  it('does not inflate a bomb, nor read it to its end', async () => {
    const bomb = coders[coding](Buffer.alloc(64 * 1024 * 1024))
    const body = bodyOf(bomb, { piece: 64 })
    const failure = failureOf(() => collect(decodeStream(body.stream(), coding, 100_000), nobody))
    expect(await failure).toMatch(/^413/)
    await eventually(() => body.over())
    // Brotli says 64 MiB of zeros in 100 bytes; the others take 64 KB for it.
    if (bomb.length > 10_000) expect(body.pulled() * 64).toBeLessThan(bomb.length / 2)
    // In one go, so that nobody else's memory counts; what is garbage already counts too.
    const { arrayBuffers } = process.memoryUsage()
    const whole = failureOf(() => decodeWhole(bomb, coding, 100_000))
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(16 * 1024 * 1024)
    expect(await whole).toMatch(/^413/)
  })

  it('is refused with 400 at every place where it can be cut, and with bytes after it', async () => {
    const short = coders[coding](Buffer.from('hello hello hello'))
    for (let end = 0; end < short.length; end++) {
      const cut = short.subarray(0, end)
      expect(await failureOf(() => decodeWhole(cut, coding, 100)), `${end}`).toMatch(/^400/)
      if (end > 0)
        expect(await failureOf(() => streamed(cut, coding, 100)), `${end}`).toMatch(/^400/)
    }
    const longer = Buffer.concat([short, Buffer.from([0, 0, 0, 0])])
    expect(await failureOf(() => decodeWhole(longer, coding, 100))).toMatch(/^400/)
    expect(await failureOf(() => streamed(longer, coding, 100))).toMatch(/^400/)
  })

  it('is refused with 400 when it is something else', async () => {
    const noise = Buffer.from('{"name":"Rex"}')
    expect(await failureOf(() => decodeWhole(noise, coding, 100))).toBe(`400 is not ${coding}`)
    expect(await failureOf(() => streamed(noise, coding, 100))).toBe(`400 is not ${coding}`)
  })
})

test('a body that ends with an error of its own keeps it', async () => {
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield zlib.gzipSync('x').subarray(0, 5)
    throw new Error('The client left.')
  }
  expect(await failureOf(() => collect(decodeStream(broken(), 'gzip', 100), nobody))).toBe(
    'Error The client left.',
  )
})

test('slow readers hold the body back', async () => {
  const noise = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) >> 3))
  const body = bodyOf(zlib.gzipSync(noise), { piece: 1000 })
  const reader = decodeStream(body.stream(), 'gzip', noise.length)
  await reader.next()
  await standsStill(() => body.pulled())
  await turns(100)
  expect(body.pulled() * 1000).toBeLessThan(200_000)
  await reader.return()
  await eventually(() => body.over())
})
