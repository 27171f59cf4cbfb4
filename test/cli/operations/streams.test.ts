// Proves bodies and answers that come piece by piece: forms with files, bytes, lines; typed, checked, served.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Streams, version: 1.0.0 }
paths:
  /pets:
    post:
      operationId: createPet
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [name, photo]
              properties:
                name: { type: string, minLength: 2 }
                age: { type: integer, minimum: 0 }
                tags: { type: array, items: { type: string }, maxItems: 2 }
                owner: { $ref: '#/components/schemas/Owner' }
                photo: { type: string, format: binary }
                scans: { type: array, maxItems: 2, items: { type: string, contentMediaType: image/tiff } }
                raw: { type: string, contentEncoding: binary }
            encoding:
              photo: { contentType: 'image/png, image/jpeg' }
      responses: { '201': { description: Made., content: { application/json: {} } } }
  /parts:
    post:
      operationId: takeParts
      requestBody:
        content: { multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary } } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /bytes:
    put:
      operationId: putBytes
      x-nexus-body-bytes-max: 3MiB
      requestBody: { required: true, content: { application/octet-stream: { x-nexus-stream: true, schema: { type: string, format: binary } } } }
      responses: { '200': { description: OK., content: { application/octet-stream: {} } } }
  /signed:
    post:
      operationId: takeSigned
      requestBody: { required: true, content: { application/json: { x-nexus-stream: true } } }
      responses: { '200': { description: OK., content: { text/plain: {} } } }
  /signed-too:
    post:
      operationId: takeSignedToo
      x-nexus-stream: true
      requestBody: { required: true, content: { application/json: {} } }
      responses: { '200': { description: OK., content: { text/plain: {} } } }
  /whole:
    put:
      operationId: putWhole
      requestBody: { required: true, content: { application/octet-stream: {} } }
      responses: { '200': { description: OK., content: { text/plain: {} } } }
  /lines:
    post:
      operationId: sendLines
      requestBody: { required: true, content: { application/x-ndjson: { schema: { $ref: '#/components/schemas/Owner' } } } }
      responses: { '200': { description: OK., content: { application/jsonl: { itemSchema: { $ref: '#/components/schemas/Owner' } } } } }
  /news:
    get:
      operationId: followNews
      responses:
        '200':
          description: OK.
          content: { text/event-stream: { itemSchema: { type: object, required: [data], properties: { data: { $ref: '#/components/schemas/Owner' }, event: { type: string } } } } }
components:
  schemas:
    Owner: { type: object, required: [email], properties: { email: { type: string, format: email }, secret: { type: string, writeOnly: true } } }
`

const signed = (
  name: string,
  file: string,
) => `import { ${name} as op } from '#generated/operations/${file}'

export const ${name} = op.handler(async ({ body }) => {
  let text = ''
  for await (const piece of body) text += Buffer.from(piece).toString()
  return op.reply(200, text)
})
`

const files = {
  'src/handlers/default/create-pet.ts': `import { createPet as op } from '#generated/operations/create-pet'

export const createPet = op.handler(async ({ body }) => {
  const { name, age, tags, owner, photo, scans, raw } = await body.form()
  const years: number = age ?? 0
  const bytes: Uint8Array = photo.bytes
  const wrong: string = photo // error
  void (async () => (await body.form()).colour) // error
  void wrong
  return op.reply(201, { name, years, tags, owner, size: bytes.length, type: photo.contentType, scans: scans?.map(({ filename }) => filename), raw: raw?.bytes.length })
})
`,
  'src/handlers/default/take-parts.ts': `import { takeParts as op } from '#generated/operations/take-parts'

export const takeParts = op.handler(async ({ body }) => {
  const seen: string[] = []
  if (body === undefined) return op.reply(200, seen)
  for await (const part of body) seen.push(part.name + ' ' + part.filename + ' ' + (await part.bytes()).length)
  return op.reply(200, seen)
})
`,
  'src/handlers/default/put-bytes.ts': `import { putBytes as op } from '#generated/operations/put-bytes'

export const putBytes = op.handler(({ body, header }) => {
  async function* doubled() {
    for await (const piece of body) {
      yield piece
      yield piece
    }
  }
  void (body.length) // error
  return header('x-plain') === undefined ? op.reply(200, doubled()) : op.reply(200, 'text is bytes too')
})
`,
  'src/handlers/default/take-signed.ts': signed('takeSigned', 'take-signed'),
  'src/handlers/default/take-signed-too.ts': signed('takeSignedToo', 'take-signed-too'),
  'src/handlers/default/put-whole.ts': `import { putWhole as op } from '#generated/operations/put-whole'

export const putWhole = op.handler(({ body }) => op.reply(200, String(body.length)))
`,
  'src/handlers/default/follow-news.ts': `import { followNews as op } from '#generated/operations/follow-news'

export const followNews = op.handler(() => {
  async function* news() {
    yield { data: { email: 'a@b.cd' }, event: 'new', id: '1' }
    yield { data: { email: 'e@f.gh' } }
  }
  void (() => op.reply(200, [{ data: { name: 'x' } }])) // error
  return op.reply(200, news())
})
`,
  'src/handlers/default/send-lines.ts': `import { sendLines as op } from '#generated/operations/send-lines'

export const sendLines = op.handler(({ body }) => {
  async function* answers() {
    for await (const owner of body) yield { email: owner.email.toUpperCase() }
  }
  void (() => op.reply(200, [{ email: 1 }])) // error
  return op.reply(200, answers())
})
`,
}

let project: Project
beforeAll(async () => {
  project = await makeProject(document, files)
})
afterAll(() => project.remove())

test('nothing of it is left out', () => expect(project.diagnostics).toEqual([]))

test('forms, files and lines have their types', { timeout: 120_000 }, () => {
  const errors = project.typeErrors()
  const wanted = Object.entries(files).flatMap(([path, text]) => linesWithError(path, text))
  expect(placesOf(errors).sort(), errors.join('\n')).toEqual(wanted.sort())
})

describe('a client', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await project.start()
  })
  afterAll(() => server.close())

  const post = async (
    path: string,
    body: NonNullable<RequestInit['body']>,
    headers: Record<string, string> = {},
    method = 'POST',
  ) => {
    const response = await server.fetch(path, { method, body, headers })
    return { status: response.status, text: await response.text() }
  }
  const png = (bytes: number) => new File([new Uint8Array(bytes)], 'rex.png', { type: 'image/png' })
  const form = (entries: readonly (readonly [string, string | Blob])[]) => {
    const data = new FormData()
    for (const [name, value] of entries) data.append(name, value)
    return data
  }
  const errorsOf = (text: string): string[] =>
    JSON.parse(text).errors.map(
      ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
    )

  test('sends a form with files, texts and JSON', async () => {
    const owner = new Blob(['{"email":"ann@example.com"}'], { type: 'application/json' })
    const scan = new File(['x'], 'scan.tiff', { type: 'image/tiff' })
    const { status, text } = await post(
      '/pets',
      form([
        ['name', 'Rex'],
        ['age', '7'],
        ['tags', 'a'],
        ['owner', owner],
        ['photo', png(5)],
        ['scans', scan],
        ['raw', new File([Uint8Array.of(0xff, 0xfe)], 'raw')],
      ]),
    )
    expect(JSON.parse(text)).toEqual({
      name: 'Rex',
      years: 7,
      tags: ['a'],
      owner: { email: 'ann@example.com' },
      size: 5,
      type: 'image/png',
      scans: ['scan.tiff'],
      raw: 2,
    })
    expect(status).toBe(201)
  })

  test.each<[string, readonly (readonly [string, string | Blob])[], string]>([
    ['a missing file', [['name', 'Rex']], '/photo required'],
    [
      'a text that breaks a rule',
      [
        ['name', 'R'],
        ['photo', png(1)],
      ],
      '/name minLength',
    ],
    [
      'a number that is none',
      [
        ['name', 'Rex'],
        ['age', 'old'],
        ['photo', png(1)],
      ],
      '/age type',
    ],
    [
      'JSON that breaks a rule',
      [
        ['name', 'Rex'],
        ['photo', png(1)],
        ['owner', '{"email":"x"}'],
      ],
      '/owner/email format',
    ],
    [
      'too many items',
      [
        ['name', 'Rex'],
        ['photo', png(1)],
        ['tags', 'a'],
        ['tags', 'b'],
        ['tags', 'c'],
      ],
      '/tags maxItems',
    ],
    [
      'too many files',
      [['name', 'Rex'], ['photo', png(1)], ...[1, 2, 3].map((n) => ['scans', png(n)] as const)],
      '/scans maxItems',
    ],
    [
      'a file of a type that is not taken',
      [
        ['name', 'Rex'],
        ['photo', new File(['x'], 'x.gif', { type: 'image/gif' })],
      ],
      '/photo contentType',
    ],
  ])('is told of %s', async (_name, entries, error) => {
    const { status, text } = await post('/pets', form(entries))
    expect(status).toBe(400)
    expect(errorsOf(text)).toContain(error)
  })

  test('sends parts that are read as they come, or none at all', async () => {
    const { text } = await post(
      '/parts',
      form([
        ['file', png(100_000)],
        ['note', 'hi'],
      ]),
    )
    expect(JSON.parse(text)).toEqual(['file rex.png 100000', 'note null 2'])
    expect((await server.fetch('/parts', { method: 'POST' })).status).toBe(200)
    expect((await post('/parts', 'x', { 'content-type': 'text/plain' })).status).toBe(415)
  })

  test('sends and gets bytes as a stream', async () => {
    const sent = new Uint8Array(2_000_000).fill(7)
    const headers = { 'content-type': 'application/octet-stream' }
    const response = await server.fetch('/bytes', { method: 'PUT', body: sent, headers })
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([bytes.length, bytes[3_999_999]]).toEqual([4_000_000, 7])
    expect((await post('/bytes', 'x', { ...headers, 'x-plain': '1' }, 'PUT')).text).toBe(
      'text is bytes too',
    )
  })

  test('sends bytes that the handler has whole, unless the document calls them a stream', async () => {
    const headers = { 'content-type': 'application/octet-stream' }
    expect((await post('/whole', new Uint8Array(9), headers, 'PUT')).text).toBe('9')
    expect((await post('/whole', new Uint8Array(2_000_000), headers, 'PUT')).status).toBe(413)
  })

  test.each(['/signed', '/signed-too'])('hands JSON over as it came: %s', async (path) => {
    const headers = { 'content-type': 'application/json' }
    const text = '{ "a" : 1.0,\n"a":2}'
    const response = await server.fetch(path, { method: 'POST', headers, body: text })
    expect(await response.text()).toBe(text)
  })

  test('gets events', async () => {
    const response = await server.fetch('/news')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe(
      'event: new\nid: 1\ndata: {"email":"a@b.cd"}\n\ndata: {"email":"e@f.gh"}\n\n',
    )
  })

  test('sends lines and gets lines', async () => {
    const headers = { 'content-type': 'application/x-ndjson' }
    const { status, text } = await post(
      '/lines',
      '{"email":"a@b.cd"}\n{"email":"e@f.gh"}\n',
      headers,
    )
    expect([status, text]).toEqual([200, '{"email":"A@B.CD"}\n{"email":"E@F.GH"}\n'])
  })
})
