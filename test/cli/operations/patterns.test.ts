// Attacks a generated server with patterns that explode by backtracking, in every place that a text comes from.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

const patterns = [
  '^(ab|a|b)*c$',
  '^.*.*.*=.*$',
  '^(a{1,100}){1,100}$',
  '^(a|a)*b$',
  '(.*ab){12}',
  '^(a+)+\\1$',
  '^(?:[ab]*a[ab]{300})+c$',
]

const text = (pattern: string): object => ({ type: 'string', pattern })

const operation = (pattern: string, index: number): object => ({
  operationId: `attack${index}`,
  parameters: [
    { name: 'inPath', in: 'path', required: true, schema: text(`^z$|${pattern}`) },
    { name: 'inQuery', in: 'query', schema: text(pattern) },
    { name: 'X-In-Header', in: 'header', schema: text(pattern) },
    { name: 'inCookie', in: 'cookie', schema: text(pattern) },
  ],
  requestBody: {
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            one: text(pattern),
            many: { type: 'array', items: text(pattern) },
            keys: { type: 'object', propertyNames: text(pattern) },
            byPattern: { type: 'object', patternProperties: { [pattern]: false } },
          },
        },
      },
    },
  },
  responses: { 204: { description: 'Never.' } },
})

const document = {
  openapi: '3.1.0',
  info: { title: 'Patterns', version: '1' },
  paths: Object.fromEntries(
    patterns.map((pattern, index) => [`/${index}/{inPath}`, { post: operation(pattern, index) }]),
  ),
}

let project: Project
let server: TestServer

beforeAll(async () => {
  project = await makeProject(JSON.stringify(document), {})
  server = await project.start()
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const long = `${'a'.repeat(3_000)}!`
const attacks: readonly (readonly [string, (path: string) => [string, RequestInit]])[] = [
  ['path', (path) => [`${path}/${long}`, {}]],
  ['query', (path) => [`${path}/z?inQuery=${long}`, {}]],
  ['header', (path) => [`${path}/z`, { headers: { 'x-in-header': long } }]],
  ['cookie', (path) => [`${path}/z`, { headers: { cookie: `inCookie=${long.slice(0, 4_000)}` } }]],
  ['body', (path) => [`${path}/z`, json({ one: `${'a'.repeat(900_000)}!` })]],
  ['items', (path) => [`${path}/z`, json({ many: Array(200).fill(long) })]],
  ['names', (path) => [`${path}/z`, json({ keys: { [long]: 1, [`${long}!`]: 2 } })]],
]

const json = (body: object): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

// By backtracking, none of these would be answered while the machine lasts.
describe.each(patterns.map((pattern, index) => [pattern, index] as const))('%s', (_, index) => {
  test.each(attacks)('in %s', async (_, attack) => {
    const [path, init] = attack(`/${index}`)
    const { status } = await server.fetch(path, { method: 'POST', ...init })
    expect([400, 404, 422]).toContain(status)
  })
})
