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

/** Accepts a handshake, or gives the answer that refuses it. */
export const openHandshake = (
  header: HeaderReader,
  rules: HandshakeRules,
): Handshake | Reply<never> => {
  const key = header('sec-websocket-key') ?? ''
  const refusal = refuseOther(header) ?? refuseKey(key) ?? refuseOrigin(header, rules)
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
  return problemReply(426, { detail }, { 'sec-websocket-version': '13' })
}

const refuseKey = (key: string): Reply<never> | null =>
  /^[+/0-9A-Za-z]{21}[AQgw]==$/.test(key)
    ? null
    : badRequest('Sec-WebSocket-Key is not the base64 of 16 bytes.')

/**
 * Browsers send cookies with a handshake from any page, and no preflight: a page of another site would act in its
 * visitor's name. Clients that are no browsers send no Origin.
 */
const refuseOrigin = (header: HeaderReader, { origins }: HandshakeRules): Reply<never> | null => {
  const origin = header('origin')
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return null
  if (origins.length === 0 && hostOf(origin) === header('host')?.toLowerCase()) return null
  return problemReply(403, { detail: 'Pages of this origin may not connect.' })
}

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host
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
