// Proves that events of OpenAPI 3.2 are typed, written and read by their names: JSON in their data by its
// `contentSchema`, texts as they are, in handlers, on the wire, in the generated client and in the mock.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf, compile, mockAnswersOf } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { compileText } from '../read/front.js'
import { linesWithError, type Project, placesOf } from './project.js'
import { type ServedClient, serveWithClient } from './served-client.js'

const stream = (itemSchema: string) =>
  `responses: { '200': { description: OK., content: { text/event-stream: { itemSchema: ${itemSchema} } } } }`
const json = (schema: string) =>
  `{ type: string, contentMediaType: application/json, contentSchema: ${schema} }`

const document = `
openapi: 3.2.0
info: { title: Events, version: 1.0.0 }
paths:
  /one:
    get: { operationId: one, ${stream(`{ type: object, properties: { event: { const: tick }, data: ${json("{ $ref: '#/components/schemas/Tick' }")} } }`)} }
  /unnamed:
    get: { operationId: unnamed, ${stream(`{ properties: { data: ${json("{ $ref: '#/components/schemas/Tick' }")} } }`)} }
  /union:
    get: { operationId: union, ${stream("{ oneOf: [{ $ref: '#/components/schemas/TickEvent' }, { $ref: '#/components/schemas/EndEvent' }] }")} }
  /based:
    get:
      operationId: based
      responses:
        '200':
          description: As in OpenAPI 3.2, 4.14.4.3.
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [event]
                properties: { event: { type: string }, data: { type: string }, id: { type: string }, retry: { type: integer } }
                oneOf:
                  - properties: { event: { const: addString } }
                  - properties: { event: { enum: [addJson, setJson] }, data: ${json('{ type: object, required: [foo], properties: { foo: { type: integer, maximum: 9 } } }')} }
components:
  schemas:
    Tick: { type: object, required: [count], properties: { count: { type: integer, maximum: 9 }, secret: { type: string, writeOnly: true } } }
    TickEvent: { type: object, required: [event, data], properties: { event: { const: tick }, data: ${json("{ $ref: '#/components/schemas/Tick' }")} } }
    EndEvent: { type: object, required: [event, data], properties: { event: { const: end }, data: { type: string, maxLength: 4 } } }
`

const handler = (name: string, events: string) => `
import { ${name} as op } from '#generated/operations/${name}'
export const ${name} = op.handler((context) => op.reply(200, [
${events}
]))`

const union = handler(
  'union',
  `  { event: 'tick', data: { count: context.header('x-count') ? 99 : 1 }, id: '7' },
  { event: 'end', data: context.header('x-long') ?? 'bye' },
  ...(context.header('x-unknown') ? [{ event: 'never', data: 'x' } as never] : []),`,
)

const files = {
  'src/handlers/default/one.ts': handler('one', "  { event: 'tick', data: { count: 1 } },"),
  'src/handlers/default/unnamed.ts': handler('unnamed', '  { data: { count: 2 } },'),
  'src/handlers/default/union.ts': union,
  'src/handlers/default/based.ts': handler(
    'based',
    `  { event: 'addString', data: 'a\\nb' },
  { event: 'setJson', data: { foo: 3 } },`,
  ),
}

const wrong = `import { union as op } from '#generated/operations/union'
export const handlers = [
  op.handler(() => op.reply(200, [{ event: 'tick', data: 'text' }])), // error
  op.handler(() => op.reply(200, [{ event: 'end', data: { count: 1 } }])), // error
  op.handler(() => op.reply(200, [{ event: 'other', data: 'x' }])), // error
  op.handler(() => op.reply(200, [{ data: 'x' }])), // error
  op.handler(() => op.reply(200, [{ event: 'end', data: 'x' }])),
]
`

interface Event {
  event: string
  data: unknown
  id: string
}
type Calls = Readonly<Record<string, (input?: object) => Promise<{ body: AsyncIterable<Event> }>>>

let served: ServedClient<Calls>
let project: Project
let server: TestServer
let api: Calls
let compiled: ServedClient<Calls>['compiled']

beforeAll(async () => {
  served = await serveWithClient(document, files, { schemas: { checkAnswers: 'always' } })
  served.project.write('src/client.ts', served.client)
  ;({ project, compiled, server, api } = served)
}, 120_000)

afterAll(async () => {
  await served?.server.close()
  served?.project.remove()
})

test('handlers yield what the contract says, and nothing else', () => {
  project.write('src/wrong.ts', wrong)
  project.write(
    'src/uses.ts',
    `import { createClient } from './client'
const api = createClient({ baseUrl: 'http://localhost' })
export const counts = async (): Promise<number[]> => {
  const found: number[] = []
  const { body } = await api.union()
  for await (const each of body) found.push(each.event === 'tick' ? each.data.count : each.data.length)
  return found
}
`,
  )
  expect(project.diagnostics.map(({ message }) => message)).toEqual([])
  const errors = project.typeErrors()
  expect(placesOf(errors), errors.join('\n')).toEqual(linesWithError('src/wrong.ts', wrong))
})

test.each([
  ['one', 'event: tick\ndata: {"count":1}\n\n'],
  ['unnamed', 'data: {"count":2}\n\n'],
  ['union', 'event: tick\nid: 7\ndata: {"count":1}\n\nevent: end\ndata: bye\n\n'],
  ['based', 'event: addString\ndata: a\ndata: b\n\nevent: setJson\ndata: {"foo":3}\n\n'],
])('%s on the wire', async (name, text) => {
  expect(await (await server.fetch(`/${name}`)).text()).toBe(text)
})

test.each([
  ['one', [{ event: 'tick', data: { count: 1 }, id: '' }]],
  ['unnamed', [{ event: 'message', data: { count: 2 }, id: '' }]],
  ['union', [{ event: 'tick', data: { count: 1 }, id: '7' }, { event: 'end', data: 'bye', id: '7' }]],
  ['based', [{ event: 'addString', data: 'a\nb', id: '' }, { event: 'setJson', data: { foo: 3 }, id: '' }]],
])('%s in the client', async (name, events) => {
  const found: Event[] = []
  for await (const each of (await api[name]?.())?.body ?? []) found.push(each)
  expect(found).toEqual(events)
}) // biome-ignore format: a table

describe('what the contract does not have ends the stream', () => {
  test.each(['x-count', 'x-long', 'x-unknown'])('%s', async (name) => {
    const read = async () =>
      (await server.fetch('/union', { headers: { [name]: 'too long' } })).text()
    // The head has left: an answer that is not whole is all that can be said.
    const text = await read().catch(() => 'cut')
    expect(text).not.toContain(name === 'x-count' ? '99' : name === 'x-long' ? 'too long' : 'never')
  })
})

test('the mock makes events of every kind', () => {
  const answers = mockAnswersOf(compiled, 1) ?? []
  const events = answers.find(({ name }) => name === 'union')?.replies[0]?.contents[0]?.value
  const kinds = (events as unknown as Event[]).map(({ event, data }) => `${event} ${typeof data}`)
  expect(new Set(kinds)).toEqual(new Set(['tick object', 'end string']))
})

test('the client keeps all digits of every kind of event', async () => {
  const int64 = '{ type: object, properties: { n: { type: integer, format: int64 } } }'
  const kinds = ['first', 'second'].map(
    (name) => `{ properties: { event: { const: ${name} }, data: ${json(int64)} } }`,
  )
  project.write(
    'specs/exact.yaml',
    `
openapi: 3.2.0
info: { title: Exact, version: 1.0.0 }
paths:
  /exact: { get: { operationId: exact, ${stream(`{ oneOf: [${kinds.join(', ')}] }`)} } }
`,
  )
  const result = await compile({
    projectDir: project.dir,
    openapi: 'specs/exact.yaml',
    contracts: [],
    schemas: { int64: 'bigint' },
  })
  const { code } = await transform(clientOf(result) ?? '', { loader: 'ts', format: 'esm' })
  project.write('exact.mjs', code)
  const { createClient } = await import(pathToFileURL(join(project.dir, 'exact.mjs')).href)
  const text = ['first', 'second'].map((name) => `event: ${name}\ndata: {"n":9007199254740993}\n\n`)
  const headers = { 'content-type': 'text/event-stream' }
  const fetch = async () => new Response(text.join(''), { headers })
  const { body } = await createClient({ baseUrl: 'http://localhost', fetch }).exact()
  const found: unknown[] = []
  for await (const { data } of body) found.push(data)
  expect(found).toEqual([{ n: 9007199254740993n }, { n: 9007199254740993n }])
})

test('events that are made of parts of parts are looked at once each', async () => {
  const fan = 40
  const parts = (i: number) =>
    Array.from({ length: fan }, () => `{ $ref: '#/components/schemas/P${i}' }`).join(', ')
  const levels = Array.from({ length: 9 }, (_, i) => `    P${i}: { allOf: [${parts(i + 1)}] }`)
  const text = `
openapi: 3.2.0
info: { title: Events, version: 1.0.0 }
paths:
  /deep:
    get: { operationId: deep, ${stream("{ $ref: '#/components/schemas/P0' }")} }
components:
  schemas:
${levels.join('\n')}
    P9: { type: object, properties: { event: { const: tick }, data: { type: string } } }
`
  const { diagnostics } = await compileText('api.yaml', text)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
})
