// Owns an engine that speaks HTTP/2, as a server sets it up, and a client of it.

import { once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { createEngine } from '../../../runtime/src/native/create-engine.js'
import type { EngineLimits, EngineRoute } from '../../../runtime/src/native/engine.js'
import { type Identity, identify } from '../../native/certificates.js'
import type { Setup } from '../../native/engine-under-test.js'
import { usualLimits } from '../usual-limits.js'

export const authority: Identity = identify('Test Authority')
const site = identify('a.test', { names: ['a.test'], issuer: authority })

export const serve = async (
  setup: Setup,
  routes: readonly EngineRoute[],
  own: Partial<EngineLimits> = {},
) => {
  const limits = { ...usualLimits, ...own }
  const refused: string[] = []
  const engine = createEngine({
    ...setup,
    limits,
    onEvent: (event) => event.kind === 'request-refused' && refused.push(event.code),
    http2: true,
  })
  engine.install(routes)
  const { port } = await engine.listen({ host: '127.0.0.1', port: 0 })
  const tls = engine.tls({
    certificates: [{ chain: site.cert, key: site.key, passphrase: '' }],
    clientCertificates: 'none',
    clientAuthorities: '',
    ciphers: '',
    minVersion: 'TLSv1.2',
    http2: true,
  })
  const secure = await engine.listen({ host: '127.0.0.1', port: 0, tls })
  const stop = async (): Promise<void> => {
    await engine.shutdown({ deadlineMs: 0 })
  }
  return { engine, port, tlsPort: secure.port, refused, stop }
}

export type Served = Awaited<ReturnType<typeof serve>>

export const dial = async (port: number): Promise<ClientHttp2Session> => {
  const session = connect(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  await once(session, 'connect')
  return session
}

export const dialTls = async (port: number): Promise<ClientHttp2Session> => {
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  session.on('error', () => {})
  await once(session, 'connect')
  return session
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export const answerOf = async (stream: ClientHttp2Stream): Promise<Answer> => {
  let body = ''
  let headers: IncomingHttpHeaders = {}
  stream.on('response', (fields) => {
    headers = fields
  })
  stream.setEncoding('latin1')
  stream.on('data', (data) => {
    body += data
  })
  await once(stream, 'close')
  return { status: Number(headers[':status']), headers, body }
}

export const ask = (
  session: ClientHttp2Session,
  path: string,
  fields: OutgoingHttpHeaders = {},
  body?: string | Buffer,
): Promise<Answer> => {
  const stream = session.request({ ':path': path, ...fields }, { endStream: body === undefined })
  stream.on('error', () => {})
  if (body !== undefined) stream.end(body)
  return answerOf(stream)
}
