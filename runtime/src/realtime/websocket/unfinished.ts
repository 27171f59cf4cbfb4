// Owns what messages may hold before they are whole: together, over all sockets of a server, and for how long.

import type { SocketLimits } from './socket-limits.js'

/** Bytes that all sockets of one server keep of messages that are not whole. */
export class HeldBytes {
  #bytes = 0

  constructor(readonly max: number) {}

  get bytes(): number {
    return this.#bytes
  }

  /** Counts more, or less; whether that was within bounds. */
  add(bytes: number): boolean {
    this.#bytes += bytes
    return bytes <= 0 || this.#bytes <= this.max
  }
}

// Servers of one process are told apart by their limits: each has its own object, and each request carries it.
const servers = new WeakMap<SocketLimits, HeldBytes>()

/** What the sockets of a server hold together. */
export const heldBytesOf = (server: SocketLimits): HeldBytes => {
  const known = servers.get(server)
  if (known !== undefined) return known
  const held = new HeldBytes(server.webSocketHeldBytesMax)
  servers.set(server, held)
  return held
}

export interface UnfinishedActions {
  /** False while more of the message may have come that the server has not looked at. */
  isReading(): boolean
  /** The message was not whole in time. */
  late(): void
}

/** The message that one socket waits for the rest of, if there is one. Pings and pongs within it buy it no time. */
export class UnfinishedMessage {
  #bytes = 0
  #timer: NodeJS.Timeout | null = null

  constructor(
    readonly timeoutMs: number,
    readonly held: HeldBytes,
    readonly actions: UnfinishedActions,
  ) {}

  /** So many bytes are kept of it now; whether they may be. */
  keep(bytes: number): boolean {
    if (this.#timer === null) this.#arm()
    const more = bytes - this.#bytes
    this.#bytes = bytes
    return this.held.add(more)
  }

  /** Nothing is kept any more. */
  done(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.held.add(-this.#bytes)
    this.#bytes = 0
  }

  #arm(): void {
    this.#timer = setTimeout(() => {
      if (this.actions.isReading()) this.actions.late()
      else this.#arm()
    }, this.timeoutMs).unref()
  }
}
