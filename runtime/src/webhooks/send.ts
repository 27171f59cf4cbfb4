// Owns sending a webhook: signed, to a public address, within its time, tried again under one id.

import { randomUUID } from 'node:crypto'
import { type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type RetryVerdict, retry } from '../resilience/retry.js'
import { checkTarget, ForbiddenAddress, guardedLookup } from './address-guard.js'
import { signWebhook } from './signature.js'

/** A message and where it goes. */
export interface WebhookMessage {
  /** As the receiver gave it: https, and no private address. */
  readonly url: string
  /** Two while secrets are exchanged: both sign. */
  readonly secret: string | readonly string[]
  /** JSON text, or anything with its `contentType`. */
  readonly body: string
  readonly contentType?: string
  /** Names the message for its receiver, the same in every attempt. Default: a new one. */
  readonly id?: string
  /** Of one attempt. Default 10,000. */
  readonly timeoutMs?: number
  /** Default 3. */
  readonly attemptsMax?: number
  /** First wait between attempts; it doubles, up to 30 s. Default 500. */
  readonly retryDelayMs?: number
  /** Lets http and private addresses through: for development and networks of your own. Default false. */
  readonly allowPrivate?: boolean
  readonly signal?: AbortSignal
}

/** A message that was taken. */
export interface WebhookDelivery {
  readonly id: string
  readonly status: number
  readonly attempts: number
}

/** A message that was not taken. */
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

const delayMsMax = 30_000

/**
 * Sends a message until its receiver takes it (2xx) or attempts are spent. 408, 429, 5xx and failures of the
 * network are tried again, with the same id: a receiver that has seen it takes it once. Redirects are not followed.
 *
 * @throws {ForbiddenAddress} when the address is private or not https.
 * @throws {WebhookFailed} when nobody took it.
 * @example
 * await sendWebhook({ url: subscriber.url, secret: subscriber.secret, body: JSON.stringify(event) })
 */
export const sendWebhook = async (message: WebhookMessage): Promise<WebhookDelivery> => {
  const { attemptsMax = 3, retryDelayMs = 500, signal } = message
  const id = message.id ?? `msg_${randomUUID()}`
  const url = new URL(message.url)
  checkTarget(url, message.allowPrivate ?? false)
  let attempts = 0
  const attempt = async (): Promise<WebhookDelivery> => {
    attempts++
    const { status, retryAfterMs } = await post(url, id, message)
    if (status >= 200 && status < 300) return { id, status, attempts }
    throw new Refused(status, retryAfterMs)
  }
  try {
    return await retry(attempt, {
      maxAttempts: attemptsMax,
      backoff: { initialDelayMs: retryDelayMs, maxDelayMs: delayMsMax, multiplier: 2 },
      judge,
      signal,
    })
  } catch (cause) {
    if (cause instanceof ForbiddenAddress) throw cause
    const status = cause instanceof Refused ? cause.status : null
    const what = status === null ? 'could not be reached' : `answered ${status}`
    throw new WebhookFailed(`${url.origin} ${what}.`, id, attempts, status, { cause })
  }
}

/** An answer other than 2xx. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly retryAfterMs: number,
  ) {
    super(`answered ${status}`)
  }
}

const judge = (error: unknown): RetryVerdict => {
  if (error instanceof ForbiddenAddress) return { retry: false }
  if (!(error instanceof Refused)) return { retry: true }
  const { status, retryAfterMs } = error
  const passes = status === 408 || status === 429 || status >= 500
  return passes ? { retry: true, afterMs: retryAfterMs } : { retry: false }
}

interface Answer {
  readonly status: number
  readonly retryAfterMs: number
}

// By node:http, because fetch lets nobody look at the address that it connects to.
const post = (url: URL, id: string, message: WebhookMessage): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { body, contentType = 'application/json', secret, timeoutMs = 10_000 } = message
    const time = AbortSignal.timeout(timeoutMs)
    const signal = message.signal ? AbortSignal.any([time, message.signal]) : time
    const headers = {
      ...signWebhook({ id, body, secret }),
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'idempotency-key': id,
      'user-agent': 'nexus-webhooks',
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const lookup = message.allowPrivate === true ? {} : { lookup: guardedLookup }
    const request: ClientRequest = send(url, { method: 'POST', headers, signal, ...lookup })
    request.once('error', reject)
    request.once('response', (response) => {
      // The answer's body says nothing that is needed, and may have no end.
      response.destroy()
      const seconds = Number(response.headers['retry-after'])
      const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
      resolve({ status: response.statusCode ?? 0, retryAfterMs })
    })
    request.end(body)
  })
