// Owns a request's body for tests of its readers: bytes in pieces of any size, counted as they are pulled.

import type { BodyLimits, BodySource } from '../../../runtime/src/body/body-source.js'
import { usualLimits } from '../usual-limits.js'

export interface BodyUnderTest extends BodySource {
  /** Pieces that were asked for so far. */
  readonly pulled: () => number
  /** Whether the reader let the stream end or returned it. */
  readonly over: () => boolean
}

export interface BodySettings {
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes of a piece; default: all in one. */
  readonly piece?: number
  readonly limits?: Partial<BodyLimits>
  readonly bodyBytesMax?: number
}

/** A body of `bytes`, in pieces. */
export const bodyOf = (bytes: string | Uint8Array, settings: BodySettings = {}): BodyUnderTest => {
  const { headers = {}, bodyBytesMax = 1024 * 1024, piece = Math.max(1, bytes.length) } = settings
  let pulled = 0
  let over = false
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < whole.length; at += piece) {
        pulled++
        yield whole.slice(at, at + piece)
      }
    } finally {
      over = true
    }
  }
  return {
    limits: { ...usualLimits, ...settings.limits },
    bodyBytesMax,
    header: (name) => headers[name],
    stream: () => Object.assign(pieces(), { trailers: () => ({}), hold: () => {} }),
    pulled: () => pulled,
    over: () => over,
  }
}

/** What a promise or a call fails with: `413 The form has ...`; the value when it does not. */
export const failureOf = async (run: () => unknown): Promise<unknown> => {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'status' in error ? `${error.status} ${error.message}` : `${error.name} ${error.message}`
  }
}
