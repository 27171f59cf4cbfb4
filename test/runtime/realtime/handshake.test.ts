// Owns which requests become WebSockets, and what the 101 says (RFC 6455, 4.2.2).

import { describe, expect, it } from 'vitest'
import { Reply } from '../../../runtime/src/http/reply.js'
import {
  type HandshakeRequest,
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
const open = (
  headers: Record<string, string | undefined>,
  own: Partial<HandshakeRules> = {},
  request: Partial<HandshakeRequest> = {},
) => {
  const all = { ...correct, ...headers }
  const header = (name: string): string | undefined => all[name]
  const plain = { method: 'GET', httpVersion: '1.1', isEncrypted: false, header } as const
  const result = openHandshake({ ...plain, ...request }, { ...rules, ...own })
  return result instanceof Reply ? [result.status, result.headers] : result.headers
}

const accept = { 'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' }
const wrongVersion = [426, { upgrade: 'websocket', 'sec-websocket-version': '13' }]

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

  it.each<[string, Partial<HandshakeRequest>, Record<string, string>, unknown]>([
    ['by HEAD', { method: 'HEAD' }, {}, [405, { allow: 'GET, OPTIONS' }]],
    ['by POST', { method: 'POST' }, {}, [405, { allow: 'GET, OPTIONS' }]],
    ['over HTTP/1.0', { httpVersion: '1.0' }, {}, [400, null]],
    ['with a body', {}, { 'content-length': '1' }, [400, null]],
    ['with a chunked body', {}, { 'transfer-encoding': 'chunked' }, [400, null]],
    ['with a body of nothing', {}, { 'content-length': '0' }, accept],
  ])('%s', (_, request, headers, result) => {
    expect(open(headers, {}, request)).toEqual(result)
  })

  const proxied = { 'x-forwarded-proto': 'https, http' }
  const noPort = { host: 'api.example:443' }
  it.each<[string | undefined, readonly string[], unknown, Record<string, string>?, boolean?]>([
    [undefined, [], accept],
    ['http://api.example', [], accept],
    ['http://api.example:80', [], accept],
    ['http://api.example:8080', [], [403, null]],
    ['https://api.example', [], [403, null]],
    ['https://api.example', [], accept, {}, true],
    ['https://api.example', [], accept, noPort, true],
    ['http://api.example', [], [403, null], {}, true],
    ['http://api.example', [], [403, null], { 'x-forwarded-proto': 'http' }, true],
    ['https://api.example', [], accept, proxied],
    ['http://api.example', [], [403, null], proxied],
    ['file://api.example', [], [403, null], { 'x-forwarded-proto': 'file' }],
    ['https://evil.example', [], [403, null]],
    ['http://api.example.evil.example', [], [403, null]],
    ['null', [], [403, null]],
    ['https://app.example', ['https://app.example'], accept],
    ['http://app.example', ['https://app.example'], [403, null]],
    ['https://api.example', ['https://app.example'], [403, null]],
    ['https://evil.example', ['*'], accept],
  ])('from the origin %s where %j may connect', (origin, origins, result, more, isEncrypted) => {
    expect(open({ origin, ...more }, { origins }, { isEncrypted: isEncrypted === true })).toEqual(
      result,
    )
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
