// Owns what waits to be sent to the sockets of a server, together: who holds most gives way as soon as there is too
// much. Not what waits at one socket alone.

import type { SocketLimits } from './socket-limits.js'

/** What a message that waits takes besides its own bytes: its head, its place in the queue, who is told. */
const queuedMessageBytes = 512
/** Of the limit: what remains when it was exceeded. Looking at all of them costs little a byte then. */
const keptShare = 0.75

/** What waits at all sockets of one server. */
export class SendQueues {
  #bytes = 0
  readonly #holding = new Set<SendQueue>()

  constructor(readonly max: number) {}

  get bytes(): number {
    return this.#bytes
  }

  add(queue: SendQueue, bytes: number): void {
    this.#holding.add(queue)
    this.#bytes += bytes
    if (this.#bytes > this.max) this.#lighten()
  }

  remove(queue: SendQueue, bytes: number): void {
    this.#bytes -= bytes
    if (queue.heldBytes === 0) this.#holding.delete(queue)
  }

  // One socket may hold more, while nobody else needs room: a message may be of any size.
  #lighten(): void {
    const heaviest = [...this.#holding].sort((a, b) => b.heldBytes - a.heldBytes)
    for (const queue of heaviest) {
      if (this.#holding.size === 1 || this.#bytes <= this.max * keptShare) return
      queue.giveWay()
    }
  }
}

// Servers of one process are told apart by their limits: each has its own object, and each request carries it.
const servers = new WeakMap<SocketLimits, SendQueues>()

/** What waits at the sockets of a server. */
export const sendQueuesOf = (server: SocketLimits): SendQueues => {
  const known = servers.get(server)
  if (known !== undefined) return known
  const queues = new SendQueues(server.webSocketQueuesBytesMax)
  servers.set(server, queues)
  return queues
}

/** What waits at one socket, until it is told that it holds too much. */
export class SendQueue {
  #bytes = 0
  #messages = 0
  #isOver = false

  constructor(
    readonly all: SendQueues,
    readonly tooMuch: () => void,
  ) {}

  /** Of messages alone. */
  get bytes(): number {
    return this.#bytes
  }

  get heldBytes(): number {
    return this.#bytes + this.#messages * queuedMessageBytes
  }

  /** Counts a message in; false when this socket had to give way for it. */
  add(bytes: number): boolean {
    this.#bytes += bytes
    this.#messages++
    this.all.add(this, bytes + queuedMessageBytes)
    return !this.#isOver
  }

  /** It is sent, or will not be. */
  remove(bytes: number): void {
    if (this.#isOver) return
    this.#bytes -= bytes
    this.#messages--
    this.all.remove(this, bytes + queuedMessageBytes)
  }

  giveWay(): void {
    this.end()
    this.tooMuch()
  }

  /** Nothing of it waits any more, whatever is told of it later. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    const held = this.heldBytes
    this.#bytes = 0
    this.#messages = 0
    this.all.remove(this, held)
  }
}
