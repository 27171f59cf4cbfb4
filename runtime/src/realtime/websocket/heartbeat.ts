// Owns finding out whether a peer is still there: a ping after silence, and the end when nothing follows.

import type { SocketLimits } from './socket-limits.js'

export interface HeartbeatActions {
  ping(): void
  /** A ping brought no sign of life. */
  silent(): void
}

/** One timer, which looks at when the peer was heard last: a busy connection costs no timers. */
export class Heartbeat {
  #timer: NodeJS.Timeout | null = null
  #heard = performance.now()
  #pinged = false
  #paused = false

  constructor(
    readonly limits: SocketLimits,
    readonly actions: HeartbeatActions,
  ) {
    this.#arm(limits.webSocketPingIntervalMs)
  }

  /** The peer was heard. */
  alive(): void {
    this.#heard = performance.now()
    this.#pinged = false
  }

  /** Nothing is read for a while, so silence means nothing. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.alive()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #arm(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), ms).unref()
  }

  #look(): void {
    const { webSocketPingIntervalMs: interval, webSocketPongTimeoutMs: patience } = this.limits
    const quiet = performance.now() - this.#heard
    if (this.#paused) this.#arm(interval)
    else if (this.#pinged) this.actions.silent()
    else if (quiet < interval) this.#arm(interval - quiet)
    else {
      this.#pinged = true
      this.actions.ping()
      this.#arm(patience)
    }
  }
}
