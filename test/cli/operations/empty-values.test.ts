// Proves `allowEmptyValue` on the native engine: an empty value that no schema takes stands for none.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

const allowed = 'in: query, allowEmptyValue: true'
const document = `
openapi: 3.1.0
info: { title: empty, version: 1.0.0 }
paths:
  /found:
    get:
      operationId: find
      parameters:
        - { name: limit, ${allowed}, schema: { type: integer, minimum: 1 } }
        - { name: page, ${allowed}, schema: { type: integer, default: 7 } }
        - { name: kind, ${allowed}, schema: { enum: [a, b] } }
        - { name: text, ${allowed}, schema: { type: string } }
        - { name: maybe, ${allowed}, schema: { type: [integer, 'null'] } }
        - { name: flag, ${allowed}, required: true, schema: { type: boolean } }
        - { name: ids, ${allowed}, schema: { type: array, items: { type: integer } } }
        - { name: csv, ${allowed}, explode: false, schema: { type: array, minItems: 1, items: { type: integer } } }
        - { name: json, ${allowed}, content: { application/json: { schema: { type: object } } } }
        - { name: strict, in: query, schema: { type: integer } }
      responses: { '200': { description: ok, content: { application/json: { schema: {} } } } }
`
const handler = `
import { find as op } from '#generated/operations/find'
export const find = op.handler(({ query }) => op.reply(200, { ...query, sort: typeof query.flag }))
// What may be empty may be undefined.
export const flagOf = (query: Parameters<Parameters<typeof op.handler>[0]>[0]['query']): boolean => query.flag // error
`

let project: Project
let server: TestServer

beforeAll(async () => {
  project = await makeProject(document, { 'src/handlers/default/find.ts': handler })
  server = await project.start()
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const ask = async (query: string) => {
  const response = await server.fetch(`/found?${query}`)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('an empty value is as if the parameter were not there, one that the schema takes is itself', async () => {
  expect(project.diagnostics).toEqual([])
  const empty = await ask('limit=&page=&kind=&text=&maybe=&flag&ids=&csv=&json=')
  expect(empty).toEqual({
    status: 200,
    body: { page: 7, text: '', maybe: null, sort: 'undefined' },
  })
})

test('other values are read and refused as ever', async () => {
  const whole = await ask('limit=3&page=2&kind=a&maybe=1&flag=true&ids=1&ids=2&csv=3,4&json=%7B%7D')
  expect(whole.body).toEqual({
    limit: 3,
    page: 2,
    kind: 'a',
    maybe: 1,
    flag: true,
    ids: [1, 2],
    csv: [3, 4],
    json: {},
    sort: 'boolean',
  })
  const refused = await ask('limit=0&page=x&kind=c&flag=maybe&ids=&ids=1&csv=x&json=x')
  expect(refused.status).toBe(400)
  const errors = refused.body.errors as { pointer: string }[]
  const pointers = errors.map(({ pointer }) => pointer).sort()
  expect(pointers).toEqual(['/csv/0', '/flag', '/ids/0', '/json', '/kind', '/limit', '/page'])
})

test('without it an empty value is one that does not fit, and what is required has to be there', async () => {
  expect((await ask('flag=&strict=')).status).toBe(400)
  expect((await ask('text=a')).status).toBe(400)
})

test('types say that a parameter which has to be there may be none', () => {
  const lines = handler.split('\n').flatMap((line, i) => (line.includes('// error') ? [i + 1] : []))
  expect(project.typeErrors().map((error) => error.split(' ', 1)[0])).toEqual(
    lines.map((line) => `src/handlers/default/find.ts:${line}`),
  )
})
