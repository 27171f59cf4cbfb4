// Owns telling a failure from an end: Ctrl-C reaches esbuild's process too, whose end looks like a fault.

import { Failure } from '../failure.js'

/** How long after a failure the signal may come that explains it: both are sent at once, and arrive in any order. */
const signalLateMs = 500

/**
 * Does the work; what fails because everything ends is no failure.
 *
 * @example
 * await untilEnded(async () => {}, signal)
 */
export const untilEnded = async (work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  try {
    await work()
  } catch (error) {
    // What is told in words has a cause of its own.
    if (!(error instanceof Failure)) await aborted(signal)
    if (!signal.aborted) throw error
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, signalLateMs)
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
  })
