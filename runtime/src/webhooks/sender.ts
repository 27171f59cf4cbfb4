// Owns sending webhooks: signed, to public addresses, through the policies of `resilience`, tried again under one id.

import { randomUUID } from 'node:crypto'
import {
  CircuitBreaker,
  CircuitOpenError,
  circuitBreakerDefaults,
  guarded,
  type Verdict,
} from '../resilience/index.js'
import { ForbiddenAddress, targetOf } from './address-guard.js'
import { type PostAnswer, post } from './post.js'
import { type WebhookPolicy, type WebhookSettings, webhookPolicy } from './settings.js'

/** A message and where it goes. */
export interface WebhookMessage {
  /** As the receiver gave it: https, and no private address. */
  readonly url: string
  /** Of this receiver; two while secrets are exchanged: both sign. Default: the setting. */
  readonly secret?: string | readonly string[]
  /** JSON text, or anything with its `contentType`. */
  readonly body: string | Uint8Array
  readonly contentType?: string
  /** Default POST. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Names the message for its receiver, the same in every attempt. Default: a new one. */
  readonly id?: string
  /** Whether the answer's body is read. Default false. */
  readonly readAnswer?: boolean
  readonly signal?: AbortSignal
}

/** A message that was taken. */
export interface WebhookDelivery {
  readonly id: string
  readonly status: number
  readonly attempts: number
}

/** A message that was taken, and what its receiver said. */
export interface WebhookAnswer extends WebhookDelivery {
  readonly contentType: string
  /** null when it was not asked for, or is longer than `answerBytesMax`. */
  readonly body: Uint8Array | null
}

/**
 * A message that was not taken.
 *
 * @example
 * if (error instanceof WebhookFailed) log.warn({ id: error.id, status: error.status }, error.message)
 */
export class WebhookFailed extends Error {
  override readonly name = 'WebhookFailed'
  constructor(
    message: string,
    readonly id: string,
    readonly attempts: number,
    /** null when there was no answer. */
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** What sends webhooks; keep it in the state. */
export interface Webhooks {
  /**
   * Sends a message until its receiver takes it (2xx) or attempts are spent. 408, 429, 5xx and failures of the network
   * are tried again, with the same id: a receiver that has seen it takes it once. A receiver that keeps failing is left
   * alone for a while. Redirects are not followed.
   *
   * @throws {ForbiddenAddress} when the address is no URL, private or not https.
   * @throws {WebhookFailed} when nobody took it.
   * @throws {TypeError} without a secret.
   */
  send(message: WebhookMessage): Promise<WebhookAnswer>
}

/**
 * Makes what sends webhooks, from the project's settings.
 *
 * @throws {ConfigError} for a setting that makes no sense.
 * @example
 * export const createState = (config: Config) => ({ webhooks: createWebhooks(config.webhooks) })
 */
export const createWebhooks = (settings: WebhookSettings = {}): Webhooks => {
  const policy = webhookPolicy(settings)
  const breakers = new Breakers()
  return { send: (message) => deliver(message, policy, breakers) }
}

const delayMsMax = 30_000
/** Receivers whose failures are remembered; the one that was used longest ago is forgotten. */
const receiversMax = 1_000

/** One circuit for each receiver. */
class Breakers {
  readonly #byOrigin = new Map<string, CircuitBreaker>()

  of(origin: string): CircuitBreaker {
    const found =
      this.#byOrigin.get(origin) ?? new CircuitBreaker({ ...circuitBreakerDefaults, name: origin })
    this.#byOrigin.delete(origin)
    this.#byOrigin.set(origin, found)
    const [oldest] = this.#byOrigin.keys()
    if (this.#byOrigin.size > receiversMax && oldest !== undefined) this.#byOrigin.delete(oldest)
    return found
  }
}

const deliver = async (
  message: WebhookMessage,
  policy: WebhookPolicy,
  breakers: Breakers,
): Promise<WebhookAnswer> => {
  const id = message.id ?? `msg_${randomUUID()}`
  const url = targetOf(message.url, policy.allowPrivate)
  const posted = { ...postedOf(message, policy), id, url }
  let attempts = 0
  const attempt = async (signal: AbortSignal): Promise<WebhookAnswer> => {
    attempts++
    const answer = await post(posted, signal)
    const { status, contentType, body } = answer
    if (status >= 200 && status < 300) return { id, status, attempts, contentType, body }
    throw new Refused(answer)
  }
  try {
    return await guarded(
      attempt,
      { ...timesOf(policy), breaker: breakers.of(url.origin), judge },
      message.signal,
    )
  } catch (cause) {
    if (cause instanceof ForbiddenAddress || cause instanceof TypeError) throw cause
    const status = cause instanceof Refused ? cause.answer.status : null
    throw new WebhookFailed(`${url.origin} ${failureOf(cause)}.`, id, attempts, status, { cause })
  }
}

const postedOf = (message: WebhookMessage, policy: WebhookPolicy) => {
  const secret = message.secret ?? policy.secret
  if (secret === null) {
    throw new TypeError(
      'A webhook needs a secret: `secret` of the message, or of `webhooks` in nexus.config.ts.',
    )
  }
  return {
    secret,
    method: message.method ?? 'POST',
    body: message.body,
    contentType: message.contentType ?? 'application/json',
    headers: message.headers ?? {},
    allowPrivate: policy.allowPrivate,
    answerBytesMax: message.readAnswer === true ? policy.answerBytesMax : 0,
  }
}

const timesOf = ({ timeoutMs, deadlineMs, attemptsMax, retryDelayMs }: WebhookPolicy) => ({
  perTryTimeoutMs: timeoutMs,
  deadlineMs,
  maxAttempts: attemptsMax,
  backoff: { initialDelayMs: retryDelayMs, maxDelayMs: delayMsMax, multiplier: 2 },
})

/** An answer other than 2xx. */
class Refused extends Error {
  constructor(readonly answer: PostAnswer) {
    super(`answered ${answer.status}`)
  }
}

const failureOf = (cause: unknown): string => {
  if (cause instanceof Refused) return cause.message
  if (cause instanceof CircuitOpenError) return 'keeps failing, and is left alone for a while'
  return 'could not be reached'
}

/** A refusal of this message says that the receiver is there. */
const judge = (error: unknown): Verdict => {
  if (
    error instanceof ForbiddenAddress ||
    error instanceof CircuitOpenError ||
    error instanceof TypeError
  )
    return { outcome: 'neutral', retry: { retry: false } }
  if (!(error instanceof Refused)) return { outcome: 'failure', retry: { retry: true } }
  const { status, retryAfterMs } = error.answer
  const passes = status === 408 || status === 429 || status >= 500
  return {
    outcome: status >= 500 ? 'failure' : 'success',
    retry: passes ? { retry: true, afterMs: retryAfterMs } : { retry: false },
  }
}
