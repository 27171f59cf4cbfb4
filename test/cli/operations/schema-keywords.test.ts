// Proves each keyword of schemas on a running server: a body that satisfies it reaches the operation, whose stub says
// 501, and one that does not is refused with the keyword and the place.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

interface Case {
  readonly schema: object
  readonly good: readonly unknown[]
  /** A body, and `pointer code` of what is wrong with it. */
  readonly bad: readonly (readonly [body: unknown, error: string])[]
}

const text = { type: 'string' }
const integer = { type: 'integer' }
const pets = {
  oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
}

const since31: Readonly<Record<string, Case>> = {
  typeArray: { schema: { type: ['integer', 'null'] }, good: [1, null], bad: [['1', '/ type']] },
  const: { schema: { const: { a: [1] } }, good: [{ a: [1] }], bad: [[{ a: [2] }, '/ enum']] },
  enum: { schema: { enum: ['a', 1, null] }, good: ['a', 1, null], bad: [['b', '/ enum']] },
  oneOf: {
    schema: {
      oneOf: [
        { type: 'integer', minimum: 5 },
        { type: 'integer', maximum: 7 },
      ],
    },
    good: [1, 9],
    bad: [[6, '/ oneOf']],
  },
  anyOf: {
    schema: { anyOf: [integer, { type: 'boolean' }] },
    good: [1, true],
    bad: [['a', '/ type']],
  },
  allOf: {
    schema: {
      allOf: [
        { type: 'object', required: ['a'] },
        { type: 'object', required: ['b'] },
      ],
    },
    good: [{ a: 1, b: 1 }],
    bad: [[{ a: 1 }, '/b required']],
  },
  not: { schema: { type: 'string', not: { pattern: '^x' } }, good: ['a'], bad: [['x', '/ not']] },
  discriminator: {
    schema: {
      ...pets,
      discriminator: { propertyName: 'kind', mapping: { c: 'Cat', d: '#/components/schemas/Dog' } },
    },
    good: [
      { kind: 'c', meow: true },
      { kind: 'd', bark: 'loud' },
    ],
    bad: [
      [{ kind: 'c', meow: 'yes' }, '/meow type'],
      [{ kind: 'bird' }, '/kind discriminator'],
    ],
  },
  inlineDiscriminator: {
    schema: {
      type: 'array',
      items: {
        oneOf: ['a', 'b'].map((kind) => ({
          type: 'object',
          required: ['kind', kind],
          properties: { kind: { const: kind }, [kind]: integer },
        })),
        discriminator: { propertyName: 'kind' },
      },
    },
    good: [
      [
        { kind: 'a', a: 1 },
        { kind: 'b', b: 2 },
      ],
    ],
    bad: [
      [
        [
          { kind: 'a', a: 1 },
          { kind: 'b', a: 1 },
        ],
        '/1 oneOf',
      ],
    ],
  },
  patternProperties: {
    schema: { type: 'object', patternProperties: { '^n_': integer }, additionalProperties: false },
    good: [{ n_a: 1 }],
    bad: [
      [{ n_a: 'a' }, '/n_a type'],
      [{ other: 1 }, '/other additionalProperties'],
    ],
  },
  additionalProperties: {
    schema: { type: 'object', properties: { a: text }, additionalProperties: integer },
    good: [{ a: 'a', b: 1 }],
    bad: [[{ b: 'b' }, '/b type']],
  },
  unevaluatedProperties: {
    schema: {
      type: 'object',
      allOf: [{ properties: { a: text } }],
      properties: { b: text },
      unevaluatedProperties: false,
    },
    good: [{ a: 'a', b: 'b' }],
    bad: [[{ a: 'a', c: 1 }, '/c unevaluatedProperties']],
  },
  unevaluatedItems: {
    schema: { type: 'array', prefixItems: [text], unevaluatedItems: false },
    good: [['a'], []],
    bad: [[['a', 1], '/1 unevaluatedItems']],
  },
  propertyNames: {
    schema: { type: 'object', propertyNames: { maxLength: 2 } },
    good: [{ ab: 1 }],
    bad: [[{ abc: 1 }, '/abc maxLength']],
  },
  prefixItems: {
    schema: { type: 'array', prefixItems: [text, integer], items: { type: 'boolean' } },
    good: [['a', 1, true], ['a']],
    bad: [
      [['a', 'b'], '/1 type'],
      [['a', 1, 2], '/2 type'],
    ],
  },
  contains: {
    schema: { type: 'array', contains: integer, minContains: 2, maxContains: 3 },
    good: [[1, 'a', 2]],
    bad: [
      [[1, 'a'], '/ minContains'],
      [[1, 2, 3, 4], '/ maxContains'],
    ],
  },
  dependentRequired: {
    schema: { type: 'object', dependentRequired: { card: ['name'] } },
    good: [{}, { card: 1, name: 'n' }],
    bad: [[{ card: 1 }, '/name dependentRequired']],
  },
  dependentSchemas: {
    schema: { type: 'object', dependentSchemas: { card: { properties: { name: text } } } },
    good: [{ name: 1 }, { card: 1, name: 'n' }],
    bad: [[{ card: 1, name: 1 }, '/name type']],
  },
  ifThenElse: {
    schema: {
      type: 'object',
      if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { required: ['a'] },
      else: { required: ['b'] },
    },
    good: [{ kind: 'a', a: 1 }, { b: 1 }],
    bad: [
      [{ kind: 'a' }, '/a required'],
      [{ kind: 'c' }, '/b required'],
    ],
  },
  numbers: {
    schema: { type: 'number', minimum: 0, exclusiveMaximum: 10, multipleOf: 0.5 },
    good: [0, 9.5],
    bad: [
      [-1, '/ minimum'],
      [10, '/ exclusiveMaximum'],
      [0.3, '/ multipleOf'],
    ],
  },
  texts: {
    schema: { type: 'string', minLength: 2, maxLength: 3, pattern: '^\\p{L}+$' },
    good: ['äö', '𝒳𝒴𝒵'],
    bad: [
      ['a', '/ minLength'],
      ['abcd', '/ maxLength'],
      ['a1', '/ pattern'],
    ],
  },
  lists: {
    schema: { type: 'array', minItems: 1, maxItems: 2, uniqueItems: true },
    good: [[{ a: 1 }, { a: 2 }]],
    bad: [
      [[], '/ minItems'],
      [[1, 2, 3], '/ maxItems'],
      [[{ a: 1 }, { a: 1 }], '/ uniqueItems'],
    ],
  },
  objects: {
    schema: { type: 'object', minProperties: 1, maxProperties: 2 },
    good: [{ a: 1 }],
    bad: [
      [{}, '/ minProperties'],
      [{ a: 1, b: 1, c: 1 }, '/ maxProperties'],
    ],
  },
  refSiblings: {
    schema: { $ref: '#/components/schemas/Cat', required: ['kind', 'meow'] },
    good: [{ kind: 'c', meow: true }],
    bad: [[{ kind: 'c' }, '/meow required']],
  },
  dynamicRef: {
    schema: { $ref: '#/components/schemas/StrictTree' },
    good: [{ data: 1, children: [{ data: 2 }] }],
    bad: [[{ children: [{ daat: 1 }] }, '/children/0/daat unevaluatedProperties']],
  },
}

const of30: Readonly<Record<string, Case>> = {
  nullable: { schema: { type: 'string', nullable: true }, good: ['a', null], bad: [[1, '/ type']] },
  exclusiveBounds: {
    schema: { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 3 },
    good: [2, 3],
    bad: [
      [1, '/ exclusiveMinimum'],
      [4, '/ maximum'],
    ],
  },
  nullableEnum: {
    schema: { type: 'string', nullable: true, enum: ['a', null] },
    good: ['a', null],
    bad: [['b', '/ enum']],
  },
}

const components = (version: string) => ({
  schemas: {
    Cat: {
      type: 'object',
      required: ['kind'],
      properties: { kind: text, meow: { type: 'boolean' } },
    },
    Dog: { type: 'object', required: ['kind'], properties: { kind: text, bark: text } },
    ...(version === '3.0.3'
      ? {}
      : {
          Tree: {
            $id: 'https://example.com/tree',
            $dynamicAnchor: 'node',
            type: 'object',
            properties: { data: {}, children: { type: 'array', items: { $dynamicRef: '#node' } } },
          },
          StrictTree: {
            $id: 'https://example.com/strict-tree',
            $dynamicAnchor: 'node',
            $ref: 'tree',
            unevaluatedProperties: false,
          },
        }),
  },
})

const documentOf = (version: string, cases: Readonly<Record<string, Case>>): string =>
  JSON.stringify({
    openapi: version,
    info: { title: 'Keywords', version: '1' },
    paths: Object.fromEntries(
      Object.entries(cases).map(([name, { schema }]) => [
        `/${name}`,
        {
          post: {
            operationId: name,
            requestBody: { required: true, content: { 'application/json': { schema } } },
            responses: { '204': { description: 'd' } },
          },
        },
      ]),
    ),
    components: components(version),
  })

describe.each([
  ['3.1.0', since31],
  ['3.0.3', of30],
] as const)('bodies of %s', (version, cases) => {
  let project: Project
  let server: TestServer
  beforeAll(async () => {
    project = await makeProject(documentOf(version, cases), {})
    server = await project.start()
  }, 120_000)
  afterAll(async () => {
    await server?.close()
    project?.remove()
  })

  const send = async (name: string, body: unknown): Promise<string> => {
    const headers = { 'content-type': 'application/json' }
    const response = await server.fetch(`/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (response.status !== 400) return String(response.status)
    const { errors } = (await response.json()) as { errors: { pointer: string; code: string }[] }
    return errors.map(({ pointer, code }) => `${pointer || '/'} ${code}`).join(', ')
  }

  test.each(Object.entries(cases))('%s', async (name, { good, bad }) => {
    for (const body of good) expect([body, await send(name, body)]).toEqual([body, '501'])
    for (const [body, error] of bad) expect([body, await send(name, body)]).toEqual([body, error])
  })
})
