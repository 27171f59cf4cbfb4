// Holds answers against their schemas: in development and where a project asks, and never a byte of it otherwise.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project, type ProjectOptions } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Answers, version: 1.0.0 }
paths:
  /pet/{id}:
    get:
      operationId: getPet
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
        4XX:
          description: Not this one.
          content:
            application/json:
              schema: { type: object, required: [why], properties: { why: { type: string, minLength: 3 } } }
  /word/{id}:
    get:
      operationId: getWord
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: A word., content: { text/plain: { schema: { type: string, maxLength: 5 } } } } }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, maxLength: 5 }
        secret: { type: string, writeOnly: true, maxLength: 1 }
        friends: { type: array, items: { $ref: '#/components/schemas/Pet' } }
`

const handler = `
import { getPet as op } from '#generated/operations/get-pet'
export const getPet = op.handler(({ path }) => {
  if (path.id === 'long') return op.reply(200, { name: 'a', friends: [{ name: 'too long' }] })
  if (path.id === 'why') return op.reply(404, { why: '' })
  return op.reply(200, { name: path.id })
})
`

let project: Project | null = null
let server: TestServer | null = null

afterEach(async () => {
  await server?.close()
  project?.remove()
  project = null
  server = null
})

const statuses = async (options: ProjectOptions): Promise<number[]> => {
  project = await makeProject(document, { 'src/handlers/default/get-pet.ts': handler }, options)
  server = await project.start()
  const found: number[] = []
  for (const id of ['Bello', 'long', 'why']) {
    const response = await fetch(`${server.url}/pet/${id}`)
    const text = await response.text()
    if (response.status === 500) expect(text).not.toMatch(/friends|name|characters|why/)
    found.push(response.status)
  }
  return found
}

const isWritten = () => existsSync(join(project?.dir ?? '', 'src/generated/answers'))

describe('an answer that does not fit its schema', () => {
  test('leaves in production', async () => {
    expect(await statuses({})).toEqual([200, 200, 404])
    expect(isWritten()).toBe(false)
  })

  test('is a 500 in development, and nothing of that is written', async () => {
    expect(await statuses({ purpose: 'development' })).toEqual([200, 500, 500])
    expect(isWritten()).toBe(false)
  })

  test('is a 500 everywhere when the project says always', async () => {
    expect(await statuses({ schemas: { checkAnswers: 'always' } })).toEqual([200, 500, 500])
    expect(isWritten()).toBe(true)
    expect(project?.typeErrors()).toEqual([])
  })

  test('leaves in development when the project says never', async () => {
    const options = { schemas: { checkAnswers: 'never' }, purpose: 'development' } as const
    expect(await statuses(options)).toEqual([200, 200, 404])
  })
})

test('text is held against its schema as it is', async () => {
  const word = `import { getWord as op } from '#generated/operations/get-word'
export const getWord = op.handler(({ path }) => op.reply(200, path.id))
`
  project = await makeProject(
    document,
    { 'src/handlers/default/get-word.ts': word },
    { purpose: 'development' },
  )
  server = await project.start()
  const answers = ['short', '{"a"', 'too long'].map((id) =>
    fetch(`${server?.url}/word/${encodeURIComponent(id)}`),
  )
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 500])
})

const exact = `
openapi: 3.1.0
info: { title: Exact answers, version: 1.0.0 }
paths:
  /bill/{id}:
    get:
      operationId: getBill
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: A bill.
          content:
            application/json: { schema: { $ref: '#/components/schemas/Bill' } }
            application/vnd.bill+json:
              schema:
                allOf: [{ $ref: '#/components/schemas/Bill' }, { properties: { price: { maximum: 0.5 } } }]
components:
  schemas:
    Price: { type: number, format: decimal, exclusiveMaximum: 1 }
    Bill:
      type: object
      required: [price, key]
      additionalProperties: false
      properties:
        price: { $ref: '#/components/schemas/Price' }
        number: { type: integer, format: int64, maximum: 9007199254740993 }
        parts: { type: array, uniqueItems: true, items: { $ref: '#/components/schemas/Price' } }
        at: { type: string, readOnly: true }
        key: { type: string, writeOnly: true }
`

const bills = `
import { getBill as op } from '#generated/operations/get-bill'
import { decimal as d } from '@nexusrt/runtime'
export const getBill = op.handler(({ path }) => {
  switch (path.id) {
    case 'near': return op.reply(200, { price: d('0.99999999999999999999'), at: 'now' })
    case 'over': return op.reply(200, { price: d('1.00000000000000000001') })
    case 'number': return op.reply(200, { price: d('0.5'), number: 9007199254740993n })
    case 'greater': return op.reply(200, { price: d('0.5'), number: 9007199254740994n })
    case 'parts': return op.reply(200, { price: d('0.5'), parts: [d('0.10000000000000000001'), d('0.10000000000000000002')] })
    case 'equal': return op.reply(200, { price: d('0.5'), parts: [d('0.10000000000000000001'), d('0.100000000000000000010')] })
    case 'half': return op.reply(200, { price: d('0.5') }, { contentType: 'application/vnd.bill+json' })
    default: return op.reply(200, { price: d('0.50000000000000000001') }, { contentType: 'application/vnd.bill+json' })
  }
})
`

test('numbers of answers are held against their schemas with all their digits', async () => {
  project = await makeProject(
    exact,
    { 'src/handlers/default/get-bill.ts': bills },
    { purpose: 'development', schemas: { int64: 'bigint', decimal: 'string' } },
  )
  expect(project.typeErrors()).toEqual([])
  server = await project.start()
  const ask = async (id: string) => {
    const response = await fetch(`${server?.url}/bill/${id}`)
    return `${id} ${response.status} ${response.status === 200 ? await response.text() : ''}`
  }
  const ids = ['near', 'over', 'number', 'greater', 'parts', 'equal', 'half', 'beyond']
  expect(await Promise.all(ids.map(ask))).toEqual([
    'near 200 {"price":0.99999999999999999999,"at":"now"}',
    'over 500 ',
    'number 200 {"price":0.5,"number":9007199254740993}',
    'greater 500 ',
    'parts 200 {"price":0.5,"parts":[0.10000000000000000001,0.10000000000000000002]}',
    'equal 500 ',
    'half 200 {"price":0.5}',
    'beyond 500 ',
  ])
})
