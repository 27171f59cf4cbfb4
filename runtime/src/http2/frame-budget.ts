// Owns how many frames of each kind a peer may make us deal with: budgets that refill with time or with what the
// connection carries. Reads no bytes; frame-scanner.ts tells it of frames.

import { acknowledged, endHeaders, endStream, type FrameHeader, frame } from './frame-scanner.js'

/** What one connection may cost. */
export interface FrameLimits {
  /** Bytes of one header block on the wire, all its frames together. */
  readonly headerBlockBytesMax: number
  readonly continuationsMax: number
  readonly resetsMax: number
  readonly resetsPerSecond: number
  readonly controlFramesMax: number
  readonly controlFramesPerSecond: number
}

// After Envoy's edge guide: frames that cost us work are bounded by the streams and the data they belong to.
const windowUpdatesPerDataFrame = 10
const windowUpdatesPerStream = 10
const windowUpdatesFree = 100
const prioritiesPerStream = 4

/** Tokens that come back with time. */
class Bucket {
  #left: number
  #seenMs: number

  constructor(
    readonly max: number,
    readonly perSecond: number,
    nowMs: number,
  ) {
    this.#left = max
    this.#seenMs = nowMs
  }

  /** False when there is none left. */
  take(nowMs: number): boolean {
    const earned = ((nowMs - this.#seenMs) * this.perSecond) / 1000
    this.#left = Math.min(this.max, this.#left + Math.max(0, earned))
    this.#seenMs = nowMs
    this.#left -= 1
    return this.#left >= 0
  }
}

/** Counts the frames of one connection, both ways. Each method gives the name of a flood, or null. */
export class FrameBudget {
  readonly #limits: FrameLimits
  readonly #resets: Bucket
  readonly #controls: Bucket
  #streams = 0
  #dataFramesOut = 0
  #windowUpdates = 0
  #priorities = 0
  #continuations = 0
  #blockBytes = 0

  constructor(limits: FrameLimits, nowMs: number) {
    this.#limits = limits
    this.#resets = new Bucket(limits.resetsMax, limits.resetsPerSecond, nowMs)
    this.#controls = new Bucket(limits.controlFramesMax, limits.controlFramesPerSecond, nowMs)
  }

  /** A frame that came in, told at its header. */
  received(header: FrameHeader, nowMs: number): string | null {
    const { type, flags, length } = header
    switch (type) {
      case frame.data:
        return length === 0 && (flags & endStream) === 0
          ? this.#control('empty-frames', nowMs)
          : null
      case frame.headers:
        this.#streams += 1
        this.#continuations = 0
        this.#blockBytes = 0
        return this.#block(header, nowMs)
      case frame.continuation:
        this.#continuations += 1
        if (this.#continuations > this.#limits.continuationsMax) return 'continuations'
        return this.#block(header, nowMs)
      case frame.resetStream:
        return this.#resets.take(nowMs) ? null : 'resets'
      case frame.priority:
        this.#priorities += 1
        if (this.#priorities <= this.#streams * prioritiesPerStream) return null
        return this.#control('priorities', nowMs)
      case frame.windowUpdate:
        this.#windowUpdates += 1
        return this.#windowUpdates > this.#windowUpdatesMax() ? 'window-updates' : null
      case frame.ping:
      case frame.settings:
        return (flags & acknowledged) === 0 ? this.#control('pings-or-settings', nowMs) : null
      default:
        return this.#control('unknown-frames', nowMs)
    }
  }

  /** A frame that goes out. */
  sent({ type, reason }: FrameHeader, nowMs: number): string | null {
    if (type === frame.data) this.#dataFramesOut += 1
    // Resets that a peer makes us send cost as much as its own (CVE-2025-8671); NO_ERROR is our own wish.
    if (type !== frame.resetStream || reason === 0) return null
    return this.#resets.take(nowMs) ? null : 'resets-provoked'
  }

  #block({ length, flags }: FrameHeader, nowMs: number): string | null {
    this.#blockBytes += length
    if (this.#blockBytes > this.#limits.headerBlockBytesMax) return 'header-block'
    return length === 0 && (flags & endHeaders) === 0 ? this.#control('empty-frames', nowMs) : null
  }

  #control(name: string, nowMs: number): string | null {
    return this.#controls.take(nowMs) ? null : name
  }

  #windowUpdatesMax(): number {
    return (
      windowUpdatesFree +
      this.#streams * windowUpdatesPerStream +
      this.#dataFramesOut * windowUpdatesPerDataFrame
    )
  }
}
