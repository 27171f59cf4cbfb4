// Owns asking a server: one request over HTTP/1.1, its whole answer; any method, any header, a body or the promise
// of one that is not kept.

import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { ConformCase } from '../../ir/conform-cases.js'

/** What a server may take for one answer, where nobody asks for another time. */
export const unansweredAfterMs = 10_000
const bodyBytesMax = 16 * 1024 * 1024

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** Something that answers cases. */
export interface Asker {
  /** @throws {Error} when no answer came. */
  ask(asked: ConformCase, headers: Readonly<Record<string, string>>): Promise<Answer>
  close(): void
}

/** Opens connections to a server, at most `connections` at a time. */
export const openAsker = (
  url: string,
  connections: number,
  answerTimeoutMs = unansweredAfterMs,
): Asker => {
  const isSecure = url.startsWith('https:')
  const settings = { keepAlive: true, maxSockets: connections }
  const agent = isSecure ? new HttpsAgent(settings) : new HttpAgent(settings)
  const send = isSecure ? httpsRequest : httpRequest
  return {
    close: () => agent.destroy(),
    ask: ({ request, announcedBytes }, headers) =>
      new Promise((resolve, reject) => {
        const { method, target, body } = request
        // Of the whole answer: a time-out of the socket would wait as long as something trickles in.
        const signal = AbortSignal.timeout(answerTimeoutMs)
        const fail = (error: Error): void =>
          reject(signal.aborted ? new Error(`no whole answer in ${answerTimeoutMs} ms`) : error)
        let isAnswered = false
        const type =
          body === null && announcedBytes === null ? {} : { 'content-type': 'application/json' }
        const bytes = announcedBytes ?? (body === null ? null : Buffer.byteLength(body))
        const length = bytes === null ? {} : { 'content-length': String(bytes) }
        const sent = send(
          new URL(url),
          {
            method,
            path: target,
            signal,
            headers: { ...type, ...request.headers, ...headers, ...length },
            // A promise that is not kept spoils its connection.
            agent: announcedBytes === null ? agent : false,
          },
          (response) => {
            isAnswered = true
            read(response).then((answer) => {
              if (announcedBytes !== null) sent.destroy()
              resolve(answer)
            }, fail)
          },
        )
        // Methods have a case (RFC 9110, 9.1), which Node.js does not keep.
        sent.method = method
        sent.once('error', fail)
        sent.once('upgrade', (_, socket) => {
          socket.destroy()
          fail(new Error('switched to another protocol (101), which nobody asked for'))
        })
        // What ends without an answer and without an error would never settle.
        sent.once('close', () => {
          if (!isAnswered) fail(new Error('ended without an answer'))
        })
        if (announcedBytes === null) sent.end(body ?? undefined)
        else sent.flushHeaders()
      }),
  }
}

/** How long a stream that sends only when something happens is listened to. */
const listenMs = 300

/** JSON, and what says its length, ends by itself; anything else may be a feed. */
const isStream = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] === undefined && !/[/+]json *(;|$)/.test(headers['content-type'] ?? '')

/** The whole answer; of a stream its head, and what comes within `listenMs`. */
const read = async (response: IncomingMessage): Promise<Answer> => {
  const { statusCode: status = 0, headers } = response
  const chunks: Buffer[] = []
  let bytes = 0
  const isEndless = isStream(response)
  // An end of ours is no failure of the answer.
  let isEnded = false
  const end = (): void => {
    isEnded = true
    response.destroy()
  }
  const timer = isEndless ? setTimeout(end, listenMs) : undefined
  try {
    for await (const chunk of response) {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes <= bodyBytesMax) continue
      if (!isEndless) throw new Error(`the answer has more than ${bodyBytesMax} bytes`)
      end()
    }
  } catch (error) {
    if (!isEnded) throw error
  } finally {
    clearTimeout(timer)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return { status, headers, text }
}
