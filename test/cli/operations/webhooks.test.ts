// Proves webhooks and callbacks of a document end to end: senders typed by it, messages checked before they leave,
// and a receiver that verifies what came.

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { verifyWebhook } from '../../../runtime/src/webhooks/index.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

const document = `
openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
paths:
  /orders:
    post:
      operationId: addOrder
      parameters: [{ name: ref, in: query, schema: { type: string } }]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [hook, name]
              properties: { hook: { type: string, format: uri }, name: { type: string }, refund: { type: string } }
      responses:
        '200': { description: What became of it., content: { application/json: {} } }
      callbacks:
        paid:
          '{$request.body#/hook}?name={$request.body#/name}&ref={$request.query.ref}':
            post:
              summary: The order was paid.
              requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
              responses: { '204': { description: Noted. } }
        shipped:
          '{$request.body#/hook}':
            put:
              operationId: shipped
              parameters:
                - { name: X-Parcel, in: header, required: true, schema: { type: string, pattern: '^P' } }
                - { name: tags, in: query, schema: { type: array, items: { type: string } } }
              responses:
                '200': { description: Where it is., content: { application/json: { schema: { type: object, required: [at], properties: { at: { type: string } } } } } }
                '202': { description: Later. }
  /announce:
    post:
      operationId: announce
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [url], properties: { url: { type: string } } } } } }
      responses: { '200': { description: What became of it., content: { application/json: {} } } }
webhooks:
  newOrder:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '2XX': { description: Taken. } }
components:
  schemas:
    Order:
      type: object
      required: [id, total]
      properties:
        id: { type: integer, readOnly: true }
        total: { type: number, minimum: 0 }
        password: { type: string, writeOnly: true }
`

const addOrder = `import { paid } from '#generated/callbacks/add-order-paid'
import { shipped } from '#generated/callbacks/add-order-shipped'
import { addOrder as op } from '#generated/operations/add-order'

export const addOrder = op.handler(async (context) => {
  const { webhooks } = context.state
  const maybe: string | undefined = paid.url(context)
  const sure: string = shipped.url(context)
  void (() => shipped.url({ query: {} })) // error
  void (() => paid.send(webhooks, { url: sure, body: { id: 'x', total: 1 } })) // error
  void (() => paid.send(webhooks, { url: sure })) // error
  void (() => shipped.send(webhooks, { url: sure })) // error
  const first = maybe === undefined ? null : await paid.send(webhooks, { url: maybe, body: { id: 7, total: 2.5 }, id: 'msg_7' })
  const headers = { 'x-parcel': context.body.name === 'bad' ? 'bad' : 'P1' }
  const second = await shipped.send(webhooks, { url: sure, headers, query: { tags: ['a', 'b c'] } })
  const at = second.answer?.status === 200 ? second.answer.body.at : null
  return op.reply(200, { paid: first?.status ?? null, shipped: second.status, answer: second.answer, at })
})
`
  .replaceAll('import { paid }', 'import { addOrderPaid as paid }')
  .replaceAll('import { shipped }', 'import { addOrderShipped as shipped }')

const announce = `import { InvalidMessage } from '@nexusrt/runtime/webhooks'
import { announce as op } from '#generated/operations/announce'
import { newOrder } from '#generated/webhooks/new-order'

export const announce = op.handler(async ({ body, state }) => {
  const { url } = body
  const wrong = await newOrder.send(state.webhooks, { url, body: { id: 1, total: -1 } }).catch((error: unknown) => error)
  const issues = wrong instanceof InvalidMessage ? wrong.issues : wrong
  const order = { id: 1, total: 3, password: 'secret' } as { id: number; total: number }
  const sent = await newOrder.send(state.webhooks, { url, body: order, secret: ['${secret}', 'another secret of enough bytes'] })
  return op.reply(200, { issues, status: sent.status, answer: sent.answer })
})
`

const files = {
  'nexus.config.ts': `import { defineConfig, env } from '@nexusrt/runtime/config'
export default defineConfig({
  webhooks: { secret: env('HOOK_SECRET'), allowPrivate: env('HOOK_PRIVATE', 'false'), attemptsMax: 2, retryDelay: 1 },
})
`,
  'src/state.ts': `import type { ResolvedConfig } from '@nexusrt/runtime'
import { createWebhooks } from '@nexusrt/runtime/webhooks'
import type config from '../nexus.config'
export const createState = ({ webhooks }: ResolvedConfig<typeof config>) => ({ webhooks: createWebhooks(webhooks) })
`,
  'src/handlers/default/add-order.ts': addOrder,
  'src/handlers/default/announce.ts': announce,
}

interface Received {
  readonly method: string
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let project: Project
let receiver: Server
let hook = ''
const received: Received[] = []
/** Status, content type and body of the next answers. */
let answers: (readonly [number, string, string])[] = []

beforeAll(async () => {
  project = await makeProject(document, files)
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const { method = '', url: target = '', headers } = request
    received.push({ method, target, headers, body })
    const [status, type, text] = answers.shift() ?? [204, '', '']
    response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(text)
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks?of=me`
})
afterAll(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
  project.remove()
})
beforeEach(() => {
  received.length = 0
  answers = []
})

test('types: messages, answers and addresses are what the document says', {
  timeout: 120_000,
}, () => {
  expect(project.diagnostics).toEqual([])
  const path = 'src/handlers/default/add-order.ts'
  expect(placesOf(project.typeErrors())).toEqual(linesWithError(path, addOrder))
})

const isGenuine = ({ headers, body }: Received, key: string): boolean =>
  verifyWebhook(body, (name) => headers[name] as string, { secret: key })

describe('a receiver', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await project.start({ environment: { HOOK_SECRET: secret, HOOK_PRIVATE: 'true' } })
  })
  afterAll(() => server.close())

  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await server.fetch(path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return [response.status, await response.json()]
  }

  test('gets callbacks where the request said, signed, with what the document asks for', async () => {
    answers = [
      [204, '', ''],
      [200, 'application/json', '{"at":"Berlin"}'],
    ]
    const order = { hook: hook.replace('?of=me', ''), name: 'a&b c' }
    expect(await post('/orders?ref=r1', order)).toEqual([
      200,
      { paid: 204, shipped: 200, answer: { status: 200, body: { at: 'Berlin' } }, at: 'Berlin' },
    ])
    expect(received.map(({ method, target }) => [method, target])).toEqual([
      ['POST', '/hooks?name=a%26b%20c&ref=r1'],
      ['PUT', '/hooks?tags=a&tags=b%20c'],
    ])
    const [paid, shipped] = received as [Received, Received]
    expect([
      paid.body,
      paid.headers['webhook-id'],
      shipped.headers['x-parcel'],
      shipped.body,
    ]).toEqual(['{"id":7,"total":2.5}', 'msg_7', 'P1', ''])
    expect(received.map((each) => isGenuine(each, secret))).toEqual([true, true])
    expect(
      received.map((each) => isGenuine(each, 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')),
    ).toEqual([false, false])
  })

  test.each([
    ['something that the document does not have', [200, 'application/json', '{"at":7}']],
    ['no JSON', [200, 'application/json', 'Berlin']],
    ['more than is read', [200, 'application/json', JSON.stringify({ at: 'x'.repeat(70_000) })]],
    ['another success', [201, 'application/json', '{"at":"Berlin"}']],
  ] as const)('that says %s has taken the message all the same', async (_, answer) => {
    answers = [[...answer]]
    const [status, body] = await post('/orders', { hook, name: 'x' })
    expect([status, body]).toEqual([
      200,
      { paid: null, shipped: answer[0], answer: null, at: null },
    ])
    expect(received.map(({ target }) => target)).toEqual(['/hooks?of=me&tags=a&tags=b%20c'])
  })

  test('gets nothing that the document does not allow', async () => {
    expect((await post('/orders', { hook, name: 'bad' }))[0]).toBe(500)
    expect(received).toEqual([])
  })

  test('gets webhooks, checked, written as answers are, signed with its own secrets', async () => {
    answers = [
      [503, '', ''],
      [299, '', ''],
    ]
    const [status, body] = await post('/announce', { url: hook })
    expect([status, body]).toEqual([
      200,
      {
        issues: [{ in: 'body', pointer: '/total', code: 'minimum', message: 'must be >= 0' }],
        status: 299,
        answer: { status: 299 },
      },
    ])
    expect(received.map(({ body: text }) => text)).toEqual(Array(2).fill('{"id":1,"total":3}'))
    expect(received.map((each) => isGenuine(each, 'another secret of enough bytes'))).toEqual([
      true,
      true,
    ])
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })
})

test('a private address is refused unless the settings allow it', async () => {
  const server = await project.start({ environment: { HOOK_SECRET: secret } })
  try {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ hook: hook.replace('http:', 'https:'), name: 'x' })
    const response = await server.fetch('/orders', { method: 'POST', headers, body })
    expect(response.status).toBe(500)
    expect(received).toEqual([])
  } finally {
    await server.close()
  }
})

test('what can never be sent or found is told, with its place', async () => {
  const odd = await makeProject(
    `
openapi: 3.1.0
info: { title: Odd, version: 1.0.0 }
paths:
  /orders:
    post:
      operationId: addOrder
      parameters: [{ name: hook, in: query, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object, properties: { callbackUrl: { type: string } } } } } }
      responses: { '204': { description: Taken. } }
      callbacks:
        a: { '{$request.body#/calbackUrl}': { post: { responses: { '204': { description: Noted. } } } } }
        b: { '{$request.query.hok}': { post: { responses: { '204': { description: Noted. } } } } }
        c: { '{$response.body#/url}': { post: { responses: { '204': { description: Noted. } } } } }
webhooks:
  added:
    post:
      security: [{ key: [] }]
      parameters: [{ name: session, in: cookie, schema: { type: string } }]
      responses: { '204': { description: Noted. } }
`,
    {},
  )
  try {
    const told = odd.diagnostics.map(({ code, message, help }) => [code, message, help])
    const expected = [
      [
        'NX2201',
        '`security` of the Webhook Operation Object is not enforced yet',
        expect.anything(),
      ],
      ['NX4070', 'the request body has no member `calbackUrl`', 'did you mean `callbackUrl`?'],
      ['NX4070', 'the operation has no query parameter `hok`', 'did you mean `hook`?'],
      ['NX4071', 'the cookie parameter `session` is not sent', expect.anything()],
    ]
    expect(told).toHaveLength(expected.length)
    for (const each of expected) expect(told).toContainEqual(each)
    expect(odd.typeErrors()).toEqual([])
  } finally {
    odd.remove()
  }
}, 60_000)
