// Owns one attempt to deliver a message: a signed request to a judged address, and what is kept of its answer.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { guardedLookup } from './address-guard.js'
import { signWebhook } from './signature.js'

/** What every attempt sends. */
export interface Posted {
  readonly url: URL
  readonly method: string
  readonly id: string
  readonly secret: string | readonly string[]
  readonly body: string | Uint8Array
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  readonly allowPrivate: boolean
  /** Bytes of the answer that are kept; 0: it is not read. */
  readonly answerBytesMax: number
}

/** What came back. */
export interface PostAnswer {
  readonly status: number
  /** What the receiver asked to wait, 0 without a wish. */
  readonly retryAfterMs: number
  readonly contentType: string
  /** null: not read, or longer than what is kept. */
  readonly body: Buffer | null
}

// By node:http, because fetch lets nobody look at the address that it connects to.
/** Sends a message once. */
export const post = (message: Posted, signal: AbortSignal): Promise<PostAnswer> =>
  new Promise((resolve, reject) => {
    const { url, method, id, body, secret, contentType, allowPrivate } = message
    const headers = {
      ...message.headers,
      ...signWebhook({ id, body, secret }),
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'idempotency-key': id,
      'user-agent': 'nexus-webhooks',
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const lookup = allowPrivate ? {} : { lookup: guardedLookup }
    // A connection of its own: one that an agent kept was opened without the guard, and asks for no look-up.
    const request: ClientRequest = send(url, { method, headers, signal, agent: false, ...lookup })
    request.once('error', reject)
    // Without this the connection is closed, and nothing else is told: no error, and no answer.
    request.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(new Error('switched to another protocol (101), which nobody asked for'))
    })
    request.once('response', (response) => {
      read(response, message.answerBytesMax).then(
        (kept) => resolve(answerOf(response, kept)),
        reject,
      )
    })
    request.end(body)
  })

const answerOf = (response: IncomingMessage, body: Buffer | null): PostAnswer => {
  const seconds = Number(response.headers['retry-after'])
  return {
    status: response.statusCode ?? 0,
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0,
    contentType: response.headers['content-type'] ?? '',
    body,
  }
}

/** The answer's body when it is wanted and short enough; it may have no end. */
const read = async (response: IncomingMessage, bytesMax: number): Promise<Buffer | null> => {
  if (bytesMax === 0) {
    response.destroy()
    return null
  }
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of response) {
    bytes += piece.length
    if (bytes > bytesMax) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
