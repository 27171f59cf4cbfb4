// Owns the cases of webhooks: signatures against the published vector, what is sent, and where nothing is sent to.

import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer, get, globalAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createWebhooks,
  ForbiddenAddress,
  signWebhook,
  verifyWebhook,
  WebhookFailed,
  type WebhookHeaders,
  type WebhookSettings,
  type WebhookTypes,
  webhook,
} from '../../../runtime/src/webhooks/index.js'
import { isPrivateAddress } from '../../../runtime/src/webhooks/private-address.js'
import { identify } from '../../native/certificates.js'
import { eventually } from '../../waiting.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
// The example of the Standard Webhooks specification and its libraries.
const vector = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

const reader = (headers: Partial<WebhookHeaders>) => (name: keyof WebhookHeaders) => headers[name]

describe('a signature', () => {
  test('is that of the specification', () => {
    expect(signWebhook({ ...vector, secret })).toEqual({
      'webhook-id': vector.id,
      'webhook-timestamp': String(vector.timestamp),
      'webhook-signature': vector.signature,
    })
  })

  const good = signWebhook({ ...vector, secret })
  const now = vector.timestamp + 10
  test.each<[string, boolean, Partial<WebhookHeaders>, string, object]>([
    ['as it came', true, good, vector.body, {}],
    [
      'with one of two secrets',
      true,
      good,
      vector.body,
      { secret: ['another secret of enough bytes', secret] },
    ],
    [
      'beside a signature of another',
      true,
      { ...good, 'webhook-signature': `v1,AAAA v1a,x ${vector.signature}` },
      vector.body,
      {},
    ],
    ['with another body', false, good, `${vector.body} `, {}],
    ['with another id', false, { ...good, 'webhook-id': 'msg_2' }, vector.body, {}],
    ['with another time', false, { ...good, 'webhook-timestamp': '1614265331' }, vector.body, {}],
    ['with another secret', false, good, vector.body, { secret: 'another secret of enough bytes' }],
    ['too late', false, good, vector.body, { now: vector.timestamp + 301 }],
    ['too early', false, good, vector.body, { now: vector.timestamp - 301 }],
    [
      'late, with more tolerance',
      true,
      good,
      vector.body,
      { now: vector.timestamp + 301, toleranceSeconds: 400 },
    ],
    [
      'of another version',
      false,
      { ...good, 'webhook-signature': vector.signature.replace('v1', 'v2') },
      vector.body,
      {},
    ],
    [
      'that is cut',
      false,
      { ...good, 'webhook-signature': vector.signature.slice(0, -8) },
      vector.body,
      {},
    ],
    ['without signature', false, { ...good, 'webhook-signature': '' }, vector.body, {}],
    ['without time', false, { ...good, 'webhook-timestamp': 'soon' }, vector.body, {}],
    ['without headers', false, {}, vector.body, {}],
  ])('%s: %s', (_name, wanted, headers, body, options) => {
    expect(verifyWebhook(body, reader(headers), { secret, now, ...options })).toBe(wanted)
  })

  test('holds for no message that begins elsewhere: an id has no dots', () => {
    const timestamp = vector.timestamp
    const signed = signWebhook({ id: 'msg_1', body: `${timestamp}.5`, timestamp, secret })
    const moved = { ...signed, 'webhook-id': `msg_1.${timestamp}` }
    expect(verifyWebhook(`${timestamp}.5`, reader(signed), { secret, now })).toBe(true)
    expect(verifyWebhook('5', reader(moved), { secret, now })).toBe(false)
  })

  test('needs a secret of 24 bytes and an id without dots', () => {
    expect(() => signWebhook({ ...vector, secret: 'short' })).toThrow(TypeError)
    expect(() => signWebhook({ ...vector, secret, id: 'a.b' })).toThrow(TypeError)
  })
})

test.each([
  ['127.0.0.1', true], ['10.1.2.3', true], ['172.31.0.1', true], ['172.32.0.1', false], ['192.168.1.1', true],
  ['169.254.169.254', true], ['100.64.0.1', true], ['0.0.0.0', true], ['224.0.0.1', true], ['255.255.255.255', true],
  ['8.8.8.8', false], ['::1', true], ['::', true], ['fd00::1', true], ['fe80::1', true], ['::ffff:10.0.0.1', true],
  ['::ffff:8.8.8.8', false], ['64:ff9b::a00:1', true], ['2002:7f00:1::', true], ['2606:4700::1111', false],
  ['not an address', true],
] as const)('%s is private: %s', (address, wanted) => {
  expect(isPrivateAddress(address)).toBe(wanted)
}) // biome-ignore format: a table

describe('sending', () => {
  const seen: { headers: IncomingMessage['headers']; body: string }[] = []
  let answers: number[] = []
  let server: Server
  let url = ''

  beforeEach(async () => {
    seen.length = 0
    answers = [204]
    server = createServer(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      seen.push({ headers: request.headers, body })
      const status = answers.shift() ?? 500
      if (status === 0) return void request.socket.destroy()
      response.writeHead(status, { location: 'http://169.254.169.254/' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const send = (more: object = {}, settings: WebhookSettings = {}) =>
    createWebhooks({ secret, allowPrivate: true, retryDelay: 1, ...settings }).send({
      url,
      body: '{"a":1}',
      ...more,
    })

  test('brings the body and a signature that verifies', async () => {
    const delivery = await send()
    expect(delivery).toMatchObject({ status: 204, attempts: 1 })
    const [{ headers, body } = { headers: {}, body: '' }] = seen
    expect(body).toBe('{"a":1}')
    expect(headers['idempotency-key']).toBe(delivery.id)
    expect(verifyWebhook(body, (name) => headers[name] as string, { secret })).toBe(true)
  })

  test('is tried again under the same id, and every attempt is signed', async () => {
    answers = [503, 0, 429, 200]
    const delivery = await send({ id: 'msg_1' }, { attemptsMax: 4 })
    expect(delivery).toMatchObject({ id: 'msg_1', status: 200, attempts: 4 })
    expect(seen.map(({ headers }) => headers['webhook-id'])).toEqual([
      'msg_1',
      'msg_1',
      'msg_1',
      'msg_1',
    ])
  })

  test.each([
    [[400], 1, 400],
    [[307], 1, 307],
    [[500, 502, 503], 3, 503],
    [[0, 0, 0], 3, null],
  ])('ends after the answers %j', async (given, attempts, status) => {
    answers = given
    const failure = await send().catch((error) => error)
    expect(failure).toBeInstanceOf(WebhookFailed)
    expect(failure).toMatchObject({ attempts, status })
    expect(seen).toHaveLength(attempts)
  })

  test.each([
    () => url,
    () => url.replace('http:', 'https:'),
    () => url.replace('127.0.0.1', 'localhost').replace('http:', 'https:'),
    () => 'https://[::1]/',
    () => 'https://user:password@example.com/',
    () => 'http://example.com/',
    () => 'ftp://example.com/',
    () => 'mailto:a@example.com',
    // What `format: uri` lets through and is no URL.
    () => 'https://localhost:99999/',
    () => 'https://%00/',
  ])('never leads inside: %s', async (target) => {
    await expect(send({ url: target() }, { allowPrivate: 'false' })).rejects.toThrow(
      ForbiddenAddress,
    )
    expect(seen).toEqual([])
  })

  test('that has a query is judged where its address is no URL', async () => {
    const moved = webhook<WebhookTypes & { query: { at: string } }>({
      name: 'moved',
      method: 'POST',
      body: null,
      headers: [],
      query: [{ name: 'at', required: true, check: null }],
      answers: {},
    })
    const sent = moved.send(createWebhooks({ secret }), {
      url: 'https://localhost:99999/',
      query: { at: 'x' },
    } as Parameters<typeof moved.send>[1])
    await expect(sent).rejects.toThrow(ForbiddenAddress)
  })

  // Outside of the guard: whatever else of the process talks to the same host.
  test('never leads inside by a connection that somebody else left open', async () => {
    const { cert, key } = identify('localhost', { names: ['localhost'] })
    const inner = createTlsServer({ cert, key }, (request, response) => {
      seen.push({ headers: request.headers, body: '' })
      response.end('inner')
    })
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve))
    const target = `https://localhost:${(inner.address() as AddressInfo).port}/`
    globalAgent.options.ca = cert
    try {
      await new Promise((resolve, reject) => {
        get(target, (response) => response.resume().once('end', resolve)).once('error', reject)
      })
      await eventually(() => Object.keys(globalAgent.freeSockets).length > 0)
      await expect(send({ url: target }, { allowPrivate: 'false' })).rejects.toThrow(
        ForbiddenAddress,
      )
      expect(seen).toHaveLength(1)
    } finally {
      delete globalAgent.options.ca
      globalAgent.destroy()
      inner.closeAllConnections()
      inner.close()
    }
  })

  test('fails at once where a receiver switches protocols', async () => {
    server.removeAllListeners('request')
    server.on('request', (_, response) => {
      response.writeHead(101, { connection: 'upgrade', upgrade: 'x' }).end()
    })
    const failed = await send({}, { attemptsMax: 1, timeout: '1m' }).catch((error) => error)
    expect(failed.cause.message).toMatch(/101/)
  })

  test('leaves a receiver that keeps failing alone', async () => {
    const webhooks = createWebhooks({ secret, allowPrivate: true, attemptsMax: 1 })
    answers = Array.from({ length: 10 }, () => 500)
    for (let index = 0; index < 10; index++)
      await expect(webhooks.send({ url, body: '' })).rejects.toMatchObject({ status: 500 })
    answers = [204]
    await expect(webhooks.send({ url, body: '' })).rejects.toThrow(/is left alone for a while/)
    expect(seen).toHaveLength(10)
  })

  test('gives up an attempt after its time, and all of them after theirs', async () => {
    server.removeAllListeners('request')
    const late = await send({}, { timeout: 20, attemptsMax: 2 }).catch((error) => error)
    expect([late.attempts, late.status, late.cause.name]).toEqual([2, null, 'TimeoutError'])
    const over = await send({}, { deadline: 300, timeout: '1m' }).catch((error) => error)
    expect([over.attempts, over.status, over.cause.name]).toEqual([1, null, 'TimeoutError'])
  })

  test('needs a secret, and settings that make sense', async () => {
    await expect(createWebhooks({ allowPrivate: true }).send({ url, body: '' })).rejects.toThrow(
      /needs a secret/,
    )
    expect(() => createWebhooks({ timeout: 'soon' })).toThrow(/webhooks\.timeout/)
    expect(() => createWebhooks({ allowPrivate: 'yes' })).toThrow(/webhooks\.allowPrivate/)
    for (const wrong of ['', 'short', 'whsec_c2hvcnQ=', [secret, 'short']])
      expect(() => createWebhooks({ secret: wrong })).toThrow(/webhooks\.secret has fewer than 24/)
  })

  test('ends when its signal aborts', async () => {
    await expect(send({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      WebhookFailed,
    )
    expect(seen).toEqual([])
  })
})
