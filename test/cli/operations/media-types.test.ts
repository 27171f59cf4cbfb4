// Proves answers in several media types: what a handler may say, and what clients get for their Accept.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Media types, version: 1.0.0 }
paths:
  /pet:
    get:
      operationId: getPet
      responses:
        '200':
          description: The pet.
          headers: { ETag: { schema: { type: string } } }
          content:
            application/vnd.pet+json: { schema: { $ref: '#/components/schemas/Pet' } }
            application/json: { schema: { $ref: '#/components/schemas/Pet' } }
            text/csv: { schema: { type: string } }
        4XX:
          description: Something is wrong.
          content: { application/json: { schema: { type: object, required: [why], properties: { why: { type: string } } } } }
  /photo:
    get:
      operationId: getPhoto
      responses:
        '200': { description: The photo., content: { image/*: {} } }
  /note:
    post:
      operationId: postNote
      requestBody: { required: true, content: { text/plain: { schema: { type: string, maxLength: 5, pattern: '^[a-z ]*$' } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /texts:
    post:
      operationId: postTexts
      requestBody:
        required: true
        content:
          application/json: { schema: { type: object, required: [a], properties: { a: { type: integer } } } }
          text/plain: { schema: { type: string, enum: [one, two] } }
          text/csv: { schema: { type: integer, maximum: 9 } }
          text/html: { schema: { type: string } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
components:
  schemas:
    Pet: { type: object, required: [name], properties: { name: { type: string }, lives: { type: integer, default: 9 } } }
`

const getPet = `import { getPet as op } from '#generated/operations/get-pet'

export const getPet = op.handler(({ header, accepts }) => {
  if (header('x-fail') !== undefined) return op.reply(418, { why: 'tea' })
  return accepts('application/json', 'application/vnd.pet+json', 'text/csv') === 'text/csv'
    ? op.reply(200, 'name\\nRex', { contentType: 'text/csv', headers: { etag: '"1"' } })
    : op.reply(200, { name: 'Rex' })
})

op.reply(200, { name: 'Rex' }, { contentType: 'application/vnd.pet+json' })
op.reply(200, { name: 'Rex' }, { headers: { etag: '"1"' } })
op.reply(200, 'name', { contentType: 'application/json' }) // error
op.reply(200, { name: 'Rex' }, { contentType: 'text/csv' }) // error
op.reply(200, 'name') // error
op.reply(200, { name: 'Rex', extra: 1 }, { contentType: 'application/json' }) // error
op.reply(200, { name: 'Rex' }, { contentType: 'application/xml' }) // error
op.reply(200, { name: 'Rex' }, { contentType: 'application/json', headers: { other: 'x' } }) // error
op.reply(418, { why: 'tea' }, { contentType: 'application/json' }) // error
op.reply(201, { name: 'Rex' }) // error
`

const getPhoto = `import { getPhoto as op } from '#generated/operations/get-photo'

export const getPhoto = op.handler(() => op.reply(200, new Uint8Array([1, 2]), { contentType: 'image/png' }))

op.reply(200, new Uint8Array([1, 2]), { contentType: 'text/plain' }) // error
`

const postNote = `import { postNote as op } from '#generated/operations/post-note'

export const postNote = op.handler(({ body }) => op.reply(200, body))
`

const postTexts = `import { postTexts as op } from '#generated/operations/post-texts'

export const postTexts = op.handler(({ body }) => {
  if (body.contentType !== 'text/plain') return op.reply(200, body.value)
  const chosen: 'one' | 'two' = body.value
  const wrong: 'one' = body.value // error
  return op.reply(200, [chosen, wrong])
})
`

const files = {
  'src/handlers/default/get-pet.ts': getPet,
  'src/handlers/default/get-photo.ts': getPhoto,
  'src/handlers/default/post-note.ts': postNote,
  'src/handlers/default/post-texts.ts': postTexts,
}

let project: Project
beforeAll(async () => {
  project = await makeProject(document, files)
})
afterAll(() => project.remove())

test('every media type is compiled: no warning is left', () => {
  expect(project.diagnostics.filter(({ code }) => code.startsWith('NX4'))).toEqual([])
})

test('a body that its media type does not take is a type error', { timeout: 120_000 }, () => {
  const errors = project.typeErrors()
  const wanted = Object.entries(files).flatMap(([path, text]) => linesWithError(path, text))
  expect(placesOf(errors), errors.join('\n')).toEqual(wanted)
})

describe('a client gets', () => {
  let server: TestServer
  beforeAll(async () => {
    // What must not compile must not run either.
    for (const [path, text] of Object.entries(files)) {
      project.write(
        path,
        text
          .split('\n')
          .filter((line) => !line.startsWith('op.'))
          .join('\n'),
      )
    }
    server = await project.start()
  })
  afterAll(() => server.close())

  const answer = async (path: string, accept?: string) => {
    const response = await server.fetch(path, accept === undefined ? {} : { headers: { accept } })
    const { status, headers } = response
    const text = status === 200 ? await response.text() : ''
    return [status, headers.get('content-type'), headers.get('vary'), text]
  }
  const json = '{"name":"Rex"}'

  test.each([
    [undefined, 'application/json', json],
    ['*/*', 'application/json', json],
    ['application/vnd.pet+json', 'application/vnd.pet+json', json],
    ['application/json;q=0.4, application/vnd.pet+json;q=0.5', 'application/vnd.pet+json', json],
    ['application/*;q=0.9, application/json;q=0.1', 'application/vnd.pet+json', json],
    ['application/json;q=0.2, text/*;q=0.3', 'text/csv; charset=utf-8', 'name\nRex'],
    ['text/csv, application/json;q=0', 'text/csv; charset=utf-8', 'name\nRex'],
  ])('for Accept: %s the type %s', async (accept, type, body) => {
    expect(await answer('/pet', accept)).toEqual([200, type, 'accept', body])
  })

  test('406 from the engine when nothing is acceptable', async () => {
    expect((await answer('/pet', 'image/png'))[0]).toBe(406)
    expect((await answer('/pet', 'application/json;q=0, text/html'))[0]).toBe(406)
  })

  test('a status of a declared range as it is declared', async () => {
    const response = await server.fetch('/pet', { headers: { 'x-fail': '1' } })
    expect(response.status).toBe(418)
    expect(await response.json()).toEqual({ why: 'tea' })
  })

  test('the member of a range of media types that the handler names', async () => {
    expect((await answer('/photo', 'image/png')).slice(0, 2)).toEqual([200, 'image/png'])
  })

  test.each([
    ['/note', 'text/plain', 'ab c', 'ab c'],
    ['/note', 'text/plain; charset=utf-8', 'abcdef', ['maxLength']],
    ['/note', 'text/plain', 'Ab', ['pattern']],
    ['/texts', 'text/plain', 'one', ['one', 'one']],
    ['/texts', 'text/plain', 'three', ['enum']],
    ['/texts', 'text/csv', '7', 7],
    ['/texts', 'text/csv', '10', ['maximum']],
    ['/texts', 'text/csv', 'seven', ['type']],
    ['/texts', 'text/html', '<p>', '<p>'],
    ['/texts', 'application/json', '{"a":1}', { a: 1 }],
  ])('that sends to %s %s %s: %j', async (path, type, body, wanted) => {
    const response = await server.fetch(path, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    const answer = (await response.json()) as { errors?: { code: string; in: string }[] }
    expect(answer.errors?.map((each) => each.code) ?? answer).toEqual(wanted)
    expect(response.status).toBe(answer.errors === undefined ? 200 : 400)
  })
})
