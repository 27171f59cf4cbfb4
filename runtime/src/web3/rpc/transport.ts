// Owns one JSON-RPC 2.0 endpoint over HTTP: one exchange, with keep-alive and a cap on the answer.
// Retries, time limits and the circuit breaker are put around it elsewhere.

import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { RpcAnswerError, RpcFailure } from './failure.js'
import { redactor } from './redact.js'

/** Connections to one endpoint; more calls wait for a free one. */
const connectionsMax = 64
/** Bytes of one answer. */
const answerBytesMax = 16 * 1024 * 1024
/** Idle connections are closed before the usual 60 s of proxies. */
const idleTimeoutMs = 30_000

/** An endpoint that answers JSON-RPC. */
export interface RpcTransport {
  /**
   * One exchange; gives the `result`.
   *
   * @throws {RpcFailure} when the exchange failed
   * @throws {RpcAnswerError} when the node answered with an error
   */
  send(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown>
  /** Closes idle connections and those in use. */
  close(): void
}

/** `url` is http or https; a key in its path, query or user part never appears in errors. */
export const httpTransport = (url: URL): RpcTransport => {
  const secure = url.protocol === 'https:'
  const settings = { keepAlive: true, maxSockets: connectionsMax, timeout: idleTimeoutMs }
  const agent = secure ? new HttpsAgent(settings) : new HttpAgent(settings)
  const request = secure ? httpsRequest : httpRequest
  const redact = redactor(url)
  let lastId = 0

  const post = (body: string, signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(body),
      }
      const outgoing = request(url, { method: 'POST', agent, headers, signal }, (answer) => {
        readAnswer(answer).then(resolve, (error) => {
          reject(signal.aborted ? signal.reason : error)
          // After the rejection, so that the cause is not taken for a broken connection. What nobody
          // reads may have no end.
          answer.destroy()
        })
      })
      // Nobody asked for another protocol. Without a listener Node.js closes the connection, and tells nobody.
      outgoing.on('upgrade', (answer, socket) => {
        reject(statusFailure(answer.statusCode ?? 0))
        socket.destroy()
      })
      outgoing.on('error', (error) => reject(signal.aborted ? signal.reason : failureOf(error)))
      outgoing.end(body)
    })

  return {
    send: async (method, params, signal) => {
      const id = ++lastId
      const text = await post(JSON.stringify({ jsonrpc: '2.0', id, method, params }), signal)
      return resultOf(text, id, redact)
    },
    close: () => agent.destroy(),
  }
}

/** Errors of the connection attempt: no byte of the request has left. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

const failureOf = (error: Error & { code?: string }): RpcFailure => {
  if (error instanceof RpcFailure) return error
  const code = error.code ?? 'unknown error'
  if (unsentCodes.has(code)) return new RpcFailure('unsent', `cannot be reached (${code})`, true)
  return new RpcFailure('unclear', `broke the connection (${code})`, true)
}

const readAnswer = async (answer: IncomingMessage): Promise<string> => {
  const status = answer.statusCode ?? 0
  if (status === 429 || status >= 500) {
    const retryAfterMs = retryAfterOf(answer.headers['retry-after'])
    // A gateway gives 502 and 504 for requests that it has passed on.
    const kind = status === 429 || status === 503 ? 'refused' : 'unclear'
    throw new RpcFailure(kind, `answered HTTP ${status}`, true, retryAfterMs)
  }
  if (status !== 200) throw statusFailure(status)
  return readBody(answer)
}

/** A status that asking again will not change. */
const statusFailure = (status: number): RpcFailure =>
  new RpcFailure('refused', `answered HTTP ${status}`, false)

const readBody = (answer: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= answerBytesMax) return
      reject(new RpcFailure('nonsense', `answered with more than ${answerBytesMax} bytes`, false))
    })
    answer.on('end', () => resolve(Buffer.concat(chunks, size).toString('utf8')))
    answer.on('error', (error) => reject(failureOf(error)))
  })

/** `Retry-After` in seconds; the date form is not used by RPC providers. */
const retryAfterOf = (value: string | undefined): number | null =>
  value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : null

const resultOf = (text: string, id: number, redact: (message: string) => string): unknown => {
  const answer = parse(text)
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) throw nonsense()
  if ('error' in answer && answer.error !== null) throw answerError(answer.error, redact)
  if (answer.id !== id || !('result' in answer)) throw nonsense()
  return answer.result
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw nonsense()
  }
}

const nonsense = (): RpcFailure =>
  new RpcFailure('nonsense', 'gave an answer that is no JSON-RPC', true)

const answerError = (error: unknown, redact: (message: string) => string): Error => {
  if (typeof error !== 'object' || error === null) return nonsense()
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown }
  const text = typeof message === 'string' ? redact(message) : 'no message'
  return new RpcAnswerError(typeof code === 'number' ? code : 0, text, data)
}
