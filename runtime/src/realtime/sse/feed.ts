// Owns publishing to many event streams at once, each with its own bounded queue.

/** What happens to a follower whose queue is full: it misses what is published then, or its stream ends. */
export type SlowFollower = 'drop' | 'end'

/** Values that wait for one slow follower. */
const queueMaxDefault = 1000

/** What is published now, for all who follow now. */
export interface Feed<T> {
  /** Hands a value to all followers; gives how many took it. Never waits. */
  publish(value: T): number
  /**
   * What is published from this call on, until `signal` aborts: the body of an event stream, read by one reader.
   */
  follow(options: { readonly signal: AbortSignal }): AsyncIterableIterator<T>
  /** How many follow. */
  readonly followers: number
}

/**
 * A feed of a server; keep it in its state. `queueMax` values wait for a follower that reads slowly, 1,000 by default;
 * then it misses what comes (`drop`), or its stream ends, and its client connects again (`end`, the default).
 *
 * @example
 * export const createState = () => ({ born: createFeed<ServerEvent<Pet>>({ queueMax: 100 }) })
 */
export const createFeed = <T>(
  options: { readonly queueMax?: number; readonly slow?: SlowFollower } = {},
): Feed<T> => {
  const { queueMax = queueMaxDefault, slow = 'end' } = options
  const followers = new Set<Follower<T>>()
  return {
    publish: (value) => {
      let count = 0
      for (const follower of followers) if (follower.take(value)) count++
      return count
    },
    follow: ({ signal }) => {
      const follower = new Follower<T>(queueMax, slow, () => followers.delete(follower))
      followers.add(follower)
      follower.until(signal)
      return follower
    },
    get followers() {
      return followers.size
    },
  }
}

class Follower<T> implements AsyncIterableIterator<T> {
  readonly #queue: T[] = []
  #waiting: ((result: IteratorResult<T>) => void) | null = null
  #ended = false
  #unlisten = () => {}

  constructor(
    readonly queueMax: number,
    readonly slow: SlowFollower,
    readonly leave: () => void,
  ) {}

  until(signal: AbortSignal): void {
    const end = () => this.#end()
    if (signal.aborted) {
      end()
      return
    }
    signal.addEventListener('abort', end, { once: true })
    this.#unlisten = () => signal.removeEventListener('abort', end)
  }

  /** False where there was no room. */
  take(value: T): boolean {
    if (this.#waiting !== null) {
      const resolve = this.#waiting
      this.#waiting = null
      resolve({ done: false, value })
      return true
    }
    if (this.#queue.length < this.queueMax) {
      this.#queue.push(value)
      return true
    }
    if (this.slow === 'end') this.#end()
    return false
  }

  // What was taken before an end is still handed out.
  next(): Promise<IteratorResult<T>> {
    if (this.#queue.length > 0) {
      return Promise.resolve({ done: false, value: this.#queue.shift() as T })
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  return(): Promise<IteratorResult<T>> {
    this.#queue.length = 0
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #end(): void {
    this.#ended = true
    this.leave()
    this.#unlisten()
    this.#waiting?.({ done: true, value: undefined })
    this.#waiting = null
  }
}
