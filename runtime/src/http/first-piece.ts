// Owns how the head of an answer in pieces waits for the first of them: a body that fails before it has anything to
// send is answered by what failed, and not by a head without a body.

import { discardBody } from './discard.js'
import { isEventStream } from './media-type.js'
import type { Reply } from './reply.js'
import { Source } from './source.js'

type Piece = Uint8Array | string
type Pieces = AsyncIterable<Piece>

/**
 * How long the head waits: who takes longer to find what to send first has an answer that begins before that.
 * Server-sent events wait for nothing, since browsers call a stream open when its head is there.
 */
const headHoldMs = 1000

/** Whether a reply's body is asked for piece by piece, and nothing of it was yet. */
export const isUnbegun = ({ body }: Reply): boolean =>
  typeof body === 'object' &&
  body !== null &&
  Symbol.asyncIterator in body &&
  !(body instanceof BegunBody)

/**
 * The reply once its first piece is there, or its end, or has been waited for long enough. Others come back as they
 * are.
 *
 * @throws what its body throws before anything of it can be sent.
 */
export const begun = (reply: Reply): Reply | Promise<Reply> => {
  if (!isUnbegun(reply)) return reply
  const source = new Source(reply.body as Pieces)
  const first = source.next().then(checked)
  const body = new BegunBody(source, first)
  const ready = reply.withBody(body)
  return new Promise((resolve, reject) => {
    const giveUp = onceHeldFor(isEventStream(reply.contentType) ? 0 : headHoldMs, () =>
      resolve(ready),
    )
    // What fails later is told to whoever asks for the first piece.
    first.then(
      () => {
        giveUp()
        resolve(ready)
      },
      (error) => {
        giveUp()
        source.release()
        reject(error)
      },
    )
  })
}

/**
 * A reply that is told of but not sent, for HEAD: nobody asks for its pieces, so what they come from is closed at once.
 */
export const unsent = (reply: Reply): Reply => {
  if (!isUnbegun(reply)) return reply
  discardBody(reply)
  return reply.withBody(new BegunBody(new Source([]), null))
}

/** What a body gave. @throws {TypeError} when it is neither text nor bytes. */
export const checked = (next: IteratorResult<Piece>): IteratorResult<Piece> => {
  if (next.done === true || typeof next.value === 'string' || next.value instanceof Uint8Array) {
    return next
  }
  throw new TypeError(
    `A body's pieces are strings or Uint8Arrays, not ${typeof (next.value as unknown)}.`,
  )
}

// Behind the time comes one more turn of the loop: where that was busy, bytes may be here that nobody has read.
const onceHeldFor = (ms: number, done: () => void): (() => void) => {
  let immediate: NodeJS.Immediate | undefined
  const last = (): void => {
    immediate = setImmediate(done)
  }
  const timer = ms === 0 ? undefined : setTimeout(last, ms)
  if (ms === 0) last()
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}

/** A body whose first piece was asked for. */
class BegunBody implements AsyncIterableIterator<Piece> {
  #first: Promise<IteratorResult<Piece>> | null

  constructor(
    readonly rest: Source<Piece>,
    first: Promise<IteratorResult<Piece>> | null,
  ) {
    this.#first = first
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Piece>> {
    const first = this.#first
    this.#first = null
    return first ?? this.rest.next()
  }

  return(): Promise<IteratorResult<Piece>> {
    return this.rest.return()
  }
}
