// Owns the answer that sends a file: its validators, preconditions, ranges. Not which file it is.

import { randomBytes } from 'node:crypto'
import {
  type ConditionalRequest,
  evaluate,
  notModified,
  preconditionFailed,
  rangeApplies,
} from './conditional.js'
import { ServedBody, type ServedFile } from './places.js'
import { problemReply } from './problem.js'
import { type ByteRange, parseRanges } from './ranges.js'
import { Reply, type ReplyHeaders } from './reply.js'

/** A file, and what is told of it. */
export interface ToldFile {
  readonly file: ServedFile
  readonly etag: string
  readonly contentType: string
  /** Beyond those that follow from the file: Cache-Control and the like. */
  readonly headers: ReplyHeaders
}

/** Two changes of a file within this time may leave the same time behind. */
const settlesMs = 2000

/**
 * The version of a file by its size and time; `variant` tells representations of one name apart. Weak as long as the
 * file may change once more in the same moment (RFC 9110, 8.8.1): ranges of it are not put together then.
 */
export const fileTag = (
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
  variant = '',
): string => {
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}${variant}"`
  return Date.now() - mtimeMs < settlesMs ? `W/${tag}` : tag
}

/**
 * Answers with a file, or with what the request's preconditions and ranges make of it: 200, 206, 304, 412 or 416.
 * Closes it, at once or when it is sent. Without a request it is sent whole.
 */
export const fileReply = (
  request: ConditionalRequest | undefined,
  file: ToldFile,
): Reply<never> => {
  const { etag } = file
  const { size, mtime: modified } = file.file.stats
  const headers = {
    ...file.headers,
    etag,
    'last-modified': modified.toUTCString(),
    'accept-ranges': 'bytes',
  }
  const state = { etag, lastModified: modified }
  const whole = { from: 0, to: size - 1 }
  if (request === undefined) return reply(200, file, whole, headers)
  const preconditions = evaluate(request, state)
  if (preconditions !== 'hold') {
    file.file.close()
    return preconditions === 'failed' ? preconditionFailed() : notModified(headers)
  }
  const range = request.method === 'GET' ? request.header('range') : undefined
  const ranges =
    range === undefined || !rangeApplies(request, state) ? 'whole' : parseRanges(range, size)
  if (ranges === 'whole') return reply(200, file, whole, headers)
  if (ranges === 'unsatisfiable') {
    file.file.close()
    const detail = `The file has ${size} bytes; none of them were asked for.`
    return problemReply(416, { detail }, { 'content-range': `bytes */${size}` })
  }
  const [first, ...others] = ranges
  if (first !== undefined && others.length === 0) {
    return reply(206, file, first, { ...headers, 'content-range': contentRange(first, size) })
  }
  return severalRanges(file, ranges, headers)
}

const contentRange = ({ from, to }: ByteRange, size: number): string =>
  `bytes ${from}-${to}/${size}`

const reply = (
  status: number,
  file: ToldFile,
  { from, to }: ByteRange,
  headers: ReplyHeaders,
): Reply<never> => {
  const body = new ServedBody(file.file, from, to - from + 1)
  return new Reply<never>(status, file.contentType, body, headers)
}

// RFC 9110, 14.6.
const severalRanges = (
  file: ToldFile,
  ranges: readonly ByteRange[],
  headers: ReplyHeaders,
): Reply<never> => {
  const boundary = randomBytes(18).toString('base64url')
  const heads = ranges.map(
    (range) =>
      `\r\n--${boundary}\r\nContent-Type: ${file.contentType}\r\nContent-Range: ${contentRange(range, file.file.stats.size)}\r\n\r\n`,
  )
  const end = `\r\n--${boundary}--\r\n`
  const bytes = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  const length = bytes + heads.join('').length + end.length
  const pieces = new RangePieces(file.file, ranges, heads, end)
  const contentType = `multipart/byteranges; boundary=${boundary}`
  return new Reply<never>(206, contentType, pieces, { ...headers, 'content-length': length })
}

const pieceBytes = 64 * 1024

// By hand: `return` must close the file also when nothing was ever asked for.
class RangePieces
  implements AsyncIterable<Uint8Array | string>, AsyncIterator<Uint8Array | string>
{
  #index = -1
  #at = 0
  #isOver = false

  constructor(
    readonly file: ServedFile,
    readonly ranges: readonly ByteRange[],
    readonly heads: readonly string[],
    readonly end: string,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array | string> {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array | string>> {
    if (this.#isOver) return { done: true, value: undefined }
    const range = this.ranges[this.#index]
    if (range !== undefined && this.#at <= range.to) {
      return { done: false, value: await this.#read(range.to - this.#at + 1) }
    }
    const following = this.ranges[++this.#index]
    if (following === undefined) {
      await this.return()
      return { done: false, value: this.end }
    }
    this.#at = following.from
    return { done: false, value: this.heads[this.#index] ?? '' }
  }

  async return(): Promise<IteratorResult<Uint8Array | string>> {
    if (!this.#isOver) this.file.close()
    this.#isOver = true
    return { done: true, value: undefined }
  }

  async #read(left: number): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafe(Math.min(left, pieceBytes))
    const bytesRead = await this.file.read(buffer, this.#at)
    if (bytesRead === 0) throw new Error('The file was cut short while it was sent.')
    this.#at += bytesRead
    return buffer.subarray(0, bytesRead)
  }
}
