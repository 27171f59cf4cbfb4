// Owns undoing the content coding of request bodies (RFC 9110, 8.4), bounded: what comes out counts against
// the body limit, so that a bomb ends at the limit and not at the end of memory.

import { pipeline, type Transform } from 'node:stream'
import { BodyError } from '../http/body-error.js'
import { MalformedBody } from '../http/malformed-body.js'

/** A coding that is undone here. zstd needs a Node.js that has it and refuses a frame that was cut short. */
export type RequestCoding = 'gzip' | 'deflate' | 'br' | 'zstd'

type Whole = (
  bytes: Uint8Array,
  options: { maxOutputLength: number; info: true },
) => { buffer: Buffer; engine: { bytesWritten: number } }

interface Decoder {
  readonly whole: Whole
  readonly stream: () => Transform
}

// Typings of Node.js 20 know neither zstd nor what `info` gives back.
interface Zlib {
  readonly gunzipSync: Whole
  readonly inflateSync: Whole
  readonly brotliDecompressSync: Whole
  readonly zstdDecompressSync: Whole
  readonly createGunzip: (options: object) => Transform
  readonly createInflate: (options: object) => Transform
  readonly createBrotliDecompress: (options: object) => Transform
  readonly createZstdDecompress: (options: object) => Transform
}

let zlibLoaded: Zlib | undefined

// Loaded when it is needed: most servers never see a body with a coding.
const zlib = (): Zlib => {
  zlibLoaded ??= process.getBuiltinModule('node:zlib') as unknown as Zlib
  return zlibLoaded
}

// What is read ahead of the limit; newer versions of Node.js would take 64 KiB. Their typings do not know it here.
const ahead: object = { highWaterMark: 16 * 1024 }

// The first releases with zstd give back what came before the cut, as if it were all (Node.js 22).
const refusesCutZstd = (): boolean => {
  try {
    const cut = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
    zlib().zstdDecompressSync(cut, { maxOutputLength: 1, info: true })
    return false
  } catch {
    return true
  }
}

const zstd: Decoder = {
  whole: (bytes, options) => zlib().zstdDecompressSync(bytes, options),
  stream: () => zlib().createZstdDecompress(ahead),
}

const decoders: { readonly [C in RequestCoding]?: Decoder } = {
  gzip: {
    whole: (bytes, options) => zlib().gunzipSync(bytes, options),
    stream: () => zlib().createGunzip(ahead),
  },
  deflate: {
    whole: (bytes, options) => zlib().inflateSync(bytes, options),
    stream: () => zlib().createInflate(ahead),
  },
  br: {
    whole: (bytes, options) => zlib().brotliDecompressSync(bytes, options),
    stream: () => zlib().createBrotliDecompress(ahead),
  },
  ...(process.versions.zstd !== undefined && refusesCutZstd() ? { zstd } : {}),
}

/** The codings of this process, as Accept-Encoding names them. */
export const codings: readonly RequestCoding[] = Object.keys(decoders) as RequestCoding[]

/**
 * The coding that a Content-Encoding header names; null for `identity` and without one.
 *
 * @throws {BodyError} 415 for a coding nobody knows and for several at once: each layer multiplies a bomb.
 */
export const codingOf = (header: string | undefined): RequestCoding | null => {
  const name = (header ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return null
  const known = name === 'x-gzip' ? 'gzip' : name
  const found = codings.find((coding) => coding === known)
  if (found !== undefined) return found
  throw new BodyError(
    415,
    `The content coding ${JSON.stringify(name.slice(0, 40))} is not supported; use one of ${codings.join(', ')}.`,
  )
}

/**
 * A whole body without its coding. Synchronous: its time is bounded by `bytesMax`.
 *
 * @throws {BodyError} 413 when more than `bytesMax` come out, 400 when the bytes are not of that coding.
 */
export const decodeWhole = (bytes: Uint8Array, coding: RequestCoding, bytesMax: number): Buffer => {
  try {
    // zlib takes no limit of 0, and a limit of 1 still tells an empty body from a longer one.
    const { buffer, engine } = decoderOf(coding).whole(bytes, {
      maxOutputLength: Math.max(1, bytesMax),
      info: true,
    })
    if (buffer.length > bytesMax) throw tooLarge(bytesMax)
    if (engine.bytesWritten < bytes.length) throw trailing(coding)
    return buffer
  } catch (error) {
    throw translated(error, coding, bytesMax)
  }
}

/** A body's stream without its coding, with backpressure; errors as those of `decodeWhole`. */
export async function* decodeStream(
  source: AsyncIterable<Uint8Array>,
  coding: RequestCoding,
  bytesMax: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = decoderOf(coding).stream()
  // Its error comes out of the decoder below; leaving the loop ends the source.
  let received = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      received += chunk.length
      yield chunk
    }
  }
  pipeline(counted, decoder, () => {})
  let total = 0
  try {
    for await (const chunk of decoder) {
      total += chunk.length
      if (total > bytesMax) throw tooLarge(bytesMax)
      yield chunk
    }
    const { bytesWritten } = decoder as unknown as { bytesWritten: number }
    if (bytesWritten < received) throw trailing(coding)
  } catch (error) {
    throw translated(error, coding, bytesMax)
  }
}

const decoderOf = (coding: RequestCoding): Decoder => {
  const decoder = decoders[coding]
  if (decoder === undefined) throw new Error(`This Node.js has no ${coding}.`)
  return decoder
}

const trailing = (coding: RequestCoding): BodyError =>
  new MalformedBody(`has bytes after its ${coding}`)

const tooLarge = (bytesMax: number): BodyError =>
  new BodyError(413, `The body has more than ${bytesMax} bytes once it is decompressed.`)

const translated = (error: unknown, coding: RequestCoding, bytesMax: number): unknown => {
  if (error instanceof BodyError || !(error instanceof Error) || !('code' in error)) return error
  const code = String(error.code)
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(bytesMax)
  // Z_DATA_ERROR, brotli's ERR__ERROR_FORMAT_PADDING_1, ZSTD_error_corruption_detected: the bytes are at fault.
  const ofBytes = /^(Z_|ERR__|ZSTD_)/.test(code)
  return ofBytes ? new MalformedBody(`is not ${coding}`, { cause: error }) : error
}
