// Owns the error that is an answer: thrown anywhere below a handler, told to the client as it says.

import { type ProblemInit, problemReply } from './problem.js'
import type { Reply, ReplyHeaders } from './reply.js'

/**
 * Thrown to answer with a problem document (RFC 9457), from a handler, from middleware or from what they call.
 *
 * @example throw new HttpProblem(409, { detail: 'The name is taken.' })
 */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  constructor(
    readonly status: number,
    readonly init: ProblemInit,
    readonly headers: ReplyHeaders | null = null,
    options?: ErrorOptions,
  ) {
    super(init.detail, options)
  }

  /** The answer. */
  get reply(): Reply<never> {
    return problemReply(this.status, this.init, this.headers)
  }
}
