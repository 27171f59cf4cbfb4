// Owns signatures of webhooks as Standard Webhooks 1.0 has them: HMAC-SHA256 over id, timestamp and body.

import { createHmac, timingSafeEqual } from 'node:crypto'

/** The headers that carry a signature. */
export interface WebhookHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string
  /** `v1,` and base64; several are separated by spaces while secrets are exchanged. */
  readonly 'webhook-signature': string
}

/** What a message is held against. */
export interface VerifyOptions {
  /** Several while secrets are exchanged: one has to fit. */
  readonly secret: string | readonly string[]
  /** How far the timestamp may be from now. Default 300. */
  readonly toleranceSeconds?: number
  /** Seconds since 1970; default: now. */
  readonly now?: number
}

/** Shorter secrets are refused: an HMAC is as strong as its key (RFC 2104, 3). */
export const secretBytesMin = 24
const signaturesMax = 16
/** Visible ASCII without dots: one would let a message be read as another with a longer id, under the same signature. */
const idText = /^[\x21-\x2d\x2f-\x7e]{1,256}$/

/**
 * The headers of a message.
 *
 * @throws {TypeError} when the secret is shorter than 24 bytes, or the id has a dot.
 * @example
 * const headers = signWebhook({ id: 'msg_1', body, secret: 'whsec_...' })
 */
export const signWebhook = (message: {
  readonly id: string
  readonly body: string | Uint8Array
  readonly secret: string | readonly string[]
  /** Seconds since 1970; default: now. */
  readonly timestamp?: number
}): WebhookHeaders => {
  if (!idText.test(message.id)) {
    throw new TypeError('The id of a webhook is visible ASCII without dots.')
  }
  const timestamp = String(message.timestamp ?? nowSeconds())
  const signatures = [message.secret]
    .flat()
    .map((secret) => `v1,${macOf(secret, message.id, timestamp, message.body).toString('base64')}`)
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

/**
 * Whether a message was signed with the secret, not too long ago. Takes the same time wherever signatures differ.
 * Call it with the body as it came: bytes that were parsed and written again are others.
 *
 * @example
 * const isGenuine = verifyWebhook(body, (name) => header(name), { secret })
 */
export const verifyWebhook = (
  body: string | Uint8Array,
  header: (name: keyof WebhookHeaders) => string | undefined,
  options: VerifyOptions,
): boolean => {
  const id = header('webhook-id') ?? ''
  const timestamp = header('webhook-timestamp') ?? ''
  if (!idText.test(id) || !/^\d{1,12}$/.test(timestamp)) return false
  const age = Math.abs((options.now ?? nowSeconds()) - Number(timestamp))
  if (age > (options.toleranceSeconds ?? 300)) return false
  const given = (header('webhook-signature') ?? '')
    .split(' ', signaturesMax)
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice(3), 'base64'))
  const wanted = [options.secret].flat().map((secret) => macOf(secret, id, timestamp, body))
  // Every pair is compared: which one fits does not show either.
  let isGenuine = false
  for (const mac of wanted) {
    for (const each of given) {
      if (each.length === mac.length && timingSafeEqual(each, mac)) isGenuine = true
    }
  }
  return isGenuine
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

const macOf = (secret: string, id: string, timestamp: string, body: string | Uint8Array): Buffer =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest()

/** `whsec_` and base64, or any text as it stands. */
const keyOf = (secret: string): Buffer => {
  const key = bytesOf(secret)
  if (key.length < secretBytesMin)
    throw new TypeError(`The secret of a webhook has ${secretBytesMin} bytes or more.`)
  return key
}

/** Whether a message may be signed with it. */
export const isLongEnough = (secret: string): boolean => bytesOf(secret).length >= secretBytesMin

const bytesOf = (secret: string): Buffer =>
  secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret)
