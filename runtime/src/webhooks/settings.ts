// Owns what a project may say about its webhooks, and the defaults.

import { ConfigError, parseBytes, parseCount, parseDurationMs } from '../config/units.js'
import { isLongEnough, secretBytesMin } from './signature.js'

/**
 * How messages are signed, where they may go, and how often they are tried.
 *
 * @example
 * const webhooks: WebhookSettings = { secret: 'whsec_...', timeout: '5s', attemptsMax: 5 }
 */
export interface WebhookSettings {
  /** Signs what is sent without a secret of its own: `whsec_` and base64, or 24 bytes and more of text. */
  readonly secret?: string | readonly string[]
  /** Lets http and private addresses through: for development and networks of your own. Default false. */
  readonly allowPrivate?: boolean | string
  /** Time of one attempt. Default 10s. */
  readonly timeout?: number | string
  /** Time of all attempts and the waits between them. Default 2m. */
  readonly deadline?: number | string
  /** How often one message is tried. Default 3. */
  readonly attemptsMax?: number | string
  /** Bound of the first wait between attempts; it doubles, up to 30 s. Default 500ms. */
  readonly retryDelay?: number | string
  /** Size of an answer that the document describes; a longer one is not read. Default 64kB. */
  readonly answerBytesMax?: number | string
}

/** Settings with units. */
export interface WebhookPolicy {
  readonly secret: string | readonly string[] | null
  readonly allowPrivate: boolean
  readonly timeoutMs: number
  readonly deadlineMs: number
  readonly attemptsMax: number
  readonly retryDelayMs: number
  readonly answerBytesMax: number
}

/** @throws {ConfigError} with the setting's name. */
export const webhookPolicy = (given: WebhookSettings): WebhookPolicy => ({
  secret: secretOf(given.secret),
  allowPrivate: flagOf(given.allowPrivate ?? false),
  timeoutMs: parseDurationMs(given.timeout ?? '10s', 'webhooks.timeout'),
  deadlineMs: parseDurationMs(given.deadline ?? '2m', 'webhooks.deadline'),
  attemptsMax: Math.max(1, parseCount(given.attemptsMax ?? 3, 'webhooks.attemptsMax')),
  retryDelayMs: parseDurationMs(given.retryDelay ?? '500ms', 'webhooks.retryDelay'),
  answerBytesMax: parseBytes(given.answerBytesMax ?? '64kB', 'webhooks.answerBytesMax'),
})

// Told at the start: the first message may be sent in the night.
const secretOf = (secret: WebhookSettings['secret']): WebhookPolicy['secret'] => {
  if (secret === undefined) return null
  if ([secret].flat().every(isLongEnough)) return secret
  throw new ConfigError(
    `webhooks.secret has fewer than ${secretBytesMin} bytes.`,
    `Give it ${secretBytesMin} bytes or more, as of \`openssl rand -base64 32\`; what begins with whsec_ is base64.`,
  )
}

// The environment gives text.
const flagOf = (value: boolean | string): boolean => {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false' || value === '') return false
  throw new ConfigError(
    `webhooks.allowPrivate is ${JSON.stringify(value)}.`,
    'Write true or false.',
  )
}
