// Proves multipart bodies whose parts have no names (RFC 2046, 5.1; OpenAPI 3.2, 4.14.5.2): taken apart by position,
// typed, checked, within the limits of forms, and sent by the generated client.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountFor, type CompileResult, conformanceOf } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, type Project, placesOf } from './project.js'
import { serveWithClient } from './served-client.js'

const document = `
openapi: 3.2.0
info: { title: Parts, version: 1.0.0 }
paths:
  /batches:
    post:
      operationId: addBatch
      requestBody:
        required: true
        content:
          multipart/mixed:
            schema:
              type: array
              minItems: 2
              maxItems: 4
              prefixItems: [{ $ref: '#/components/schemas/Order' }, { type: string, format: binary }]
              items: { type: integer, maximum: 99 }
            prefixEncoding:
              - headers: { X-Page: { required: true, schema: { type: integer } }, Content-Disposition: { schema: {} } }
              - contentType: 'image/png, image/jpeg'
            itemEncoding: { contentType: text/plain }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /orders:
    post:
      operationId: addOrders
      requestBody: { required: true, content: { multipart/mixed: { itemSchema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /mails:
    post:
      operationId: addMails
      requestBody: { required: true, content: { multipart/digest: { schema: { type: array, items: {} } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /pairs:
    post:
      operationId: addPair
      requestBody:
        required: true
        content:
          multipart/related: { schema: { type: array, prefixItems: [{ $ref: '#/components/schemas/Order' }, { type: boolean }], items: false } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /named:
    post:
      operationId: addNamed
      requestBody:
        required: true
        content:
          multipart/mixed: { schema: { type: object, properties: { a: { type: string } } }, encoding: { a: { contentType: text/plain } } }
          multipart/form-data: { schema: { type: object, properties: { a: { type: string } } }, prefixEncoding: [{}], itemSchema: {} }
      responses: { '200': { description: OK., content: { application/json: {} } } }
components:
  schemas:
    Order: { type: object, required: [id], additionalProperties: false, properties: { id: { type: integer, minimum: 1 }, by: { type: string, default: me } } }
`

const files = {
  'src/handlers/default/add-batch.ts': `
import { addBatch as op } from '#generated/operations/add-batch'
export const addBatch = op.handler(async ({ body, ...context }) => {
  const [order, photo, ...numbers] = await body.list()
  const id: number = order.id
  const total: number = numbers.reduce((sum, each) => sum + each, 0)
  order.unknown // error
  photo.value // error
  return op.reply(200, { id, by: order.by, total, photo: { ...photo, bytes: photo.bytes.length } })
})
`,
  'src/handlers/default/add-orders.ts': `
import { addOrders as op } from '#generated/operations/add-orders'
export const addOrders = op.handler(async ({ body }) => {
  const seen: [string, number][] = []
  for await (const part of body) seen.push([part.name, part.value.id])
  return op.reply(200, seen.length > 5 ? seen.length : seen)
})
`,
  'src/handlers/default/add-mails.ts': `
import { addMails as op } from '#generated/operations/add-mails'
export const addMails = op.handler(async ({ body }) => {
  const seen: unknown[] = []
  for await (const part of body) seen.push([part.name, part.contentType, part.filename, await part.text(), { ...part.headers }])
  return op.reply(200, seen)
})
`,
  'src/handlers/default/add-pair.ts': `
import { addPair as op } from '#generated/operations/add-pair'
export const addPair = op.handler(async ({ body }) => {
  let said: unknown = null
  for await (const part of body) {
    if (part.name === '1') { const value: boolean = part.value; said = value }
    else { const id: number = part.value.id; said = id }
  }
  return op.reply(200, said)
})
`,
}

let project: Project
let server: TestServer
let client: string
let compiled: CompileResult
type Sent = (input: object) => Promise<{ status: number; body: unknown }>
let api: { addBatch: Sent; addOrders: Sent; addMails: Sent; addPair: Sent }

beforeAll(async () => {
  ;({ project, server, api, client, compiled } = await serveWithClient<typeof api>(document, files))
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const part = (content: string, ...headers: readonly string[]) =>
  ['--b', ...headers, '', content, ''].join('\r\n')

const send = async (path: string, body: string, type = 'multipart/mixed; boundary=b') => {
  const response = await server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const whole = (...parts: readonly string[]) => `${parts.join('')}--b--\r\n`
const errorsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.errors as { in: string; pointer: string; code: string }[]).map(
    ({ in: place, pointer, code }) => `${place} ${pointer} ${code}`,
  )

const order = part('{"id":7}', 'Content-Type: application/json', 'X-Page: 3')
const photo = part(
  'png',
  'Content-Type: image/png',
  'Content-Disposition: attachment; filename="a/b.png"',
)

describe('a list whose first parts are described by themselves', () => {
  test('reaches the handler as a tuple', async () => {
    const text = `preamble\r\n${whole(order, photo, part('40'), part('2', 'Content-Type: text/plain'))}epilogue`
    expect(await send('/batches', text)).toEqual({
      status: 200,
      body: {
        id: 7,
        by: 'me',
        total: 42,
        photo: { filename: 'b.png', contentType: 'image/png', bytes: 3 },
      },
    })
  })

  test.each([
    [
      'a value',
      whole(part('{"id":0,"x":1}', 'X-Page: 1'), photo),
      ['body /0/id minimum', 'body /0/x additionalProperties'],
    ],
    ['no JSON', whole(part('{', 'X-Page: 1'), photo), ['body /0 syntax', 'body /0 type']],
    ['a header', whole(part('{"id":1}', 'X-Page: x'), photo), ['header /0/x-page type']],
    ['a media type', whole(order, part('gif', 'Content-Type: image/gif')), ['body /1 contentType']],
    [
      'an item behind',
      whole(order, photo, part('100'), part('x')),
      ['body /2 maximum', 'body /3 type'],
    ],
    ['too few', whole(order), ['body  minItems']],
    ['too many', whole(order, photo, part('1'), part('1'), part('1')), ['body  maxItems']],
  ])('is refused for %s', async (_, text, errors) => {
    const answer = await send('/batches', text)
    expect([answer.status, errorsOf(answer)]).toEqual([400, errors])
  })

  test('is refused where it is cut off, at each of its bytes', async () => {
    const text = whole(order, photo)
    for (let length = 0; length < text.length - 2; length += 7) {
      const { status } = await send('/batches', text.slice(0, length))
      expect([length, status]).toEqual([length, 400])
    }
  })

  test('is sent by the generated client', async () => {
    const image = new File(['png'], 'a.png', { type: 'image/png' })
    const body = [{ id: 7 }, image, 40, 2]
    const answer = await api.addBatch({ body, partHeaders: { 0: { 'x-page': 3 } } })
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 7, total: 42, photo: { filename: 'a.png' } },
    })
  })
})

describe('a list of parts of one kind', () => {
  test('comes part by part', async () => {
    const parts = [1, 2].map((id) => part(`{"id":${id}}`, 'Content-Type: application/json'))
    expect(await send('/orders', whole(...parts))).toEqual({
      status: 200,
      body: [
        ['0', 1],
        ['1', 2],
      ],
    })
    expect(await api.addOrders({ body: [{ id: 3 }] })).toMatchObject({
      status: 200,
      body: [['0', 3]],
    })
  })

  test('is not kept to be judged again', () => {
    const generated = (path: string) =>
      readFileSync(join(project.dir, 'src/generated', path), 'utf8')
    expect(generated('operations/add-orders.ts')).toContain('eachAlone: true')
    expect(generated('operations/add-batch.ts')).not.toContain('eachAlone')
  })

  test('has as many parts as a form may have', async () => {
    const answer = await send(
      '/orders',
      whole(...Array.from({ length: 101 }, () => part('{"id":1}'))),
    )
    expect(answer.status).toBe(413)
  })

  test('is refused at the part that does not match', async () => {
    const answer = await send('/orders', whole(part('{"id":1}'), part('{}')))
    expect([answer.status, errorsOf(answer)]).toEqual([400, ['body /1/id required']])
  })
})

test('parts that nothing is said of are bytes, of the type that their body gives them', async () => {
  const text = whole(
    part('one'),
    part(
      'two',
      'Content-Type: text/plain;',
      ' charset=utf-8',
      'Content-ID: <x>',
      'Content-Disposition: inline',
    ),
  )
  expect(await send('/mails', text, 'multipart/digest; boundary="b"')).toEqual({
    status: 200,
    body: [
      ['0', 'message/rfc822', null, 'one', {}],
      [
        '1',
        'text/plain',
        null,
        'two',
        {
          'content-type': 'text/plain; charset=utf-8',
          'content-id': '<x>',
          'content-disposition': 'inline',
        },
      ],
    ],
  })
  const { status } = await send(
    '/mails',
    whole(part('b25l', 'Content-Transfer-Encoding: base64')),
    'multipart/digest; boundary=b',
  )
  expect(status).toBe(415)
  expect(await api.addMails({ body: [new Blob(['one'])] })).toMatchObject({
    status: 200,
    body: [['0', 'application/octet-stream', null, 'one', {}]],
  })
})

test('positions tell parts from each other, and none stands behind the last', async () => {
  const type = 'multipart/related; boundary=b'
  expect(await send('/pairs', whole(part('{"id":1}'), part('true')), type)).toMatchObject({
    body: true,
  })
  const answer = await send('/pairs', whole(part('{"id":1}'), part('true'), part('x')), type)
  expect([answer.status, errorsOf(answer)]).toEqual([400, ['body /2 items']])
})

test('the ledger says what is enforced, and what is ignored', () => {
  const words = ['encoding', 'itemEncoding', 'itemSchema', 'prefixEncoding']
  const entries = accountFor(compiled)?.entries ?? []
  const said = entries
    .filter(({ keyword }) => words.includes(keyword))
    .map(
      ({ keyword, support, pointer }) => `${support} ${keyword} ${pointer.split('/')[2]?.slice(2)}`,
    )
  expect(said.sort()).toEqual([
    'enforced itemEncoding batches',
    'enforced itemSchema orders',
    'enforced prefixEncoding batches',
    'ignored encoding named',
    'ignored itemSchema named',
    'ignored prefixEncoding named',
  ])
})

test('the project type-checks but for what no part has', () => {
  project.write('src/client.ts', client)
  const calls = `import { createClient } from './client.js'
const api = createClient({ baseUrl: '' })
const photo = new Blob([])
api.addBatch({ body: [{ id: 1 }, photo, 1, 2], partHeaders: { '0': { 'x-page': 1 } } })
api.addBatch({ body: [{ id: 1 }] }) // error
api.addBatch({ body: [{ id: 1 }, photo, 'x'] }) // error
api.addOrders({ body: [{}] }) // error
`
  project.write('src/calls.ts', calls)
  const all = Object.entries({ ...files, 'src/calls.ts': calls })
  const lines = all.flatMap(([path, text]) => linesWithError(path, text))
  expect(placesOf(project.typeErrors()).sort()).toEqual(lines.sort())
})

test('requests of conformance are lists of parts', () => {
  const bodies = conformanceOf(compiled)?.cases.map(({ request }) => String(request.body)) ?? []
  const batch = bodies.find((body) => /x-page: /.test(body)) ?? ''
  expect(batch).toMatch(
    /^--nexus-part\r\nContent-Type: application\/json\r\nx-page: -?\d+\r\n\r\n\{/,
  )
  expect(batch).toContain('\r\nContent-Type: image/png\r\n')
})
