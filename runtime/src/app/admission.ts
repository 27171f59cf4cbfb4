// Owns running a guard against a request: which alternative holds, who it is, and the 401 or 403 if none.

import { problemReply } from '../http/problem.js'
import type { RawRequest } from '../http/raw-request.js'
import type { Reply } from '../http/reply.js'
import type { Log } from '../observe/log.js'
import { headerReader, type RequestContext } from './context.js'
import { readCredentials } from './credentials.js'
import type { OperationDefinition } from './definition.js'
import {
  Forbidden,
  type Guard,
  type GuardStep,
  type SecurityHookContext,
  type SecurityScheme,
} from './security.js'

/** Lets a request in (null, with the context's principal set) or gives the answer that refuses it. */
export type Admit = (raw: RawRequest, context: RequestContext) => Verdict | Promise<Verdict>
type Verdict = Reply | null

// What one alternative came to; a Forbidden keeps its reason.
type Outcome = { readonly principal: unknown } | Forbidden | null
type Credentials = Readonly<Record<string, string>> | null

/** A step of an alternative with what this request brings for it. */
interface Trial {
  readonly step: GuardStep
  readonly credentials: Credentials
  readonly context: SecurityHookContext
}

/**
 * Compiles a guard. Credentials are taken before any hook runs: a hook may be asynchronous, and the
 * request's bytes are gone after its first await.
 */
export const admitter = (guard: Guard, operation: OperationDefinition, log: Log): Admit => {
  // An alternative without steps lets anybody in: it comes last, so that credentials still count.
  const ordered = [...guard].sort((a, b) => Number(a.length === 0) - Number(b.length === 0))
  const unauthorized = problemReply(
    401,
    { detail: 'Credentials are missing or were not accepted.' },
    { 'www-authenticate': challenges(guard) },
  )
  const judge = (outcomes: readonly Outcome[], context: RequestContext): Verdict => {
    const admitted = outcomes.find((outcome) => outcome && !(outcome instanceof Forbidden))
    if (admitted && 'principal' in admitted) {
      context.principal = admitted.principal
      return null
    }
    const forbidden = outcomes.find((outcome) => outcome instanceof Forbidden)
    return forbidden ? problemReply(403, { detail: forbidden.detail }) : unauthorized
  }
  const tryAll = async (
    first: Promise<Outcome>,
    outcomes: Outcome[],
    rest: readonly (readonly Trial[])[],
    context: RequestContext,
  ): Promise<Verdict> => {
    outcomes.push(await first)
    for (const trials of rest) {
      if (isAdmitted(outcomes)) break
      outcomes.push(await attempt(trials, log))
    }
    return judge(outcomes, context)
  }
  return (raw, context) => {
    const alternatives = ordered.map((steps) => prepare(steps, raw, operation, context.state))
    const outcomes: Outcome[] = []
    for (const [index, trials] of alternatives.entries()) {
      const outcome = attempt(trials, log)
      if (outcome instanceof Promise) {
        return tryAll(outcome, outcomes, alternatives.slice(index + 1), context)
      }
      outcomes.push(outcome)
      if (isAdmitted(outcomes)) break
    }
    return judge(outcomes, context)
  }
}

const isAdmitted = (outcomes: readonly Outcome[]): boolean => {
  const last = outcomes.at(-1)
  return last !== null && last !== undefined && !(last instanceof Forbidden)
}

const prepare = (
  steps: readonly GuardStep[],
  raw: RawRequest,
  { id }: OperationDefinition,
  state: unknown,
): Trial[] => {
  const { method, target } = raw
  const request = { operationId: id, method, target, header: headerReader(raw, raw.token) }
  return steps.map((step) => ({
    step,
    credentials: step.scheme ? readCredentials(step.scheme, raw) : null,
    context: { scopes: step.scopes, request, state },
  }))
}

// All steps must hold. Goes on synchronously until a hook returns a promise.
const attempt = (trials: readonly Trial[], log: Log): Outcome | Promise<Outcome> => {
  if (trials.some(({ step, credentials }) => !step.hook || !credentials)) return null
  const principals: unknown[] = []
  for (const [index, trial] of trials.entries()) {
    const answer = callHook(trial, log)
    if (answer instanceof Promise) {
      return attemptRest(answer, principals, trials, index + 1, log)
    }
    if (isRefusal(answer)) return refusalOf(answer)
    principals.push(answer)
  }
  return { principal: joined(trials, principals) }
}

const attemptRest = async (
  first: Promise<unknown>,
  principals: unknown[],
  trials: readonly Trial[],
  from: number,
  log: Log,
): Promise<Outcome> => {
  let answer = await first
  for (let index = from; ; index++) {
    if (isRefusal(answer)) return refusalOf(answer)
    principals.push(answer)
    const trial = trials[index]
    if (!trial) return { principal: joined(trials, principals) }
    answer = await callHook(trial, log)
  }
}

// A hook that throws or rejects refuses: null.
const callHook = ({ step, credentials, context }: Trial, log: Log): unknown => {
  const failed = (err: unknown): null => {
    log.error(
      { err, scheme: step.name, operation: context.request.operationId },
      'security hook failed',
    )
    return null
  }
  try {
    const answer: unknown = step.hook?.(credentials as never, context as never)
    return isThenable(answer) ? Promise.resolve(answer).catch(failed) : answer
  } catch (error) {
    return failed(error)
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

const isRefusal = (answer: unknown): boolean =>
  answer === null || answer === undefined || answer === false || answer instanceof Forbidden

const refusalOf = (answer: unknown): Forbidden | null =>
  answer instanceof Forbidden ? answer : null

// One scheme: its principal. Several: an object by scheme. None: undefined.
const joined = (trials: readonly Trial[], principals: readonly unknown[]): unknown =>
  trials.length < 2
    ? principals[0]
    : Object.fromEntries(trials.map(({ step }, index) => [step.name, principals[index]]))

// RFC 9110, 11.6.1: a 401 names a challenge for every scheme that would be accepted.
const challenges = (guard: Guard): readonly string[] => {
  const all = guard.flat().map(({ scheme }) => challenge(scheme))
  return all.length === 0 ? ['Bearer'] : [...new Set(all)]
}

const challenge = (scheme: SecurityScheme | undefined): string => {
  if (scheme === undefined) return 'Bearer'
  if (scheme.type === 'apiKey') return `ApiKey in="${scheme.in}", name=${quoted(scheme.name)}`
  if (scheme.type === 'mutualTLS') return 'Mutual'
  if (scheme.type !== 'http' || scheme.scheme.toLowerCase() === 'bearer') return 'Bearer'
  if (scheme.scheme.toLowerCase() === 'basic') return 'Basic realm="api", charset="UTF-8"'
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(scheme.scheme) ? scheme.scheme : 'Bearer'
}

// Names come from the contract, which is untrusted: only visible ASCII goes into a header.
const quoted = (text: string): string =>
  `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`
