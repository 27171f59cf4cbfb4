// Proves `encoding.headers` of multipart forms: headers of parts are typed, read as their style says, and checked.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountFor, type CompileResult, conformanceOf } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, type Project, placesOf } from './project.js'
import { serveWithClient } from './served-client.js'

const document = `
openapi: 3.1.0
info: { title: Parts, version: 1.0.0 }
paths:
  /pictures:
    post:
      operationId: addPicture
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [photo]
              properties:
                photo: { type: string, format: binary }
                scans: { type: array, items: { type: string, format: binary } }
                note: { type: string }
            encoding:
              photo:
                contentType: image/png
                headers:
                  Content-Type: { schema: { const: ignored } }
                  Content-Disposition: { required: true, schema: { const: ignored } }
                  content-transfer-encoding: { schema: { const: ignored } }
                  X-Rotate: { required: true, schema: { type: integer, enum: [0, 90, 180] } }
                  x-rotate: { schema: { type: string } }
                  X-Tags: { schema: { type: array, items: { type: string } } }
                  X-Box: { explode: true, schema: { type: object, properties: { w: { type: integer } } } }
                  X-Meta: { content: { application/json: { schema: { type: object, required: [by], properties: { by: { type: string } } } } } }
              scans: { headers: { X-Page: { required: true, schema: { type: integer, minimum: 1 } } } }
              note: { headers: { X-Lang: { $ref: '#/components/headers/Lang' } } }
      responses: { '200': { description: OK., content: { application/json: { schema: {} } } } }
components:
  headers: { Lang: { schema: { type: string, pattern: '^[a-z]{2}$' } } }
`

const handler = `
import { addPicture as op } from '#generated/operations/add-picture'
export const addPicture = op.handler(async ({ body }) => {
  const { form, headers } = await body.formWithHeaders()
  const rotate: 0 | 90 | 180 = headers.photo['x-rotate']
  const by: string | undefined = headers.photo['x-meta']?.by
  const pages: number[] = (headers.scans ?? []).map((scan) => scan['x-page'])
  headers.note['x-lang'] // error
  headers.photo['x-unknown'] // error
  const size: number = form.photo.bytes.length
  return op.reply(200, { rotate, by, pages, size, headers })
})
`

let project: Project
let server: TestServer
let client: string
let compiled: CompileResult
type Calls = {
  addPicture(input: object): Promise<{ status: number; body: Record<string, unknown> }>
}
let api: Calls

beforeAll(async () => {
  ;({ project, server, api, client, compiled } = await serveWithClient<Calls>(document, {
    'src/handlers/default/add-picture.ts': handler,
  }))
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const part = (name: string, headers: readonly string[], file = true) =>
  [
    '--b',
    `Content-Disposition: form-data; name="${name}"${file ? '; filename="f"' : ''}`,
    ...headers,
    '',
    'bytes',
    '',
  ].join('\r\n')

const send = async (...parts: string[]) => {
  const response = await server.fetch('/pictures', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: `${parts.join('')}--b--\r\n`,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const png = 'Content-Type: image/png'

test('headers of parts reach the handler as values', async () => {
  const answer = await send(
    part('photo', [png, 'x-rotate: 90', 'X-Tags: a, b%2Cc', 'X-Box: w=3', 'X-Meta: {"by":"me"}']),
    part('scans', ['X-Page: 2', 'X-Other: 1']),
    part('scans', ['X-Page: 5']),
    part('note', ['X-Lang: de'], false),
  )
  expect(answer).toEqual({
    status: 200,
    body: {
      rotate: 90,
      by: 'me',
      pages: [2, 5],
      size: 5,
      headers: {
        photo: {
          'x-rotate': 90,
          'x-tags': ['a', 'b,c'],
          'x-box': { w: 3 },
          'x-meta': { by: 'me' },
        },
        scans: [{ 'x-page': 2 }, { 'x-page': 5 }],
        note: { 'x-lang': 'de' },
      },
    },
  })
})

test('what does not match is refused with its part and header', async () => {
  const answer = await send(
    part('photo', [png, 'X-Box: w=wide', 'X-Meta: {}']),
    part('scans', ['X-Page: 2']),
    part('scans', ['X-Page: 0']),
    part('note', ['X-Lang: german'], false),
  )
  expect(answer.status).toBe(400)
  const errors = answer.body.errors as { in: string; pointer: string; code: string }[]
  expect(
    errors.map(({ in: place, pointer, code }) => `${place} ${pointer} ${code}`).sort(),
  ).toEqual([
    'header /note/x-lang pattern',
    'header /photo/x-box/w type',
    'header /photo/x-meta/by required',
    'header /photo/x-rotate required',
    'header /scans/1/x-page minimum',
  ])
})

test('one with more members than are read is refused, whoever reads the form', async () => {
  const box = `X-Box: ${Array.from({ length: 257 }, (_, i) => `a${i}=1`).join(',')}`
  const answer = await send(part('photo', [png, 'X-Rotate: 90', box]))
  expect(answer.status).toBe(400)
  expect(answer.body.errors).toMatchObject([
    { in: 'header', pointer: '/photo/x-box', code: 'limit' },
  ])
})

test('the generated client writes them', async () => {
  const [photo, scan] = [new Blob(['bytes'], { type: 'image/png' }), new Blob(['s'])]
  const headers = {
    photo: {
      'x-rotate': 180,
      'x-tags': ['a', 'b,c'],
      'x-box': { w: 3 },
      'x-meta': { by: 'm\u00e9' },
    },
    scans: [{ 'x-page': 2 }, { 'x-page': 5 }],
    note: { 'x-lang': 'de' },
  }
  const answer = await api.addPicture({
    body: { photo, scans: [scan, scan], note: 'n\u00f6' },
    partHeaders: headers,
  })
  expect(answer.status).toBe(200)
  expect(answer.body.headers).toEqual(headers)
  await expect(api.addPicture({ body: { photo } })).rejects.toThrow('answered 400')
  project.write('src/client.ts', client)
  project.write(
    'src/calls.ts',
    `import { createClient } from './client.js'
const api = createClient({ baseUrl: '' })
const photo = new Blob([])
api.addPicture({ body: { photo }, partHeaders: { photo: { 'x-rotate': 90 } } })
api.addPicture({ body: { photo } }) // error
api.addPicture({ body: { photo }, partHeaders: { photo: { 'x-rotate': 45 } } }) // error
`,
  )
})

test('the form alone is checked as well, and types know the headers', async () => {
  const lines = linesWithError('src/handlers/default/add-picture.ts', handler)
  expect(placesOf(project.typeErrors()).sort()).toEqual(
    [...lines, 'src/calls.ts:5', 'src/calls.ts:6'].sort(),
  )
  expect(project.diagnostics.filter(({ code }) => code !== 'NX2220')).toEqual([])
})

test('requests of conformance have them, and the ledger says that they are enforced', () => {
  const bodies = conformanceOf(compiled)?.cases.map(({ request }) => String(request.body)) ?? []
  expect(bodies.some((body) => /x-rotate: (0|90|180)\r\n/.test(body))).toBe(true)
  const rows = accountFor(compiled)?.entries.filter(({ keyword }) => keyword === 'headers') ?? []
  expect([...new Set(rows.map(({ object, support }) => `${object} ${support}`))]).toEqual(
    expect.arrayContaining(['Encoding enforced']),
  )
})

test('what frames a part, and names that differ in case only, are left out with a warning', () => {
  const found = compiled.diagnostics.filter(({ code }) => code === 'NX2220')
  expect(found.map(({ message }) => message)).toEqual([
    'the header `Content-Disposition` of a part is ignored: whoever writes the part writes it',
    'the header `content-transfer-encoding` of a part is ignored: whoever writes the part writes it',
    'the header `x-rotate` of a part is ignored: it is there in another case',
  ])
  expect(found.every(({ at }) => at?.pointer.includes('/encoding/photo/headers/'))).toBe(true)
})
