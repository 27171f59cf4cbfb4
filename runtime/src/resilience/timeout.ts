// Owns the time limit of one piece of work.

import { type Clock, systemClock } from './clock.js'
import { TimeoutError } from './errors.js'

/** Work that stops when its signal aborts. */
export type Work<T> = (signal: AbortSignal) => Promise<T>

/** How long work may take, and who else may stop it. */
export interface TimeoutOptions {
  readonly timeoutMs: number
  /** The caller's own wish to stop; its reason is what the result rejects with. */
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
}

/**
 * Runs `work` with a signal that aborts when the time is up or the caller leaves. The result settles
 * at that moment, even when the work ignores its signal; what comes later is dropped.
 *
 * @throws {TimeoutError} when the time is up
 * @example await withTimeout((signal) => fetch(url, { signal }), { timeoutMs: 10_000 })
 */
export const withTimeout = <T>(work: Work<T>, options: TimeoutOptions): Promise<T> => {
  const { timeoutMs, signal, clock = systemClock } = options
  if (signal?.aborted) return Promise.reject(signal.reason)
  return new Promise<T>((resolve, reject) => {
    const controller = new AbortController()
    const stop = (reason: unknown) => {
      end()
      controller.abort(reason)
      reject(reason)
    }
    const leave = () => stop(signal?.reason)
    const cancelTimer = clock.after(timeoutMs, () => stop(new TimeoutError(timeoutMs)))
    const end = () => {
      cancelTimer()
      signal?.removeEventListener('abort', leave)
    }
    signal?.addEventListener('abort', leave, { once: true })
    start(work, controller.signal).then(resolve, reject).finally(end)
  })
}

/** Work that throws at once rejects like work that throws later. */
const start = async <T>(work: Work<T>, signal: AbortSignal): Promise<T> => work(signal)
