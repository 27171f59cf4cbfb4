// Owns publishing to many sockets at once, each with its own bounded queue.

import { encodeMessage } from './codec.js'
import type { RawMessage, ServerSocket } from './hooks.js'
import { SocketSession } from './session.js'

/** What happens to a subscriber whose queue has no room for a message: it misses it, or is closed with 1013. */
export type SlowSubscriber = 'drop' | 'close'

/** How many topics a socket may subscribe to in one `Topics`. */
const topicsPerSocketMax = 1000

/** Named groups of sockets. */
export interface Topics<Sent = RawMessage> {
  /**
   * Lets a socket have what is published to `topic`, until it closes.
   *
   * @throws {RangeError} beyond 1,000 topics of one socket.
   */
  subscribe(topic: string, socket: ServerSocket<Sent>): void
  unsubscribe(topic: string, socket: ServerSocket<Sent>): void
  /** Sends to all subscribers but `except`; gives how many it was queued for. Never waits. */
  publish(topic: string, message: Sent, options?: { readonly except?: ServerSocket<Sent> }): number
  /** Open sockets of a topic. */
  count(topic: string): number
}

/**
 * Topics of a server; keep them in its state. A message is written once, however many get it.
 *
 * @example
 * export const createState = () => ({ rooms: createTopics<ChatMessage>({ slow: 'drop' }) })
 */
export const createTopics = <Sent = RawMessage>(
  options: { readonly slow?: SlowSubscriber } = {},
): Topics<Sent> => new SocketTopics<Sent>(options.slow ?? 'close')

class SocketTopics<Sent> implements Topics<Sent> {
  readonly #sockets = new Map<string, Set<SocketSession>>()
  readonly #topics = new WeakMap<SocketSession, Set<string>>()

  constructor(readonly slow: SlowSubscriber) {}

  subscribe(topic: string, socket: ServerSocket<Sent>): void {
    const session = sessionOf(socket)
    if (!session.isOpen) return
    const topics = this.#topics.get(session) ?? this.#remember(session)
    if (topics.size >= topicsPerSocketMax && !topics.has(topic)) {
      throw new RangeError(`A socket subscribes to at most ${topicsPerSocketMax} topics.`)
    }
    topics.add(topic)
    const sockets = this.#sockets.get(topic)
    if (sockets === undefined) this.#sockets.set(topic, new Set([session]))
    else sockets.add(session)
  }

  unsubscribe(topic: string, socket: ServerSocket<Sent>): void {
    const session = sessionOf(socket)
    this.#topics.get(session)?.delete(topic)
    this.#leave(topic, session)
  }

  publish(
    topic: string,
    message: Sent,
    { except }: { readonly except?: ServerSocket<Sent> } = {},
  ): number {
    const written = new Map<unknown, Written>()
    let count = 0
    for (const session of this.#sockets.get(topic) ?? []) {
      if (session === (except as unknown) || !session.isOpen) continue
      const { schemas } = session
      const { bytes, isText } = written.get(schemas) ?? writtenOf(encodeMessage(message, schemas))
      written.set(schemas, { bytes, isText })
      if (this.slow === 'drop' && !session.hasRoom(bytes.length)) continue
      void session.sendEncoded(bytes, isText)
      if (session.isOpen) count++
    }
    return count
  }

  count(topic: string): number {
    return this.#sockets.get(topic)?.size ?? 0
  }

  #remember(session: SocketSession): Set<string> {
    const topics = new Set<string>()
    this.#topics.set(session, topics)
    session.whenClosed(() => {
      for (const topic of topics) this.#leave(topic, session)
      topics.clear()
    })
    return topics
  }

  #leave(topic: string, session: SocketSession): void {
    const sockets = this.#sockets.get(topic)
    sockets?.delete(session)
    if (sockets?.size === 0) this.#sockets.delete(topic)
  }
}

/** A message as the queues of all subscribers share it. */
interface Written {
  readonly bytes: Uint8Array
  readonly isText: boolean
}

const writtenOf = (data: RawMessage): Written => {
  if (typeof data === 'string') return { bytes: Buffer.from(data), isText: true }
  return { bytes: data, isText: false }
}

const sessionOf = (socket: unknown): SocketSession => {
  if (socket instanceof SocketSession) return socket
  throw new TypeError('Only sockets that a hook was given can subscribe.')
}
