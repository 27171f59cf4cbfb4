// Owns what becomes of an error of a handler: the route's own answer, or a generic 500 that is reported.

import { BodyError } from '../http/body-error.js'
import { discardBody } from '../http/discard.js'
import { HttpProblem } from '../http/http-problem.js'
import { internalError } from '../http/problem.js'
import { Reply } from '../http/reply.js'
import type { EngineEvent, EngineRoute } from './engine.js'

export class Failures {
  constructor(readonly report: (event: EngineEvent) => void) {}

  /** The answer to a handler that threw, or whose reply cannot be sent. */
  answer(route: EngineRoute, error: unknown, traceparent: string): Reply {
    if (route.fail !== undefined) {
      try {
        const reply = route.fail(error, traceparent)
        if (reply instanceof Reply) return reply
      } catch (failure) {
        return this.reported(route, failure)
      }
    }
    return this.reported(route, error)
  }

  /** The generic 500, with an event that says why. */
  reported(route: EngineRoute, error: unknown): Reply {
    this.tell(route, error)
    const answer = internalError()
    return route.tell?.(answer) ?? answer
  }

  /** The body of an answer failed when a part of it was sent. What the client did wrong is no failure of ours. */
  cut(route: EngineRoute, error: unknown, traceparent: string): void {
    try {
      if (isClientsFault(error)) {
        this.report({ kind: 'answer-dropped', reason: error.message, route: route.path })
      } else discardBody(this.answer(route, error, traceparent))
    } catch (failure) {
      this.tell(route, failure)
    }
  }

  /** An error that no answer can tell any more. */
  tell({ method, path }: EngineRoute, error: unknown): void {
    this.report({ kind: 'handler-failed', method, route: path, error })
  }
}

const isClientsFault = (error: unknown): error is Error =>
  error instanceof BodyError || (error instanceof HttpProblem && error.status < 500)
