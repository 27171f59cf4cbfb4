// Proves answers of text: in pieces where the contract asks nothing of them, one of its words where it lists them; and
// media types that begin with `x-`, which are no extensions.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountFor, type CompileResult } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, type Project, placesOf } from './project.js'
import { serveWithClient } from './served-client.js'

const document = `
openapi: 3.1.0
info: { title: Texts, version: 1.0.0 }
paths:
  /rows:
    get:
      operationId: getRows
      responses: { '200': { description: OK., headers: { X-Rows: { schema: { type: integer } } }, content: { text/csv: { schema: { type: string } } } } }
  /any:
    get:
      operationId: getAny
      responses: { '200': { description: OK., content: { text/csv: {} } } }
  /file:
    get:
      operationId: getFile
      responses: { '200': { description: OK., content: { application/json: { schema: { type: string, format: binary } } } } }
  /state:
    get:
      operationId: getState
      responses: { '200': { description: OK., content: { text/plain: { schema: { type: string, enum: [UP, DOWN] } } } } }
  /label:
    post:
      operationId: printLabel
      requestBody: { required: true, content: { x-world/x-vrml: {}, application/json: { schema: { type: object } } } }
      responses: { '200': { description: OK., content: { application/pdf: {}, x-application/zpl: {} } } }
`

const pieces = `async function* pieces() {
  yield 'a,b\\n'
  yield new TextEncoder().encode('1,2\\n')
}
`
const files = {
  'get-rows': `import { getRows as op } from '#generated/operations/get-rows'
${pieces}
export const getRows = op.handler(() => op.reply(200, pieces(), { headers: { 'x-rows': 1 } }))
`,
  'get-any': `import { getAny as op } from '#generated/operations/get-any'
export const getAny = op.handler(() => op.reply(200, Uint8Array.of(104, 105)))
`,
  'get-file': `import { getFile as op } from '#generated/operations/get-file'
${pieces}
export const getFile = op.handler(() => op.reply(200, pieces()))
`,
  'get-state': `import { getState as op } from '#generated/operations/get-state'
export const getState = op.handler(() => {
  void (() => op.reply(200, 'UPP')) // error
  return op.reply(200, 'UP')
})
`,
  'print-label': `import { printLabel as op } from '#generated/operations/print-label'
export const printLabel = op.handler(({ body }) =>
  op.reply(200, body.contentType === 'x-world/x-vrml' ? '^XA' : '', { contentType: 'x-application/zpl' }),
)
`,
}

let project: Project
let server: TestServer
let compiled: CompileResult
let client: string

beforeAll(async () => {
  const handlers = Object.entries(files).map(([name, text]) => [
    `src/handlers/default/${name}.ts`,
    text,
  ])
  const served = await serveWithClient(document, Object.fromEntries(handlers), {
    purpose: 'development',
  })
  ;({ project, server, compiled, client } = served)
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const get = async (path: string) => {
  const response = await server.fetch(path)
  return [response.status, response.headers.get('content-type'), await response.text()]
}

test('of text that nothing is asked of may come in pieces', async () => {
  expect(await get('/rows')).toEqual([200, 'text/csv; charset=utf-8', 'a,b\n1,2\n'])
  expect(await get('/any')).toEqual([200, 'text/csv; charset=utf-8', 'hi'])
  expect(await get('/file')).toEqual([200, 'application/json', 'a,b\n1,2\n'])
  expect(await get('/state')).toEqual([200, 'text/plain; charset=utf-8', 'UP'])
})

test('media types may begin with x-', async () => {
  const headers = { 'content-type': 'x-world/x-vrml' }
  const response = await server.fetch('/label', { method: 'POST', headers, body: '#VRML' })
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'x-application/zpl',
  ])
  expect(await response.text()).toBe('^XA')
  expect(accountFor(compiled)?.extensions).toBe(0)
})

// Last: while types are checked nothing else runs, and connections that are kept may be gone after it.
test('of words are typed as these, and clients have texts', () => {
  project.write('src/client.ts', client)
  project.write(
    'src/calls.ts',
    `import { createClient } from './client.js'
const { getRows, getState } = createClient({ baseUrl: '' })
export const rows: Promise<string> = getRows().then(({ body }) => body)
export const state: Promise<'UP' | 'DOWN'> = getState().then(({ body }) => body)
`,
  )
  const path = 'src/handlers/default/get-state.ts'
  expect(placesOf(project.typeErrors())).toEqual(linesWithError(path, files['get-state']))
})
