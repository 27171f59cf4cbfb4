// Owns the opening handshake (RFC 6455, 4.2): whether a request may become a WebSocket, and what the 101 says.

import { createHash } from 'node:crypto'
import { problemReply } from '../../http/problem.js'
import type { Reply } from '../../http/reply.js'
import { extension, type MessageDeflate, PerMessageDeflate, subprotocol } from './ws-library.js'

/** What an operation allows. */
export interface HandshakeRules {
  /** Offered in this order of preference. */
  readonly subprotocols: readonly string[]
  /** Origins of pages that may connect, or `*`. Empty: only pages of the host that is connected to. */
  readonly origins: readonly string[]
  readonly messageBytesMax: number
}

/** An accepted handshake. */
export interface Handshake {
  readonly headers: Readonly<Record<string, string>>
  /** `''` when none was agreed on. */
  readonly subprotocol: string
  readonly deflate: MessageDeflate | null
}

type HeaderReader = (name: string) => string | undefined

/** What of a request decides whether it opens a WebSocket. */
export interface HandshakeRequest {
  readonly method: string
  readonly httpVersion: '1.0' | '1.1'
  readonly isEncrypted: boolean
  readonly header: HeaderReader
}

/** Accepts a handshake, or gives the answer that refuses it. */
export const openHandshake = (
  request: HandshakeRequest,
  rules: HandshakeRules,
): Handshake | Reply<never> => {
  const { header } = request
  const key = header('sec-websocket-key') ?? ''
  const refusal =
    refuseMethod(request) ??
    refuseOther(header) ??
    refuseShape(request) ??
    refuseKey(key) ??
    refuseOrigin(request, rules)
  if (refusal !== null) return refusal
  const offered = parsed(header('sec-websocket-protocol'), subprotocol.parse, new Set<string>())
  const offers = parsed(header('sec-websocket-extensions'), extension.parse, {})
  if (offered === null) return badRequest('Sec-WebSocket-Protocol is malformed.')
  if (offers === null) return badRequest('Sec-WebSocket-Extensions is malformed.')
  const agreed = rules.subprotocols.find((name) => offered.has(name)) ?? ''
  const headers: Record<string, string> = { 'sec-websocket-accept': acceptOf(key) }
  if (agreed !== '') headers['sec-websocket-protocol'] = agreed
  const deflate = acceptDeflate(offers[PerMessageDeflate.extensionName], rules.messageBytesMax)
  if (deflate !== null) headers['sec-websocket-extensions'] = deflate.header
  return { headers, subprotocol: agreed, deflate: deflate?.state ?? null }
}

const badRequest = (detail: string): Reply<never> => problemReply(400, { detail })

const hasToken = (value: string | undefined, token: string): boolean =>
  (value ?? '').split(',').some((part) => part.trim().toLowerCase() === token)

// RFC 6455, 4.4: a client of another version is told ours. Without the wish to upgrade there is nothing to refuse
// but the request itself (RFC 9110, 15.5.22).
const refuseOther = (header: HeaderReader): Reply<never> | null => {
  const upgrades =
    hasToken(header('upgrade'), 'websocket') && hasToken(header('connection'), 'upgrade')
  if (upgrades && header('sec-websocket-version') === '13') return null
  const detail = upgrades
    ? 'Only version 13 of the WebSocket protocol is spoken here.'
    : 'This operation is a WebSocket: ask for an upgrade.'
  return problemReply(426, { detail }, { upgrade: 'websocket', 'sec-websocket-version': '13' })
}

// RFC 6455, 4.1: a handshake is a GET. What answers HEAD like GET would say 101 here, and mean none of it.
const refuseMethod = ({ method }: HandshakeRequest): Reply<never> | null =>
  method === 'GET'
    ? null
    : problemReply(405, { detail: 'A WebSocket is opened by GET.' }, { allow: 'GET, OPTIONS' })

// RFC 6455, 4.1: at least HTTP/1.1, and nothing between the request and the first frame.
const refuseShape = ({ httpVersion, header }: HandshakeRequest): Reply<never> | null => {
  if (httpVersion === '1.0') return badRequest('A WebSocket is opened over HTTP/1.1.')
  const length = header('content-length') ?? '0'
  if (/^0+$/.test(length) && header('transfer-encoding') === undefined) return null
  return badRequest('A request that opens a WebSocket has no body.')
}

const refuseKey = (key: string): Reply<never> | null =>
  /^[+/0-9A-Za-z]{21}[AQgw]==$/.test(key)
    ? null
    : badRequest('Sec-WebSocket-Key is not the base64 of 16 bytes.')

/**
 * Browsers send cookies with a handshake from any page, and no preflight: a page of another site would act in its
 * visitor's name. Clients that are no browsers send no Origin.
 */
const refuseOrigin = (
  request: HandshakeRequest,
  { origins }: HandshakeRules,
): Reply<never> | null => {
  const origin = request.header('origin')
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return null
  if (origins.length === 0 && isOwnOrigin(origin, request)) return null
  return problemReply(403, { detail: 'Pages of this origin may not connect.' })
}

// An origin is scheme, host and port (RFC 6454, 4): a page that came unencrypted may be anybody's. Where a proxy
// decrypts, it says so; a page cannot, for it sets no headers of a handshake.
const isOwnOrigin = (origin: string, { isEncrypted, header }: HandshakeRequest): boolean => {
  const [proxied = ''] = (header('x-forwarded-proto') ?? '').split(',')
  const scheme = isEncrypted ? 'https' : proxied.trim().toLowerCase() || 'http'
  const own = originOf(`${scheme}://${header('host')}`)
  return own !== null && own === originOf(origin)
}

/** Normalised; null for what is no origin of a page. */
const originOf = (text: string): string | null => {
  try {
    const { origin } = new URL(text)
    return origin === 'null' ? null : origin
  } catch {
    return null
  }
}

const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

const parsed = <T>(value: string | undefined, parse: (text: string) => T, absent: T): T | null => {
  if (value === undefined) return absent
  try {
    return parse(value)
  } catch {
    return null
  }
}

/** Shorter messages are sent as they are. */
const deflateBytesMin = 1024

// No state is kept between messages in either direction: a window of 32 KiB and more per idle connection is worth
// more than the bytes it saves.
const acceptDeflate = (
  offers: readonly unknown[] | undefined,
  messageBytesMax: number,
): { header: string; state: MessageDeflate } | null => {
  if (offers === undefined) return null
  const state = new PerMessageDeflate({
    isServer: true,
    maxPayload: messageBytesMax,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    threshold: deflateBytesMin,
  })
  // An offer that cannot be met is declined, and the connection goes on without (RFC 7692, 5.1).
  try {
    const agreed = state.accept(offers)
    return { header: extension.format({ [PerMessageDeflate.extensionName]: [agreed] }), state }
  } catch {
    return null
  }
}
