// Owns which requests become WebSockets, and what the 101 says (RFC 6455, 4.2.2).

import { describe, expect, it } from 'vitest'
import { Reply } from '../../../runtime/src/http/reply.js'
import {
  type HandshakeRules,
  openHandshake,
} from '../../../runtime/src/realtime/websocket/handshake.js'

const correct: Record<string, string> = {
  host: 'api.example',
  upgrade: 'websocket',
  connection: 'Upgrade',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
const rules: HandshakeRules = { subprotocols: [], origins: [], messageBytesMax: 1000 }

/** The status of a refusal, or the headers of the 101. */
const open = (headers: Record<string, string | undefined>, own: Partial<HandshakeRules> = {}) => {
  const all = { ...correct, ...headers }
  const result = openHandshake((name) => all[name], { ...rules, ...own })
  return result instanceof Reply ? [result.status, result.headers] : result.headers
}

const accept = { 'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' }
const wrongVersion = [426, { 'sec-websocket-version': '13' }]

describe('a handshake', () => {
  it.each<[string, Record<string, string | undefined>, unknown]>([
    ['of the RFC', {}, accept],
    [
      'in any case, with other tokens',
      { upgrade: 'h2c, WebSocket', connection: 'keep-alive, upgrade' },
      accept,
    ],
    ['without Upgrade', { upgrade: undefined }, wrongVersion],
    ['without Connection', { connection: 'keep-alive' }, wrongVersion],
    ['to something else', { upgrade: 'h2c' }, wrongVersion],
    ['of version 8', { 'sec-websocket-version': '8' }, wrongVersion],
    ['without a version', { 'sec-websocket-version': undefined }, wrongVersion],
    ['without a key', { 'sec-websocket-key': undefined }, [400, null]],
    ['with a short key', { 'sec-websocket-key': 'YQ==' }, [400, null]],
    [
      'with a key whose last bits are set',
      { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZR==' },
      [400, null],
    ],
    ['with two keys', { 'sec-websocket-key': `${correct['sec-websocket-key']}, x` }, [400, null]],
    ['with broken subprotocols', { 'sec-websocket-protocol': 'a,,b' }, [400, null]],
    ['with subprotocols twice', { 'sec-websocket-protocol': 'a, a' }, [400, null]],
    ['with broken extensions', { 'sec-websocket-extensions': 'a; ; b' }, [400, null]],
    [
      'with extensions nobody knows',
      { 'sec-websocket-extensions': 'x-webkit-deflate-frame' },
      accept,
    ],
  ])('%s', (_, headers, result) => {
    expect(open(headers)).toEqual(result)
  })

  it.each<[string | undefined, readonly string[], unknown]>([
    [undefined, [], accept],
    ['https://api.example', [], accept],
    ['https://evil.example', [], [403, null]],
    ['https://api.example.evil.example', [], [403, null]],
    ['null', [], [403, null]],
    ['https://app.example', ['https://app.example'], accept],
    ['http://app.example', ['https://app.example'], [403, null]],
    ['https://api.example', ['https://app.example'], [403, null]],
    ['https://evil.example', ['*'], accept],
  ])('from the origin %s where %j may connect', (origin, origins, result) => {
    expect(open({ origin }, { origins })).toEqual(result)
  })

  it.each<[string | undefined, string | undefined]>([
    ['v1, v2', 'v2'],
    ['v1', 'v1'],
    ['v3', undefined],
    [undefined, undefined],
  ])('that offers the subprotocols %s agrees on %s', (offered, agreed) => {
    const headers = open({ 'sec-websocket-protocol': offered }, { subprotocols: ['v2', 'v1'] })
    expect(headers).toEqual(
      agreed === undefined ? accept : { ...accept, 'sec-websocket-protocol': agreed },
    )
  })

  const noWindows = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'
  it.each<[string, string | undefined]>([
    ['permessage-deflate', noWindows],
    ['permessage-deflate; client_max_window_bits', noWindows],
    [
      'permessage-deflate; server_max_window_bits=10',
      noWindows.replace(';', '; server_max_window_bits=10;'),
    ],
    ['permessage-deflate; server_max_window_bits=99, permessage-deflate', undefined],
    ['permessage-deflate; unknown=1', undefined],
  ])('that offers %s gets %s', (offer, agreed) => {
    const headers = open({ 'sec-websocket-extensions': offer })
    expect(headers).toEqual(
      agreed === undefined ? accept : { ...accept, 'sec-websocket-extensions': agreed },
    )
  })
})
