// Owns running a guard against a request: which alternative holds, who it is, and the answer if none does.

import { internalError, problemReply } from '../http/problem.js'
import type { RawRequest } from '../http/raw-request.js'
import type { Reply } from '../http/reply.js'
import { isThenable } from '../http/thenable.js'
import type { Log } from '../observe/log.js'
import { bearerError, challengeOf } from './challenges.js'
import { headerReader, type RequestContext } from './context.js'
import { readCredentials } from './credentials.js'
import type { OperationDefinition } from './definition.js'
import { principalOf } from './principals.js'
import { Forbidden, type Guard, type GuardStep, SecurityUnavailable } from './security.js'

/** Lets a request in (null, with the context's principal set) or gives the answer that refuses it. */
export type Admit = (raw: RawRequest, context: RequestContext) => Verdict | Promise<Verdict>
type Verdict = Reply | null

type Credentials = Readonly<Record<string, unknown>> | null

/** Somebody who is known and lacks scopes of a step. */
class MissingScopes {
  constructor(readonly step: GuardStep) {}
}

/**
 * Compiles a guard into a decision: distinct steps, each asked at most once per request, and alternatives
 * over them. Credentials are taken before any hook runs: a hook may be asynchronous, and the request's bytes
 * are gone after its first await.
 */
export const admitter = (guard: Guard, operation: OperationDefinition, log: Log): Admit => {
  const steps = [...new Set(guard.flat())]
  // An alternative without steps lets anybody in: it comes last, so that credentials still count.
  const alternatives = guard
    .map((uses) => uses.map((step) => steps.indexOf(step)))
    .sort((a, b) => Number(a.length === 0) - Number(b.length === 0))
  const principal = principalOf(guard)
  return (raw, context) => {
    const credentials = steps.map(({ scheme }) => (scheme ? readCredentials(scheme, raw) : null))
    const ask = asker(raw, operation, context.state, log)
    const answers: unknown[] = steps.map((step, i) =>
      step.hook && credentials[i] ? unasked : null,
    )
    const decide = (): Verdict | Promise<Verdict> => {
      for (const alternative of alternatives) {
        for (const index of alternative) {
          if (answers[index] !== unasked) continue
          if (alternative.some((each) => isRefusal(answers[each]))) break
          const answer = ask(steps[index] as GuardStep, credentials[index] as Credentials)
          if (isThenable(answer)) {
            return Promise.resolve(answer).then((found) => {
              answers[index] = found
              return decide()
            })
          }
          answers[index] = answer
        }
        if (alternative.some((index) => isRefusal(answers[index]))) continue
        return admit(alternative)
      }
      return refusal(steps, credentials, answers)
    }
    const admit = (alternative: readonly number[]): Verdict => {
      try {
        const taken = alternative.map((index) => steps[index] as GuardStep)
        context.principal = principal(
          taken,
          alternative.map((index) => answers[index]),
        )
        return null
      } catch (err) {
        log.error({ err, operation: operation.id }, 'principals cannot be joined')
        return internalError()
      }
    }
    return decide()
  }
}

const unasked = Symbol('unasked')

type Ask = (step: GuardStep, credentials: Credentials) => unknown

/** Calls hooks. One that throws or rejects refuses with null; one that cannot decide says so. */
const asker = (raw: RawRequest, { id }: OperationDefinition, state: unknown, log: Log): Ask => {
  const { method, target } = raw
  const request = { operationId: id, method, target, header: headerReader(raw, raw.token) }
  return (step, credentials) => {
    const failed = (err: unknown): unknown => {
      log.error({ err, scheme: step.name, operation: id }, 'security hook failed')
      return err instanceof SecurityUnavailable ? err : null
    }
    const judged = (answer: unknown): unknown =>
      isRefusal(answer) || hasScopes(answer, step.scopes) ? answer : new MissingScopes(step)
    try {
      const answer: unknown = step.hook?.(
        credentials as never,
        { scopes: step.scopes, request, state } as never,
      )
      return isThenable(answer)
        ? Promise.resolve(answer).then(judged).catch(failed)
        : judged(answer)
    } catch (error) {
      return failed(error)
    }
  }
}

// Whatever is falsy refuses: `password && isRight(password) && who` is '' where the password is.
const isRefusal = (answer: unknown): boolean =>
  !answer ||
  answer instanceof Forbidden ||
  answer instanceof MissingScopes ||
  answer instanceof SecurityUnavailable

// Fails closed: somebody without `scopes` has none.
const hasScopes = (principal: unknown, wanted: readonly string[]): boolean => {
  if (wanted.length === 0) return true
  const granted =
    typeof principal === 'object' && principal !== null && 'scopes' in principal
      ? principal.scopes
      : []
  return Array.isArray(granted) && wanted.every((scope) => granted.includes(scope))
}

/** 503 when a hook could not decide, 403 for somebody who is known and may not, else 401. */
const refusal = (
  steps: readonly GuardStep[],
  credentials: readonly Credentials[],
  answers: readonly unknown[],
): Reply => {
  const unavailable = answers.find((answer) => answer instanceof SecurityUnavailable)
  if (unavailable instanceof SecurityUnavailable) return undecided(unavailable)
  const missing = answers.find((answer) => answer instanceof MissingScopes)
  if (missing instanceof MissingScopes) return insufficient(missing)
  const forbidden = answers.find((answer) => answer instanceof Forbidden)
  if (forbidden instanceof Forbidden) return problemReply(403, { detail: forbidden.detail })
  // A token that was accepted, where another credential is missing, is not to be thrown away by its client.
  const challenges = steps.map(({ scheme }, i) =>
    challengeOf(scheme, credentials[i] !== null && isRefusal(answers[i])),
  )
  return problemReply(
    401,
    { detail: 'Credentials are missing or were not accepted.' },
    { 'www-authenticate': [...new Set(challenges)] },
  )
}

const undecided = ({ retryAfterSeconds }: SecurityUnavailable): Reply =>
  problemReply(
    503,
    { detail: 'Credentials cannot be checked at the moment.' },
    retryAfterSeconds === null ? null : { 'retry-after': retryAfterSeconds },
  )

// RFC 6750, 3.1: scopes are named for schemes that carry bearer tokens.
const insufficient = ({ step }: MissingScopes): Reply => {
  const challenge = bearerError(step.scheme, 'insufficient_scope', step.scopes)
  return problemReply(
    403,
    { detail: `This operation needs the scopes ${step.scopes.join(', ')}.` },
    challenge === null ? null : { 'www-authenticate': challenge },
  )
}
