// Owns the middleware that compresses answers for clients that take it.

import { type ByteSize, parseBytes } from '../../config.js'
import { preferredCoding } from '../../http/accept-encoding.js'
import { FileBody } from '../../http/file-body.js'
import { fixedBytes } from '../../http/fixed-bytes.js'
import { essenceOf } from '../../http/media-type.js'
import { Reply, TakeOver } from '../../http/reply.js'
import type { MiddlewareContext, MiddlewareFunction } from '../middleware.js'
import { type Coding, coded, coders } from './coders.js'

export type { Coding } from './coders.js'

/** Settings of `compression`. */
export interface CompressionOptions {
  /** Codings to offer, the preferred first; default br, zstd where Node.js has it, gzip. */
  readonly codings?: readonly Coding[]
  /** Bodies below it are sent as they are; default 1KiB. Streams have no size and are compressed. */
  readonly minBytes?: ByteSize
  /** Whether a media type (lower case, without parameters) is worth it; default text, JSON, XML and the like. */
  readonly compresses?: (mediaType: string) => boolean
  /**
   * True leaves an answer as it is. Answers that hold a secret beside text of the requester's choice (a CSRF token
   * in a page that repeats a search) belong here: their compressed length tells the secret (BREACH).
   */
  readonly skip?: (context: MiddlewareContext, reply: Reply) => boolean
}

/**
 * Compresses answers as Accept-Encoding asks (RFC 9110, 12.5.3). Left as they are: what is small, compressed or
 * partial already, or says `Cache-Control: no-transform`; files. A strong entity tag becomes weak: the bytes are
 * others.
 *
 * @example createApp({ config, createState, middleware: { app: [compression({ minBytes: '2KiB' })] } })
 */
export const compression = (options: CompressionOptions = {}): MiddlewareFunction => {
  const { compresses = isText, skip = () => false } = options
  const minBytes = parseBytes(options.minBytes ?? '1KiB', 'compression.minBytes')
  const offered = (options.codings ?? (Object.keys(coders) as Coding[])).filter(
    (coding) => coders[coding] !== undefined,
  )
  return async (context, next) => {
    const accept = context.header('accept-encoding')
    const reply = await next()
    // Its 200 would have said so (RFC 9110, 15.4.5), and whether that one is eligible is not known here.
    if (reply.status === 304) return reply.varying('Accept-Encoding')
    if (!isEligible(reply, compresses) || skip(context, reply)) return reply
    const varied = reply.varying('Accept-Encoding')
    if (sizeOf(reply) < minBytes) return varied
    const coding = accept === undefined ? null : preferredCoding(accept, offered)
    return coding === null ? varied : encoded(varied, coding)
  }
}

const encoded = async (given: Reply, coding: Coding): Promise<Reply> => {
  const reply = given.body instanceof Uint8Array ? given.withBody(fixedBytes(given.body)) : given
  const { body } = reply
  const coder = coders[coding]
  if (
    coder === undefined ||
    body === null ||
    body instanceof TakeOver ||
    body instanceof FileBody
  ) {
    return reply
  }
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  const small = isWhole ? await coder.whole(body) : coded(body, coder)
  if (small instanceof Uint8Array && small.length >= sizeOf(reply)) return reply
  const tag = reply.header('etag')
  const weak = typeof tag === 'string' && tag.startsWith('"') ? { etag: `W/${tag}` } : {}
  const headers = { ...reply.withHeaders({ ...weak, 'content-encoding': coding }).headers }
  for (const name of Object.keys(headers)) {
    // A length of before, and digests of other bytes (RFC 9530), are wrong now.
    if (/^(content-length|content-digest|content-md5)$/i.test(name)) delete headers[name]
  }
  return new Reply(reply.status, reply.contentType, small, headers, reply.trailers)
}

const bodiless = new Set([204, 205, 206, 304])

const isEligible = (reply: Reply, compresses: (mediaType: string) => boolean): boolean =>
  reply.body !== null &&
  reply.status >= 200 &&
  !bodiless.has(reply.status) &&
  reply.contentType !== null &&
  compresses(essenceOf(reply.contentType)) &&
  reply.header('content-encoding') === undefined &&
  reply.header('content-range') === undefined &&
  !/\bno-transform\b/i.test(String(reply.header('cache-control') ?? ''))

const isText = (type: string): boolean =>
  /^text\/|[/+](json|xml|yaml)$|^application\/(javascript|x-www-form-urlencoded|x-ndjson|jsonl|graphql|wasm|manifest\+json|problem\+json)$|^image\/(svg\+xml|bmp|vnd\.microsoft\.icon)$|^font\/(ttf|otf)$/.test(
    type,
  )

const sizeOf = ({ body }: Reply): number => {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : Number.POSITIVE_INFINITY
}
