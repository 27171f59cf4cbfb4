// Owns server-sent events (WHATWG HTML, 9.2): writing them, and keeping an idle stream alive.

import { Source } from '../../http/source.js'

/** One event. `data` is written as the contract says; text with line breaks becomes several lines of data. */
export interface ServerEvent<T> {
  readonly data: T
  /** Name of the listener it is for; default: `message`. */
  readonly event?: string
  /** What a client that reconnects sends as Last-Event-ID. */
  readonly id?: string
  /** How long a client waits before it reconnects, in milliseconds. */
  readonly retry?: number
}

/** An event whose name says what its data is. */
export interface NamedEvent<Name extends string, T> extends ServerEvent<T> {
  readonly event: Name
}

/** Events of several kinds, each when it happens. */
export type Events<E extends ServerEvent<unknown>> = AsyncIterable<E> | Iterable<E>

/** Events, each when it happens: what a handler answers a `text/event-stream` operation with. */
export type EventStream<T> = Events<ServerEvent<T>>

/** Silence after which a comment is sent: proxies end connections that say nothing, often after a minute. */
const keepAliveMs = 15_000

/**
 * Writes the events of an answer; what generated reply tables use. The next event is asked for when the client
 * has taken what came before. When the client leaves, the source's `return` runs.
 *
 * @param write Writes `data`; null: it is text.
 * @example
 * const replies = { 200: { contentType: 'text/event-stream', write: eventStream(writePet) } }
 */
export const eventStream =
  <T>(write: ((data: T) => string) | null, idleMs: number = keepAliveMs) =>
  (events: EventStream<T>): AsyncIterable<string> => ({
    [Symbol.asyncIterator]: () => new EventWriter(events, () => write ?? String, idleMs),
  })

type WriteData = ((data: never) => string) | null

/**
 * The same for events whose names say what their data is: a writer for each name, null where data is text.
 *
 * @param other For every other name, and none; absent: these are refused with a TypeError.
 * @example
 * const replies = { 200: { contentType: 'text/event-stream', write: namedEvents({ tick: writeTick, end: null }) } }
 */
export const namedEvents = (
  writers: Readonly<Record<string, WriteData>>,
  other?: WriteData,
  idleMs: number = keepAliveMs,
): ((events: Events<ServerEvent<never>>) => AsyncIterable<string>) => {
  const writerOf = ({ event = '' }: ServerEvent<never>) => {
    const write = Object.hasOwn(writers, event) ? writers[event] : other
    if (write !== undefined) return write ?? String
    const names = Object.keys(writers).join(', ')
    throw new TypeError(`The contract has no event "${event}": it has ${names}.`)
  }
  return (events) => ({
    [Symbol.asyncIterator]: () => new EventWriter(events, writerOf, idleMs),
  })
}

/**
 * The id of the last event that a client has, when it reconnects; null for a new one.
 *
 * @example
 * for await (const news of state.news.since(lastEventId(context))) yield { id: news.id, data: news }
 */
export const lastEventId = (request: {
  header(name: string): string | undefined
}): string | null => {
  const value = request.header('last-event-id')
  // Fields are bytes; this one is UTF-8 by its specification.
  return value === undefined ? null : Buffer.from(value, 'latin1').toString('utf8')
}

// By hand: between two events something is said, while the next one is waited for.
class EventWriter<T> implements AsyncIterator<string, undefined> {
  readonly #events: Source<ServerEvent<T>>
  #pending: Awaited<IteratorResult<ServerEvent<T>, undefined>> | null = null

  constructor(
    events: EventStream<T>,
    readonly writerOf: (event: ServerEvent<T>) => (data: T) => string,
    readonly idleMs: number,
  ) {
    this.#events = new Source(events)
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    this.#pending ??= new Awaited(this.#events.next())
    if (!(await this.#pending.isThereWithin(this.idleMs))) return { done: false, value: ':\n\n' }
    const { value } = this.#pending
    this.#pending = null
    const result = await value
    if (result.done === true) return result
    try {
      const event = result.value
      return { done: false, value: writeEvent(event, this.writerOf(event)(event.data)) }
    } catch (error) {
      this.#events.release()
      throw error
    }
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    await this.#events.return()
    return { done: true, value: undefined }
  }
}

// A value that is asked for once and waited for in turns. It is told of its arrival once: a reaction for each turn
// would stay with a promise that nothing settles for hours.
class Awaited<R> {
  #isThere = false
  #wake: (() => void) | null = null

  constructor(readonly value: Promise<R>) {
    const arrived = () => {
      this.#isThere = true
      this.#wake?.()
    }
    value.then(arrived, arrived)
  }

  isThereWithin(ms: number): Promise<boolean> {
    if (this.#isThere) return Promise.resolve(true)
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}

const writeEvent = <T>({ event, id, retry }: ServerEvent<T>, data: string): string => {
  let text = ''
  if (event !== undefined) text += `event: ${oneLine('event', event)}\n`
  if (id !== undefined) text += `id: ${oneLine('id', id)}\n`
  if (retry !== undefined) text += `retry: ${wholeMs(retry)}\n`
  return `${text}data: ${data.replaceAll(/\r\n|\r|\n/g, '\ndata: ')}\n\n`
}

const oneLine = (field: string, text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (!/[\r\n\u0000]/.test(text)) return text
  throw new TypeError(`The ${field} of a server-sent event has no line breaks and no NUL.`)
}

const wholeMs = (retry: number): number => {
  if (Number.isSafeInteger(retry) && retry >= 0) return retry
  throw new TypeError('The retry of a server-sent event is a whole number of milliseconds.')
}
