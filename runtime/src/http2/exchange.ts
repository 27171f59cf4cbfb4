// Owns one HTTP/2 stream as a request on a connection of the engine's own: bytes both ways, each side waiting for
// the other, and what happens when either ends early.

import { constants, type ServerHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import { type RequestHead, trailerLines } from './request-head.js'
import { type FieldValues, ResponseReader } from './response-reader.js'

const chunkEnd = '\r\n'

/**
 * Carries a request to the engine and its answer back. `done` is called once the engine is through with it: after
 * the answer, or, when the client gave up, after its handler ended.
 */
export const carry = (
  stream: ServerHttp2Stream,
  head: RequestHead,
  connection: Duplex,
  done: () => void,
): void => new Exchange(stream, connection, done).begin(head)

class Exchange {
  readonly #stream: ServerHttp2Stream
  readonly #connection: Duplex
  readonly #done: () => void
  readonly #reader: ResponseReader
  #trailers = ''
  #isAnswered = false
  #isOver = false

  constructor(stream: ServerHttp2Stream, connection: Duplex, done: () => void) {
    this.#stream = stream
    this.#connection = connection
    this.#done = done
    this.#reader = new ResponseReader(this)
  }

  begin(head: RequestHead): void {
    const stream = this.#stream
    const connection = this.#connection
    stream.on('close', () => this.#left())
    stream.on('error', () => {})
    stream.on('drain', () => connection.resume())
    connection.on('data', (chunk: Buffer) => this.#answer(chunk))
    connection.on('drain', () => stream.resume())
    connection.on('error', () => {})
    connection.on('close', () => this.#closed())
    this.#reader.expect(head.method)
    connection.write(head.text, 'latin1')
    if (head.framing !== 'none') this.#sendBody(head.framing === 'chunked')
  }

  #sendBody(isChunked: boolean): void {
    const stream = this.#stream
    const connection = this.#connection
    stream.on('data', (chunk: Buffer) => {
      if (this.#isAnswered) return
      let isOpen: boolean
      if (isChunked) {
        connection.cork()
        connection.write(chunk.length.toString(16) + chunkEnd, 'latin1')
        connection.write(chunk)
        isOpen = connection.write(chunkEnd, 'latin1')
        connection.uncork()
      } else {
        isOpen = connection.write(chunk)
      }
      if (!isOpen) stream.pause()
    })
    if (!isChunked) return
    stream.on('trailers', (_fields: unknown, _flags: number, raw?: readonly string[]) => {
      this.#trailers = trailerLines(raw ?? [])
    })
    stream.on('end', () => {
      // A reset ends the stream too: that is no end of the body.
      if (stream.aborted || this.#isAnswered || connection.writableEnded) return
      connection.write(`0\r\n${this.#trailers}\r\n`, 'latin1')
    })
  }

  #answer(chunk: Buffer): void {
    if (this.#isOver) return
    try {
      this.#reader.read(chunk)
    } catch {
      this.#connection.destroy()
    }
  }

  interim(status: number, fields: FieldValues): void {
    const stream = this.#stream
    if (stream.closed || stream.headersSent) return
    stream.additionalHeaders({ ...fields, ':status': status })
  }

  head(status: number, fields: FieldValues, isEmpty: boolean): void {
    const stream = this.#stream
    if (stream.closed) return
    fields[':status'] = status as unknown as string
    stream.respond(fields, { endStream: isEmpty, waitForTrailers: fields.trailer !== undefined })
  }

  data(chunk: Buffer, isLast: boolean): void {
    const stream = this.#stream
    if (stream.closed) return
    if (isLast) stream.end(chunk)
    else if (!stream.write(chunk)) this.#connection.pause()
  }

  end(trailers: FieldValues | null): void {
    const stream = this.#stream
    this.#isAnswered = true
    if (!stream.closed) {
      if (trailers !== null) stream.once('wantTrailers', () => stream.sendTrailers(trailers))
      if (!stream.writableEnded) stream.end()
      // RFC 9113, 8.1: the answer is whole, and the rest of the request is not wanted.
      if (!stream.readableEnded)
        stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR))
    }
    this.#finish()
    this.#connection.destroy()
  }

  // The client has its answer, or does not want it any more: then its handler is told by the end of the request.
  #left(): void {
    if (this.#isAnswered) return
    this.#isAnswered = true
    // Half a close would let an endless answer go on: the engine serves peers that only sent their end.
    if (this.#stream.headersSent) {
      this.#connection.destroy()
      return
    }
    this.#connection.resume()
    this.#connection.end()
  }

  #closed(): void {
    const stream = this.#stream
    if (!this.#isAnswered && !this.#reader.close()) stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    this.#finish()
  }

  #finish(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#done()
  }
}
