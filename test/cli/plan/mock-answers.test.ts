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
          password: { allOf: [{ type: 'string' }, { writeOnly: true }] },
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
  '/split': operation('split', {
    200: {
      description: 'd',
      headers: { 'X-A': { required: true, schema: { const: 'a\r\nX-Evil: 1' } } },
    },
  }),
  '/listed': operation('listed', {
    200: {
      description: 'd',
      headers: { 'X-A': { required: true, schema: { const: ['a\r\nX-Evil: 1'] } } },
    },
  }),
  '/never': operation('never', { 200: json({ schema: { enum: [] } }) }),
}

describe('mock answers', () => {
  it('are values of examples, however these give them', async () => {
    const examples = { one: { dataValue: 12, serializedValue: '12' } }
    const found = await answers(
      { '/data': operation('data', { 200: json({ schema: { type: 'integer' }, examples }) }) },
      1,
    )
    expect(JSON.stringify(found.get('data'))).toContain('12')
  })

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
    // No field may hold a line end (RFC 9110, 5.5); in items of a list it is sent as `%0D%0A`.
    expect(found.get('split')).toEqual([])
    expect(found.get('listed')).toHaveLength(1)
  })

  it('have headers of the form that clients parse, unless the document says otherwise', async () => {
    const text = { required: true, schema: { type: 'string' } }
    const names = ['ETag', 'Last-Modified', 'Expires', 'Link', 'Content-Disposition']
    const headers = {
      ...Object.fromEntries(names.map((name) => [name, text])),
      'Retry-After': { required: true, schema: { type: 'integer' } },
      'X-Other': text,
    }
    const told = { ETag: { required: true, schema: { type: 'string', examples: ['W/"7"'] } } }
    const bounded = { 'Retry-After': { required: true, schema: { type: 'string', maxLength: 0 } } }
    const found = await answers(
      {
        '/made': operation('made', { 200: { description: 'd', headers } }),
        '/told': operation('told', { 200: { description: 'd', headers: told } }),
        '/bounded': operation('bounded', { 200: { description: 'd', headers: bounded } }),
      },
      1,
    )
    const made = found.get('made')?.[0]?.headers ?? {}
    expect(made.etag).toMatch(/^"[\w-]+"$/)
    for (const name of ['last-modified', 'expires'])
      expect(new Date(String(made[name])).toUTCString()).toBe(made[name])
    expect(made.link).toMatch(/^<\/\w+\?page=2>; rel="next"$/)
    expect(made['content-disposition']).toMatch(/^attachment; filename="\w+\.txt"$/)
    expect(made['retry-after']).toBeGreaterThan(0)
    expect(made['x-other']).toMatch(/^\w+$/)
    expect(found.get('told')?.[0]?.headers).toEqual({ etag: 'W/"7"' })
    expect(found.get('bounded')?.[0]?.headers).toEqual({ 'retry-after': '' })
  })

  it('of lists of parts are sent one by one', async () => {
    const places = { prefixItems: [{ const: 7 }], items: { const: 8 }, minItems: 2 }
    const content = { 'multipart/mixed': { schema: { type: 'array', ...places } } }
    const found = await answers(
      { '/parts': operation('parts', { 200: { description: 'd', content } }) },
      1,
    )
    expect(found.get('parts')?.[0]?.contents).toEqual([
      expect.objectContaining({ type: 'multipart/mixed', kind: 'lines', value: [7, 8] }),
    ])
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

  it.each(['constructor', '__proto__', 'toString'])(
    'take the format %j for one that nobody knows',
    async (format) => {
      expect(await made({ type: 'string', format })).toEqual(expect.any(String))
    },
  )

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

/** Schemas that something satisfies, if not the first thing that comes to mind. */
const satisfiable: { readonly [name: string]: unknown } = {
  allOfNum: {
    allOf: [
      { type: 'integer', minimum: 10 },
      { maximum: 12, multipleOf: 11 },
    ],
  },
  allOfText: { allOf: [{ type: 'string', minLength: 5 }, { maxLength: 6 }, { pattern: '^z' }] },
  minMax: { type: 'string', minLength: 300, maxLength: 300 },
  bigLen: { type: 'string', minLength: 5000 },
  contains: { type: 'array', contains: { const: 'needle' }, minItems: 2 },
  containsMin: {
    type: 'array',
    items: { type: 'integer' },
    contains: { minimum: 100 },
    minContains: 3,
  },
  uniq: { type: 'array', uniqueItems: true, minItems: 3, items: { enum: ['a', 'b', 'c', 'd'] } },
  uniqBool: { type: 'array', uniqueItems: true, minItems: 2, items: { type: 'boolean' } },
  uniqInt: {
    type: 'array',
    uniqueItems: true,
    minItems: 20,
    items: { type: 'integer', minimum: 0 },
  },
  min30: { type: 'array', minItems: 30, items: { type: 'string' } },
  depReq: {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'integer' } },
    required: ['a'],
    dependentRequired: { a: ['b'] },
  },
  depSch: {
    type: 'object',
    required: ['a'],
    properties: { a: { type: 'string' } },
    dependentSchemas: { a: { required: ['c'], properties: { c: { const: 5 } } } },
  },
  ifThen: {
    type: 'object',
    required: ['k'],
    properties: { k: { enum: ['x', 'y'] } },
    if: { properties: { k: { const: 'x' } } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: { required: ['v'], properties: { v: { type: 'integer' } } },
    else: { required: ['w'] },
  },
  names: {
    type: 'object',
    minProperties: 2,
    propertyNames: { pattern: '^x-[a-z]+$' },
    additionalProperties: { type: 'integer' },
  },
  pat: {
    type: 'object',
    minProperties: 1,
    patternProperties: { '^n[0-9]+$': { type: 'number' } },
    additionalProperties: false,
  },
  not: {
    type: 'string',
    not: {
      enum: [
        'text',
        'amber',
        'birch',
        'cedar',
        'delta',
        'ember',
        'fjord',
        'grove',
        'harbor',
        'a',
        '1',
      ],
    },
  },
  notInt: { not: { type: 'string' } },
  excl: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 },
  multi: { type: 'number', multipleOf: 0.01, minimum: 0.015, maximum: 0.025 },
  oneOf: {
    oneOf: [
      { type: 'integer', minimum: 2 },
      { type: 'integer', minimum: 5 },
    ],
  },
  oneOfObj: {
    oneOf: [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      { type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
    ],
  },
  anyReq: {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
  },
  fmtPat: { type: 'string', format: 'uuid', pattern: '^[0-9a-f]' },
  dateMin: { type: 'string', format: 'date-time', minLength: 20 },
  ean: { type: 'string', pattern: '^(?:\\d{8}|\\d{13})$' },
  look: { type: 'string', pattern: '^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$' },
  neg: { type: 'string', pattern: '^(?!foo)[a-z]{3}$' },
  luhn: { type: 'string', pattern: '^[\\p{L}\\p{N}]{4,}$' },
  typeArr: { type: ['integer', 'null'], minimum: 1000 },
  deep: {
    type: 'object',
    required: ['x'],
    properties: {
      x: {
        type: 'object',
        required: ['y'],
        properties: {
          y: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['z'],
              properties: { z: { type: 'string', pattern: '^[A-Z]{2}-\\d+$' } },
            },
          },
        },
      },
    },
  },
  uneval: {
    allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }],
    required: ['b'],
    properties: { b: { type: 'integer' } },
    unevaluatedProperties: false,
  },
  tuple: {
    type: 'array',
    prefixItems: [{ type: 'integer' }, { type: 'string' }],
    items: false,
    minItems: 2,
  },
  maxProps: {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } },
    maxProperties: 1,
  },
  maxItems0: { type: 'array', maxItems: 0, items: { type: 'string' } },
  emptyObjMin: { type: 'object', minProperties: 3 },
  constObj: { const: { a: [1, { b: null }] } },
  bin: { type: 'string', format: 'byte', minLength: 12 },
  ip: { type: 'string', format: 'ipv4', pattern: '^10\\.' },
  enumNull: { type: ['string', 'null'], enum: [null] },
}

describe('501', () => {
  const made = async (schemas: { readonly [name: string]: unknown }) => {
    const own = Object.entries(schemas).map(([name, schema]) => [
      `/${name}`,
      operation(name, { 200: json({ schema }) }),
    ])
    const found = await answers(Object.fromEntries(own), 1)
    return [...found].filter(([, replies]) => replies.length > 0).map(([name]) => name)
  }

  it('is no answer where a schema can be satisfied', async () => {
    expect((await made(satisfiable)).sort()).toEqual(Object.keys(satisfiable).sort())
  })

  it('is the answer where nothing satisfies it', async () => {
    expect(await made({ never: false, none: { type: 'integer', minimum: 5, maximum: 4 } })).toEqual(
      [],
    )
  })

  it('is no answer of an operation that declares no success: it answers what it declares', async () => {
    const found = await answers({ '/x': operation('x', { 404: json({ schema: states }) }) }, 1)
    expect(found.get('x')?.map(({ status }) => status)).toEqual(['404'])
  })
})
