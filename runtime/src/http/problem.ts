// Owns problem details (RFC 9457): their type, how they are written, and the ones the framework answers.

import type { Issue } from '../validate/issues.js'
import type { BodyError } from './body-error.js'
import { Reply, type ReplyHeaders } from './reply.js'
import { reasonPhrase } from './status.js'

/** A problem document (RFC 9457, 3.1). Other members are extensions. */
export interface ProblemDetails {
  /** URI of the kind of problem; `about:blank` when the status says it all. */
  type?: string
  title?: string
  status?: number
  detail?: string
  /** URI of this occurrence. */
  instance?: string
  /** What the request got wrong; on 400 answers of the framework. */
  errors?: readonly Issue[]
  [extension: string]: unknown
}

/** What `op.problem(status, ...)` takes; type and title have defaults. */
export interface ProblemInit {
  readonly detail: string
  readonly type?: string
  readonly title?: string
  readonly instance?: string
  readonly [extension: string]: unknown
}

export const problemType = 'application/problem+json'

const known = new Set(['type', 'title', 'status', 'detail', 'instance', 'errors'])

/**
 * Writes a problem as JSON: the members of RFC 9457 first, in its order, extensions after them.
 *
 * @example
 * writeProblem({ status: 404, title: 'Not Found' }) // '{"type":"about:blank","title":"Not Found","status":404}'
 */
export const writeProblem = (problem: ProblemDetails): string => {
  const { type, title, status, detail, instance, errors } = problem
  const ordered: Record<string, unknown> = { type: type ?? 'about:blank' }
  if (title !== undefined) ordered.title = title
  if (status !== undefined) ordered.status = status
  if (detail !== undefined) ordered.detail = detail
  if (instance !== undefined) ordered.instance = instance
  if (errors !== undefined) ordered.errors = errors
  for (const name of Object.keys(problem)) {
    if (!known.has(name)) Object.defineProperty(ordered, name, member(problem[name]))
  }
  return JSON.stringify(ordered)
}

// `__proto__` as an extension name must become a member, not a prototype.
const member = (value: unknown): PropertyDescriptor => ({ value, enumerable: true })

/** A problem that the framework tells, or was told to: the application's own format may take its place. */
export class ProblemReply<O = never> extends Reply<O> {
  constructor(status: number, body: string, headers: ReplyHeaders | null) {
    super(status, problemType, body, headers)
  }

  protected override derive(headers: ReplyHeaders): Reply<O> {
    return new ProblemReply<O>(this.status, String(this.body), headers)
  }
}

/** A problem+json answer that the contract declares: it stays what it is. */
export const declaredProblem = (status: number, init: ProblemInit): Reply<never> =>
  new Reply<never>(status, problemType, textOf(status, init), null)

const textOf = (status: number, init: ProblemInit): string =>
  writeProblem({ ...init, title: init.title ?? reasonPhrase(status), status })

/**
 * A problem+json answer of `status`.
 *
 * @example
 * problemReply(404, { detail: 'There is no pet 7.' })
 */
export const problemReply = (
  status: number,
  init: ProblemInit,
  headers: ReplyHeaders | null = null,
): Reply<never> => new ProblemReply(status, textOf(status, init), headers)

/** The 400 that lists what does not match the contract. */
export const invalidRequest = (issues: readonly Issue[]): Reply<never> =>
  problemReply(400, { detail: 'The request does not match the contract.', errors: issues })

/** The answer to a body that is wrong, late, too large or of an unknown kind: what its error says. */
export const bodyAnswer = ({ status, message, issues }: BodyError): Reply<never> => {
  if (status !== 400) return problemReply(status, { detail: message })
  const syntax = { in: 'body', pointer: '', code: 'syntax', message } as const
  return invalidRequest(issues.length === 0 ? [syntax] : issues)
}

/** The 500 of a handler that failed: says nothing about why. */
export const internalError = (headers: ReplyHeaders | null = null): Reply<never> =>
  problemReply(500, { detail: 'The server failed to answer this request.' }, headers)

/** The 501 of an operation nobody has written. */
export const notImplemented = (operationId: string): Reply<never> =>
  problemReply(501, { detail: `The operation ${operationId} is not implemented yet.` })
