// Proves that integers beyond 2^53 escape no keyword on the wire: in bodies, lines, forms, parameters and WebSocket
// messages of a real server.

import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Big, version: 1.0.0 }
paths:
  /body:
    post:
      operationId: takeBody
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Tests' } } } }
      responses: { '200': { description: OK., content: { text/plain: { schema: { type: string } } } } }
  /lines:
    post:
      operationId: takeLines
      requestBody: { required: true, content: { application/x-ndjson: { itemSchema: { $ref: '#/components/schemas/Tests' } } } }
      responses: { '200': { description: OK., content: { text/plain: { schema: { type: string } } } } }
  /parts:
    post:
      operationId: takeParts
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, properties: { v: { $ref: '#/components/schemas/Tests' } } }
            encoding: { v: { contentType: application/json } }
      responses: { '200': { description: OK., content: { text/plain: { schema: { type: string } } } } }
  /form:
    post:
      operationId: takeForm
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, properties: { v: { $ref: '#/components/schemas/Tests' } } }
            encoding: { v: { contentType: application/json } }
      responses: { '200': { description: OK., content: { text/plain: { schema: { type: string } } } } }
  /query:
    get:
      operationId: takeQuery
      parameters: [{ name: v, in: query, content: { application/json: { schema: { $ref: '#/components/schemas/Tests' } } } }]
      responses: { '200': { description: OK., content: { text/plain: { schema: { type: string } } } } }
  /socket:
    get:
      operationId: takeMessages
      x-nexus-websocket: { receive: { $ref: '#/components/schemas/Tests' }, send: { type: string } }
      responses: { '101': { description: Open. } }
components:
  schemas:
    Tests:
      type: object
      properties:
        typed: { type: integer }
        low: { maximum: 10 }
        even: { multipleOf: 2 }
        none: { not: { type: integer } }
        when: { if: { type: integer }, then: { maximum: 10 } }
        one: { oneOf: [{ type: number }, { not: { type: string } }] }
        any: {}
      additionalProperties: { not: { type: [number, boolean] } }
`

const seen = "Object.values(value).map((each) => typeof each).join(' ')"

const handlerOf = (name: string, file: string, input: string, value: string) => `
import { ${name} as op } from '#generated/operations/${file}'
export const ${name} = op.handler(async ({ ${input} }) => {
  const value: object = ${value} ?? {}
  return op.reply(200, ${seen})
})
`

const files = {
  'src/handlers/default/take-body.ts': handlerOf('takeBody', 'take-body', 'body', 'body'),
  'src/handlers/default/take-form.ts': handlerOf('takeForm', 'take-form', 'body', 'body.v'),
  'src/handlers/default/take-parts.ts': handlerOf(
    'takeParts',
    'take-parts',
    'body',
    '(await body.form()).v',
  ),
  'src/handlers/default/take-query.ts': handlerOf('takeQuery', 'take-query', 'query', 'query.v'),
  'src/handlers/default/take-lines.ts': `
import { takeLines as op } from '#generated/operations/take-lines'
export const takeLines = op.handler(async ({ body }) => {
  let last: object = {}
  for await (const line of body) last = line
  return op.reply(200, Object.values(last).map((each) => typeof each).join(' '))
})
`,
  'src/handlers/default/take-messages.ts': `
import { takeMessages as op } from '#generated/operations/take-messages'
export const takeMessages = op.handler(() => ({
  message: (socket, value) => socket.send(${seen}),
}))
`,
}

let project: Project
let server: TestServer
beforeAll(async () => {
  project = await makeProject(document, files)
  server = await project.start()
})
afterAll(async () => {
  await server?.close()
  project?.remove()
})

const post = (path: string, type: string, body: string) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body })

const messageAnswer = async (text: string): Promise<string> => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket`)
  try {
    await once(socket, 'open')
    const answer = Promise.race([
      once(socket, 'message').then(([data]) => `200 ${JSON.parse(String(data))}`),
      once(socket, 'close').then(([code]) => String(code)),
    ])
    socket.send(text)
    return await answer
  } finally {
    socket.terminate()
  }
}

/** What each way in says of one value. */
const ways: Readonly<Record<string, (text: string) => Promise<Response>>> = {
  body: (text) => post('/body', 'application/json', text),
  lines: (text) => post('/lines', 'application/x-ndjson', `{"low":1}\n${text}\n`),
  query: (text) => fetch(`${server.url}/query?v=${encodeURIComponent(text)}`),
  form: (text) =>
    post('/form', 'application/x-www-form-urlencoded', `v=${encodeURIComponent(text)}`),
  parts: (text) => {
    const part = `--x\r\ncontent-disposition: form-data; name="v"\r\ncontent-type: application/json\r\n\r\n${text}\r\n--x--\r\n`
    return post('/parts', 'multipart/form-data; boundary=x', part)
  },
}

const big = '99999999999999999999'
const names = ['typed', 'low', 'even', 'none', 'when', 'one', 'other']
const refused = names.map((name) => `{"${name}":${big}}`)
const taken = [`{"low":-${big}}`, '{"even":99999999999999999998}', `{"any":${big}}`]

test.each(Object.keys(ways))('integers beyond 2^53 escape nothing: %s', async (name) => {
  const ask = async (text: string) => {
    const response = await ways[name]?.(text)
    return `${text} ${response?.status} ${response?.ok ? await response.text() : ''}`
  }
  const found = []
  for (const text of [...refused, ...taken]) found.push(await ask(text))
  expect(found).toEqual([
    ...refused.map((text) => `${text} 400 `),
    ...taken.map((text) => `${text} 200 bigint`),
  ])
})

test('integers beyond 2^53 escape nothing: messages', async () => {
  for (const text of refused) expect(`${text} ${await messageAnswer(text)}`).toBe(`${text} 1008`)
  for (const text of taken)
    expect(`${text} ${await messageAnswer(text)}`).toBe(`${text} 200 bigint`)
})
