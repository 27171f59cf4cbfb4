// Answers of `nexus mock`: examples first, then values of the schema; chosen by the seed, and by nothing else.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compile, mockAnswersOf } from '../../../cli/src/pipeline.js'

const dir = mkdtempSync(join(tmpdir(), 'nexus-mock-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const operation = (operationId: string, responses: object) => ({ get: { operationId, responses } })
const json = (media: object) => ({ description: 'd', content: { 'application/json': media } })

const answers = async (paths: object, seed: number) => {
  const document = { openapi: '3.1.0', info: { title: 't', version: 'v' }, paths }
  writeFileSync(join(dir, 'api.json'), JSON.stringify(document))
  const result = await compile({ projectDir: dir, openapi: 'api.json', contracts: [] })
  return new Map(mockAnswersOf(result, seed)?.map(({ name, replies }) => [name, replies]))
}

const states = { type: 'string', enum: ['a', 'b', 'c', 'd'] }
const paths = {
  '/example': operation('example', { '201': json({ schema: { type: 'integer' }, example: 7 }) }),
  '/choice': operation('choice', { 200: json({ schema: states }) }),
  '/secret': operation('secret', {
    200: json({
      schema: {
        type: 'object',
        required: ['id', 'password'],
        properties: {
          id: { type: 'integer', readOnly: true, const: 3 },
          password: { type: 'string', writeOnly: true },
        },
      },
    }),
  }),
  '/empty': operation('empty', { 204: { description: 'd' } }),
  '/header': operation('header', {
    '2XX': {
      description: 'd',
      headers: { 'X-Total': { required: true, schema: { const: 4 } }, 'X-May': { schema: {} } },
    },
  }),
  '/never': operation('never', { 200: json({ schema: { enum: [] } }) }),
}

describe('mock answers', () => {
  it('are what the document declares of a success', async () => {
    const found = await answers(paths, 1)
    const value = (status: string, body: unknown) => ({
      status,
      headers: {},
      contents: [expect.objectContaining({ type: 'application/json', value: body })],
    })
    expect(found.get('example')).toEqual([value('201', 7)])
    expect(found.get('secret')).toEqual([value('200', { id: 3 })])
    expect(found.get('empty')).toEqual([{ status: '204', headers: {}, contents: [] }])
    expect(found.get('header')).toEqual([
      { status: '2XX', headers: { 'x-total': 4 }, contents: [] },
    ])
    expect(found.get('never')).toEqual([])
  })

  it('are chosen by the seed, and not by what else the document has', async () => {
    const chosen = async (seed: number, more: object = {}) =>
      (await answers({ ...more, '/choice': paths['/choice'] }, seed)).get('choice')?.[0]
        ?.contents[0]?.value
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7]
    const first = await Promise.all(seeds.map((seed) => chosen(seed)))
    expect(new Set(first).size).toBeGreaterThan(1)
    expect(first.every((value) => states.enum.includes(String(value)))).toBe(true)
    for (const seed of seeds)
      expect(await chosen(seed, { '/empty': paths['/empty'] })).toBe(first[seed])
  })
})

describe('made-up values', () => {
  const person = {
    type: 'object',
    required: ['email'],
    properties: {
      email: { type: 'string', format: 'email' },
      firstName: { type: 'string', maxLength: 4 },
      born: { type: 'string', format: 'date' },
      id: { type: 'string', format: 'uuid' },
      age: { type: 'integer', minimum: 18, maximum: 99 },
      price: { type: 'number', exclusiveMinimum: 0, maximum: 5, multipleOf: 0.5 },
      plate: { type: 'string', pattern: '^[A-Z]{2}-\\d{3}$' },
      friends: { type: 'array', items: { $ref: '#/components/schemas/Person' } },
      tags: { type: 'array', minItems: 3, uniqueItems: true, items: { enum: ['a', 'b', 'c'] } },
    },
  }
  const made = async (schema: object, seed = 1) => {
    const document = {
      openapi: '3.1.0',
      info: { title: 't', version: 'v' },
      paths: { '/a': operation('a', { 200: json({ schema }) }) },
      components: { schemas: { Person: person } },
    }
    writeFileSync(join(dir, 'made.json'), JSON.stringify(document))
    const result = await compile({ projectDir: dir, openapi: 'made.json', contracts: [] })
    return mockAnswersOf(result, seed)?.[0]?.replies[0]?.contents[0]?.value
  }

  it('are whole: every member, lists with items, texts of their formats, numbers in their bounds', async () => {
    const people = await made({ type: 'array', items: { $ref: '#/components/schemas/Person' } })
    expect(people).toEqual([expect.any(Object), expect.any(Object)])
    const [first, second] = people as Record<string, unknown>[]
    expect(first).not.toEqual(second)
    expect(Object.keys(first ?? {}).sort()).toEqual(Object.keys(person.properties).sort())
    expect(first).toMatchObject({
      email: expect.stringMatching(/^\w+@example\.com$/),
      firstName: expect.stringMatching(/^.{1,4}$/),
      born: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/),
      plate: expect.stringMatching(/^[A-Z]{2}-\d{3}$/),
      friends: [],
      tags: expect.arrayContaining(['a', 'b', 'c']),
    })
    expect(Number(first?.age)).toBeGreaterThanOrEqual(18)
    expect(Number(first?.age)).toBeLessThanOrEqual(99)
    expect([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]).toContain(first?.price)
  })

  it('are the same for the same seed, and others for another', async () => {
    const ref = { $ref: '#/components/schemas/Person' }
    expect(await made(ref, 7)).toEqual(await made(ref, 7))
    expect(await made(ref, 8)).not.toEqual(await made(ref, 7))
  })

  it('end where schemas hold themselves', async () => {
    const json = {
      oneOf: [
        { type: 'number' },
        {
          type: 'array',
          items: { $ref: '#/paths/~1a/get/responses/200/content/application~1json/schema' },
        },
        {
          type: 'array',
          minItems: 2,
          prefixItems: [{ $ref: '#/paths/~1a/get/responses/200/content/application~1json/schema' }],
        },
      ],
    }
    for (let seed = 0; seed < 8; seed++) expect(await made(json, seed)).toBeDefined()
  })
})
