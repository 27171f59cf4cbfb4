// Owns taking values one by one of what a handler gave, and letting go of it: at once, also while it is waited for, and
// also when nothing was asked for.

const done = { done: true, value: undefined } as const

/** What values are taken from, each kind in its own way. */
interface Tap<T> {
  next(): PromiseLike<IteratorResult<T, unknown>>
  return(): unknown
}

/**
 * Values of an iterable. By hand and not a generator: `return` of a generator waits for its `next`, which may wait for
 * ever, and one that was never asked for anything ends without a word to what it would have read. The same is true of
 * the iterators of streams, so a stream of Node.js is destroyed, and a web stream cancelled.
 *
 * @example
 * const source = new Source(['a', 'b'])
 * const first = await source.next()
 * source.release()
 */
export class Source<T> implements AsyncIterableIterator<T, undefined> {
  readonly #tap: Tap<T>
  #isOver = false
  #leave: () => void = () => {}

  /** @throws {TypeError} when a web stream is locked: somebody else reads it. */
  constructor(values: AsyncIterable<T> | Iterable<T>) {
    this.#tap = tapOf(values)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** To be asked for again when what came before is here. Ends when `return` is called meanwhile. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#isOver) return Promise.resolve(done)
    return new Promise((resolve, reject) => {
      this.#leave = () => resolve(done)
      this.#tap.next().then((result) => resolve(result.done === true ? done : result), reject)
    })
  }

  /** Nothing more is wanted; resolves when what was open is closed, as far as its maker says so. */
  async return(): Promise<IteratorResult<T, undefined>> {
    if (this.#isOver) return done
    this.#isOver = true
    this.#leave()
    await this.#tap.return()
    return done
  }

  /** The same, and nobody waits for it: errors of closing are nobody's concern any more. */
  release(): void {
    this.return().catch(() => {})
  }
}

/**
 * What `change` makes of each value. What it throws ends the source.
 *
 * @example const lines = changed([1, 2], (value) => `${JSON.stringify(value)}\n`)
 */
export const changed = <T, R>(
  values: AsyncIterable<T> | Iterable<T>,
  change: (value: T) => R,
): AsyncIterable<R> => ({
  [Symbol.asyncIterator]: () => {
    const source = new Source(values)
    return {
      next: async () => {
        const result = await source.next()
        if (result.done === true) return done
        try {
          return { done: false, value: change(result.value) }
        } catch (error) {
          source.release()
          throw error
        }
      },
      return: async () => {
        await source.return()
        return done
      },
    }
  },
})

const tapOf = <T>(values: AsyncIterable<T> | Iterable<T>): Tap<T> => {
  if (values instanceof ReadableStream) return readerTap(values)
  if (!(Symbol.asyncIterator in values)) return iterableTap(values)
  const iterator = values[Symbol.asyncIterator]()
  return {
    next: async () => iterator.next(),
    return: () => {
      if (isNodeStream(values)) destroy(values)
      return iterator.return?.()
    },
  }
}

const readerTap = <T>(stream: ReadableStream<T>): Tap<T> => {
  const reader = stream.getReader()
  return {
    next: async () => {
      const { done: isDone, value } = await reader.read()
      return isDone ? done : { done: false, value }
    },
    return: () => reader.cancel(),
  }
}

const iterableTap = <T>(values: Iterable<T>): Tap<T> => {
  const iterator = values[Symbol.iterator]()
  return {
    next: async () => {
      const result = iterator.next()
      return result.done === true ? done : { done: false, value: await result.value }
    },
    return: () => iterator.return?.(),
  }
}

interface NodeStream {
  on(event: 'error', listener: () => void): unknown
  destroy(): unknown
}

// An application's own emitter may be destroyed and listened to as well, and serves others: it is not piped.
const isNodeStream = (values: object): values is NodeStream =>
  'destroy' in values && typeof values.destroy === 'function' && 'on' in values && 'pipe' in values

/**
 * An answer whose body may fail before anybody asks for its pieces, while middleware outside of whoever gave it waits:
 * an error that a stream of Node.js tells nobody ends the process, and whoever asks later hears of it all the same.
 */
export const listenedTo = <Answer extends { readonly body: unknown }>(answer: Answer): Answer => {
  const { body } = answer
  if (typeof body === 'object' && body !== null && isNodeStream(body)) body.on('error', () => {})
  return answer
}

// What it fails with from now on (a file that is not there) would otherwise end the process: nobody listens.
const destroy = (stream: NodeStream): void => {
  stream.on('error', () => {})
  stream.destroy()
}
