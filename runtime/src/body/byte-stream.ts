// Owns a request body as a stream of bytes: read once, decompressed, bounded. Not its meaning.

import type { BodyStream } from '../http/body-stream.js'
import type { BodySource } from './body-source.js'
import { codingOf, decodeStream } from './decoding.js'
import { Gathered } from './gathered.js'
import { Held, Share } from './held.js'
import { utf8Text } from './json-text.js'

/**
 * The bytes of a request as they arrive. Reading slowly makes the client send slowly; what is not read when the
 * request is answered is discarded. Can be read once: by iterating, or by one of the methods.
 *
 * @example
 * for await (const chunk of body) await file.write(chunk)
 */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** All of it; bounded by the operation's body limit. */
  bytes(): Promise<Uint8Array>
  /** All of it as UTF-8 text. Rejects with MalformedBody (400) when it is not. */
  text(): Promise<string>
  /** Trailer fields (RFC 9110, 6.5), lower-case names; empty before the end. */
  trailers(): Readonly<Record<string, string>>
}

/** The bytes of a request's body without their content coding. Reads headers now, the body when asked. */
export const decodedBody = (source: BodySource, stream: BodyStream): AsyncIterable<Uint8Array> => {
  const coding = codingOf(source.header('content-encoding'))
  return coding === null ? stream : decodeStream(stream, coding, source.bodyBytesMax)
}

/**
 * A request's body as a stream; what generated readers of binary bodies call.
 *
 * @throws {BodyError} 415 when its content coding is not known.
 * @example
 * context.body = byteStream(raw)
 */
export const byteStream = (source: BodySource): ByteStream => {
  const stream = source.stream()
  const bytes = readOnce(decodedBody(source, stream), 'body')
  return {
    [Symbol.asyncIterator]: () => bytes()[Symbol.asyncIterator](),
    bytes: () => collect(bytes(), new Held(stream)),
    text: async () => utf8Text(await collect(bytes(), new Held(stream))),
    trailers: () => stream.trailers(),
  }
}

/** Gives a stream to the first who asks; later ones get an error that says what to do. */
export const readOnce = <T>(stream: AsyncIterable<T>, what: string): (() => AsyncIterable<T>) => {
  let taken = false
  return () => {
    if (taken) throw new TypeError(`This ${what} was read before; keep what you read of it.`)
    taken = true
    return stream
  }
}

/** All bytes of a stream. Until they are there they are held. */
export const collect = async (
  stream: AsyncIterable<Uint8Array>,
  held: Held,
): Promise<Uint8Array> => {
  const gathered = new Gathered()
  const share = new Share(held)
  // What comes in one piece is not copied.
  let only: Uint8Array | null = null
  try {
    for await (const chunk of stream) {
      if (only === null && gathered.length === 0) only = chunk
      else {
        if (only !== null) gathered.add(only)
        only = null
        gathered.add(chunk)
      }
      share.set(only?.length ?? gathered.capacity)
    }
  } finally {
    share.set(0)
  }
  return only ?? gathered.take()
}
