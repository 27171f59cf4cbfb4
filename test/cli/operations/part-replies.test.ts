// Proves answers that are lists of parts (RFC 2046, 5.1; OpenAPI 3.2, 4.14.5.2): written part by part as the contract
// says, typed for handlers, and read by the generated client.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CompileResult } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, type Project, placesOf } from './project.js'
import { serveWithClient } from './served-client.js'

const parts = (schema: string) =>
  `{ '200': { description: OK., content: { multipart/mixed: ${schema} } } }`

const document = `
openapi: 3.2.0
info: { title: Parts, version: 1.0.0 }
paths:
  /batch:
    get:
      operationId: getBatch
      responses: ${parts(`{ schema: { type: array, minItems: 2, prefixItems: [{ $ref: '#/components/schemas/Order' }, { type: string, format: binary }], items: { type: integer } }, prefixEncoding: [{}, { contentType: 'image/png, image/jpeg' }] }`)}
  /feed:
    get:
      operationId: getFeed
      parameters: [{ name: fails, in: query, schema: { type: boolean } }]
      responses: ${parts(`{ itemSchema: { $ref: '#/components/schemas/Order' }, itemEncoding: { headers: { X-Note: { schema: { type: string } } } } }`)}
  /files:
    get:
      operationId: getFiles
      parameters: [{ name: count, in: query, schema: { type: integer } }]
      responses: ${parts(`{ schema: { type: array, items: {} } }`)}
components:
  schemas:
    Order: { type: object, required: [id], additionalProperties: false, properties: { id: { type: integer }, total: { type: integer, format: int64 }, secret: { type: string, writeOnly: true } } }
`

const files = {
  'src/handlers/default/get-batch.ts': `
import { part } from '@nexusrt/runtime/body'
import { getBatch as op } from '#generated/operations/get-batch'
async function* photo() { yield 'p'; yield new Uint8Array([110, 103]) }
const order = { id: 7, total: 9007199254740993n, secret: 'x' }
export const getBatch = op.handler(() =>
  op.reply(200, [order, part(photo(), { contentType: 'image/jpeg', filename: 'a"b.jpg', headers: { 'X-Note': 'n' } }), 40, 2]),
)
export const wrong = [
  () => op.reply(200, [order]), // error
  () => op.reply(200, [{ id: 'x' }, 'png']), // error
  () => op.reply(200, [order, 'png', 'x']), // error
]
`,
  'src/handlers/default/get-feed.ts': `
import { getFeed as op } from '#generated/operations/get-feed'
export const getFeed = op.handler(({ query }) => {
  async function* orders() {
    yield { id: 1, total: 9007199254740995n }
    if (query.fails) throw new Error('in the midst')
    yield { id: 2 }
  }
  return op.reply(200, orders())
})
export const wrong = () => op.reply(200, [{ id: '1' }]) // error
`,
  'src/handlers/default/get-files.ts': `
import { part } from '@nexusrt/runtime/body'
import { getFiles as op } from '#generated/operations/get-files'
export const getFiles = op.handler(({ query }) => {
  if (query.count === -1) return op.reply(200, [part('x', { headers: { 'X-A': 'a\\r\\nX-B: b' } })])
  return op.reply(200, Array.from({ length: query.count ?? 0 }, (_, i) => new Uint8Array(i).fill(45)))
})
`,
}

let project: Project
let server: TestServer
let client: string
let compiled: CompileResult
type Get = (input?: object) => Promise<{ status: number; body: unknown }>
let api: { getBatch: Get; getFeed: Get; getFiles: Get }

beforeAll(async () => {
  ;({ project, server, api, client, compiled } = await serveWithClient<typeof api>(
    document,
    files,
    {
      schemas: { int64: 'bigint', decimal: 'string' },
    },
  ))
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

test('each part is written as the contract says of its position', async () => {
  const response = await server.fetch('/batch')
  const [, boundary = ''] =
    /^multipart\/mixed; boundary=([\w-]{24})$/.exec(response.headers.get('content-type') ?? '') ??
    []
  const part = (content: string, ...headers: string[]) =>
    [`--${boundary}`, ...headers, '', content, ''].join('\r\n')
  expect(await response.text()).toBe(
    [
      part('{"id":7,"total":9007199254740993}', 'Content-Type: application/json'),
      part(
        'png',
        'Content-Type: image/jpeg',
        'Content-Disposition: attachment; filename="a%22b.jpg"',
        'X-Note: n',
      ),
      part('40', 'Content-Type: text/plain; charset=utf-8'),
      part('2', 'Content-Type: text/plain; charset=utf-8'),
      `--${boundary}--\r\n`,
    ].join(''),
  )
})

test('the generated client reads a list whole', async () => {
  const { body } = await api.getBatch()
  expect(body).toEqual([
    { id: 7, total: 9007199254740993n },
    new TextEncoder().encode('png'),
    40,
    2,
  ])
})

test('and one that may be long part by part, up to where it broke off', async () => {
  const read = async (input: object) => {
    const seen: unknown[] = []
    const { body } = await api.getFeed(input)
    const failed = await (async () => {
      for await (const each of body as AsyncIterable<unknown>) seen.push(each)
      return false
    })().catch(() => true)
    return { seen, failed }
  }
  expect(await read({})).toEqual({
    seen: [{ id: 1, total: 9007199254740995n }, { id: 2 }],
    failed: false,
  })
  const { failed } = await read({ query: { fails: true } })
  expect(failed).toBe(true)
})

test('parts of any length and number come as they are', async () => {
  expect((await api.getFiles()).body).toEqual([])
  const { body } = await api.getFiles({ query: { count: 300 } })
  expect((body as Uint8Array[]).map(({ length }) => length)).toEqual(
    Array.from({ length: 300 }, (_, i) => i),
  )
})

test('headers of a part cannot hold what is none', async () => {
  expect((await server.fetch('/files?count=-1')).status).toBe(500)
})

test('what the contract does not have is a type error', () => {
  project.write('src/client.ts', client)
  const calls = `import { createClient } from './client.js'
const api = createClient({ baseUrl: '' })
const batch = await api.getBatch()
const first: { id: number; total?: bigint | undefined } = batch.body[0]
const photo: Uint8Array = batch.body[1]
const wrong: string = batch.body[0] // error
for await (const order of (await api.getFeed()).body) console.log(order.id.toFixed(), first, photo, wrong)
export {}
`
  project.write('src/calls.ts', calls)
  const all = Object.entries({ ...files, 'src/calls.ts': calls })
  expect(placesOf(project.typeErrors()).sort()).toEqual(
    all.flatMap(([path, text]) => linesWithError(path, text)).sort(),
  )
  expect(compiled.diagnostics.filter(({ code }) => code === 'NX2280')).toEqual([])
})
