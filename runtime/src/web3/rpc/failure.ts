// Owns how one JSON-RPC exchange fails, before anybody knows which contract call it was for, and what
// a failure means to the policies.

import { CircuitOpenError, TimeoutError, type Verdict } from '../../resilience/index.js'

/**
 * `unsent`: no connection, so nothing reached the node. `unclear`: the connection broke or the answer
 * was cut. `refused`: an HTTP status such as 429 or 503. `nonsense`: an answer that is no JSON-RPC.
 */
export type RpcFailureKind = 'unsent' | 'unclear' | 'refused' | 'nonsense'

/** The exchange failed. Messages name no URL. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure'
  constructor(
    readonly kind: RpcFailureKind,
    message: string,
    readonly retryable: boolean,
    /** From `Retry-After`, in milliseconds. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message)
  }
}

/** The node answered with a JSON-RPC error object. */
export class RpcAnswerError extends Error {
  override readonly name = 'RpcAnswerError'
  constructor(
    readonly code: number,
    message: string,
    readonly data: unknown,
  ) {
    super(message)
  }
}

/** EIP-1474: the node limits requests. */
const limitExceeded = -32005

/** What the end of a read says: about the node's health, and about asking again. */
export const judgeRead = (error: unknown): Verdict => {
  if (error instanceof TimeoutError) return { outcome: 'failure', retry: { retry: true } }
  if (error instanceof CircuitOpenError) return { outcome: 'neutral', retry: { retry: false } }
  if (error instanceof RpcAnswerError) {
    return { outcome: 'success', retry: { retry: error.code === limitExceeded } }
  }
  if (!(error instanceof RpcFailure)) return { outcome: 'neutral', retry: { retry: false } }
  const afterMs = error.retryAfterMs
  if (!error.retryable) return { outcome: 'failure', retry: { retry: false } }
  return {
    outcome: 'failure',
    retry: afterMs === null ? { retry: true } : { retry: true, afterMs },
  }
}

/** True when the failed exchange may have reached the node all the same. */
export const mayHaveArrived = (error: unknown): boolean =>
  error instanceof TimeoutError ||
  (error instanceof RpcFailure && error.kind !== 'unsent' && error.kind !== 'refused')
