// Proves `encoding` of urlencoded forms and of parts: fields are read as their style says, the generated client and
// the requests of conformance write them so, and what is not done is said where it stands.

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAsker } from '../../../cli/src/commands/conform/ask.js'
import { accountFor, conformanceOf } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import type { Project } from './project.js'
import { type ServedClient, serveWithClient } from './served-client.js'

const members = 'properties: { R: { type: integer }, G: { type: string } }'
const form = (path: string, id: string, required: string) => `  /${path}:
    post:
      operationId: ${id}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: ${required}
              properties:
                plain: { type: array, minItems: 1, items: { type: string } }
                tags: { type: array, minItems: 1, items: { type: string } }
                ids: { type: array, minItems: 1, items: { type: integer } }
                words: { type: array, minItems: 1, items: { type: string } }
                deep: { type: object, required: [R], ${members} }
                flat: { type: object, required: [R], ${members} }
                spread: { type: object, required: [left], properties: { left: { type: integer }, right: { type: string } } }
              additionalProperties: false
            encoding:
              tags: { explode: false }
              ids: { style: pipeDelimited }
              words: { style: spaceDelimited, explode: false }
              deep: { style: deepObject, explode: true }
              flat: { style: form, explode: false }
              spread: { style: form, explode: true, allowReserved: true }
      responses: { '200': { description: OK., content: { application/json: {} } } }
`

const document = `
openapi: 3.1.0
info: { title: Forms, version: 1.0.0 }
paths:
${form('form', 'sendForm', '[plain]')}${form('all', 'sendAll', '[plain, tags, ids, words, deep, flat, spread]')}  /parts:
    post:
      operationId: sendParts
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, properties: { tags: { type: array, items: { type: string } }, ids: { type: array, items: { type: integer } } } }
            encoding: { tags: { style: form, explode: false }, ids: { style: pipeDelimited, explode: false } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /object-part:
    post:
      operationId: objectPart
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object, properties: { pair: { type: object, ${members} }, list: { type: array, items: { type: string } } } }
            encoding: { pair: { style: form }, list: { style: form } }
      responses: { '204': { description: OK. } }
  /left-out:
    post:
      operationId: leftOut
      requestBody:
        content:
          application/json: { schema: { type: object, properties: { a: { type: string } } }, encoding: { a: { style: form } } }
      responses: { '204': { description: OK. } }
`

const handler = (name: string, value: string) => `
import { ${name} as op } from '#generated/operations/${name.replace(/[A-Z]/, (c) => `-${c.toLowerCase()}`)}'
export const ${name} = op.handler(async ({ body }) => op.reply(200, ${value}))`

const files = {
  'src/handlers/default/send-form.ts': handler('sendForm', 'body'),
  'src/handlers/default/send-all.ts': handler('sendAll', 'body'),
  'src/handlers/default/send-parts.ts': handler('sendParts', 'await body.form()'),
}

type Calls = Readonly<Record<string, (input: object) => Promise<{ body: unknown; status: number }>>>

let served: ServedClient<Calls>
let project: Project
let server: TestServer
let api: Calls
let compiled: ServedClient<Calls>['compiled']

beforeAll(async () => {
  served = await serveWithClient(document, files)
  ;({ project, compiled, server, api } = served)
}, 120_000)

afterAll(async () => {
  await served?.server.close()
  served?.project.remove()
})

test('the project type-checks', () => expect(project.typeErrors()).toEqual([]))

const send = async (body: string) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await server.fetch('/form', { method: 'POST', headers, body })
  const answer = (await response.json()) as { errors?: { pointer: string; code: string }[] }
  return answer.errors?.map(({ pointer, code }) => `${pointer} ${code}`) ?? answer
}

test.each([
  ['plain=a&plain=b,c', { plain: ['a', 'b,c'] }],
  ['plain=a&tags=a,b%2Cc', { plain: ['a'], tags: ['a', 'b,c'] }],
  ['plain=a&ids=1|2', { plain: ['a'], ids: [1, 2] }],
  ['plain=a&ids=1%7C2', { plain: ['a'], ids: [1, 2] }],
  ['plain=a&words=a+b', { plain: ['a'], words: ['a', 'b'] }],
  ['plain=a&words=a%20b', { plain: ['a'], words: ['a', 'b'] }],
  ['plain=a&deep[R]=1&deep%5BG%5D=x', { plain: ['a'], deep: { R: 1, G: 'x' } }],
  ['plain=a&flat=R,1,G,x%2Cy', { plain: ['a'], flat: { R: 1, G: 'x,y' } }],
  ['plain=a&left=1&right=x', { plain: ['a'], spread: { left: 1, right: 'x' } }],
  ['plain=a&ids=1|x', ['/ids/1 type']],
  ['plain=a&deep[R]=x', ['/deep/R type']],
  ['tags=a', ['/plain required']],
  ['plain=a&tags=a&tags=b', ['/tags repeated']],
  ['plain=a&ids=1&ids=', ['/ids repeated']],
  ['plain=a&flat=R,1&flat=R,2', ['/flat repeated']],
  ['plain=a&deep[R', ['/deep[R additionalProperties']],
  ['plain=a&deep[R]=1&deep[=1', ['/deep[ additionalProperties']],
  ['plain=a&deep[R]=1&deep[R]z=1', ['/deep[R]z additionalProperties']],
  ['plain=a&deep[R]=1&deep=1', ['/deep style']],
  ['plain=a&left=1&spread=x', ['/spread style']],
  ['plain=a&deep=1', ['/deep type']],
])('%s', async (body, wanted) => {
  expect(await send(body)).toEqual(wanted)
})

test('what the client writes the server reads', async () => {
  const text = fc.stringMatching(/^[a-zäß%&=+;.]{2,8}$/)
  const pair = fc.record({ R: fc.integer(), G: text }, { requiredKeys: ['R'] })
  const fields = {
    plain: fc.array(text, { minLength: 1, maxLength: 3 }),
    tags: fc.array(fc.oneof(text, fc.constant('a,b')), { minLength: 1, maxLength: 3 }),
    ids: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
    words: fc.array(text, { minLength: 1, maxLength: 3 }),
    deep: pair,
    flat: pair,
    spread: fc.record({ left: fc.integer(), right: text }),
  }
  await fc.assert(
    fc.asyncProperty(fc.record(fields, { requiredKeys: ['plain'] }), async (body) => {
      expect((await api['sendForm']?.({ body }))?.body).toEqual(structuredClone(body))
    }),
    { numRuns: 40, seed: 3 },
  )
})

test('lists in parts are one text where their encoding says so', async () => {
  const body = { tags: ['a', 'b'], ids: [1, 2] }
  expect((await api['sendParts']?.({ body }))?.body).toEqual(body)
  const form = new FormData()
  form.append('tags', 'a,b')
  form.append('ids', '1|2')
  const response = await server.fetch('/parts', { method: 'POST', body: form })
  expect(await response.json()).toEqual(body)
})

test('conformance asks in the same words', async () => {
  const asker = openAsker(server.url, 1)
  const { cases = [] } = conformanceOf(compiled) ?? {}
  const valid = cases.filter(
    ({ kind, operation }) => kind === 'valid' && !['leftOut', 'objectPart'].includes(operation),
  )
  expect(valid.map(({ operation }) => operation)).toEqual(['sendForm', 'sendAll', 'sendParts'])
  for (const each of valid) {
    const answer = await asker.ask(each, {})
    expect([each.request.body, answer.status]).toEqual([each.request.body, 200])
  }
  asker.close()
})

test('what has no meaning where it stands is said there', () => {
  const ignored = accountFor(compiled)?.entries.filter(({ support }) => support === 'ignored')
  expect(ignored?.map(({ pointer }) => pointer)).toEqual([
    '/paths/~1object-part/post/requestBody/content/multipart~1form-data/encoding/pair/style',
    '/paths/~1left-out/post/requestBody/content/application~1json/encoding/a/style',
  ])
})
