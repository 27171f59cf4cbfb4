// Proves generated validators right by a table of cases; see oracle.test.ts for generated ones.

import { describe, expect, test } from 'vitest'
import { portsOf } from './bodies.js'

interface Case {
  readonly name: string
  readonly schema: object
  readonly valid: readonly unknown[]
  readonly invalid: readonly unknown[]
}

const astral = '\u{1f600}'

const cases: readonly Case[] = [
  {
    name: 'type string',
    schema: { type: 'string' },
    valid: ['', 'a'],
    invalid: [1, null, true, [], {}],
  },
  {
    name: 'type integer takes 1.0',
    schema: { type: 'integer' },
    valid: [1, 1.0, -0, 1e300],
    invalid: [1.5, '1', null],
  },
  { name: 'type number', schema: { type: 'number' }, valid: [1, 1.5], invalid: ['1', null] },
  {
    name: 'types with null',
    schema: { type: ['string', 'null'] },
    valid: [null, 'a'],
    invalid: [1],
  },
  {
    name: 'enum',
    schema: { enum: ['a', 1, null, { b: [1] }] },
    valid: ['a', 1, null, { b: [1] }],
    invalid: ['b', 2, { b: [2] }, { b: [1], c: 1 }],
  },
  {
    name: 'large enum',
    schema: { type: 'string', enum: [...'abcdefghijkl'] },
    valid: ['a', 'l'],
    invalid: ['m', 1],
  },
  { name: 'const', schema: { const: { a: 1 } }, valid: [{ a: 1 }], invalid: [{ a: 2 }, 1] },
  {
    name: 'length in code points',
    schema: { type: 'string', minLength: 2, maxLength: 2 },
    valid: ['ab', astral + astral],
    invalid: ['a', astral, 'abc', `${astral}ab`],
  },
  {
    name: 'pattern',
    schema: { type: 'string', pattern: '^\\p{L}+$' },
    valid: ['aé'],
    invalid: ['1', ''],
  },
  {
    name: 'bounds',
    schema: { type: 'number', minimum: 1, exclusiveMaximum: 3 },
    valid: [1, 2.9],
    invalid: [0.9, 3],
  },
  {
    name: 'multipleOf is decimal',
    schema: { type: 'number', multipleOf: 0.1 },
    valid: [0.3, 1.1, 4.5, 0],
    invalid: [0.35, 0.01],
  },
  {
    name: 'multipleOf of large numbers',
    schema: { type: 'number', multipleOf: 0.01 },
    valid: [19.99, 1e21, 123456789.01],
    invalid: [0.001, 19.999],
  },
  {
    name: 'int32',
    schema: { type: 'integer', format: 'int32' },
    valid: [2147483647, -2147483648],
    invalid: [2147483648, -2147483649],
  },
  {
    name: 'int64 refuses lost digits',
    schema: { type: 'integer', format: 'int64' },
    valid: [9007199254740991],
    invalid: [9007199254740992],
  },
  {
    name: 'items',
    schema: { type: 'array', items: { type: 'integer' } },
    valid: [[], [1]],
    invalid: [['a'], [1, 'a'], 1],
  },
  {
    name: 'prefixItems',
    schema: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'integer' }],
      items: { type: 'boolean' },
    },
    valid: [[], ['a'], ['a', 1, true]],
    invalid: [[1], ['a', 'b'], ['a', 1, 2]],
  },
  {
    name: 'uniqueItems',
    schema: { type: 'array', uniqueItems: true },
    valid: [
      [1, true, '1', [1], { a: 1 }],
      [null, 0, false, ''],
    ],
    invalid: [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [[1], [1]],
    ],
  },
  {
    name: 'array sizes',
    schema: { type: 'array', minItems: 1, maxItems: 2 },
    valid: [[1], [1, 2]],
    invalid: [[], [1, 2, 3]],
  },
  {
    name: 'required',
    schema: { type: 'object', required: ['a', 'toString'] },
    valid: [{ a: 1, toString: 2 }],
    invalid: [{ a: 1 }, {}],
  },
  {
    name: 'names that objects inherit',
    schema: {
      type: 'object',
      properties: {
        constructor: { type: 'string' },
        ['__proto__']: { type: 'integer' },
        hasOwnProperty: { type: 'boolean' },
      },
      additionalProperties: false,
    },
    valid: [{}, { constructor: 'a' }, JSON.parse('{"__proto__":1}')],
    invalid: [
      { constructor: 1 },
      JSON.parse('{"__proto__":"a"}'),
      { hasOwnProperty: 1 },
      { valueOf: 1 },
    ],
  },
  {
    name: 'closed object',
    schema: { type: 'object', properties: { a: {} }, additionalProperties: false },
    valid: [{}, { a: 1 }],
    invalid: [{ b: 1 }, JSON.parse('{"__proto__":1}')],
  },
  {
    name: 'map',
    schema: {
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: { type: 'integer' },
    },
    valid: [{ a: 'x', b: 1 }],
    invalid: [{ b: 'x' }, { a: 1 }],
  },
  {
    name: 'member count',
    schema: { type: 'object', minProperties: 1, maxProperties: 2 },
    valid: [{ a: 1 }],
    invalid: [{}, { a: 1, b: 1, c: 1 }],
  },
  {
    name: 'allOf',
    schema: {
      allOf: [{ type: 'object', required: ['a'] }, { properties: { a: { type: 'string' } } }],
    },
    valid: [{ a: 'x' }],
    invalid: [{}, { a: 1 }],
  },
  {
    name: 'anyOf of one type',
    schema: {
      anyOf: [
        { type: 'string', minLength: 3 },
        { type: 'string', pattern: '^a' },
      ],
    },
    valid: ['abc', 'a', 'xyz'],
    invalid: ['b', 1],
  },
  {
    name: 'anyOf of different types',
    schema: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    valid: ['a', 1],
    invalid: [1.5, null],
  },
  {
    name: 'oneOf overlapping',
    schema: {
      oneOf: [
        { type: 'integer', minimum: 2 },
        { type: 'integer', maximum: 4 },
      ],
    },
    valid: [1, 5],
    invalid: [3],
  },
  { name: 'not', schema: { not: { type: 'string' } }, valid: [1, null], invalid: ['a'] },
  {
    name: 'boolean schema as property',
    schema: { type: 'object', properties: { no: false, yes: true } },
    valid: [{ yes: 1 }],
    invalid: [{ no: 1 }],
  },
  {
    name: 'discriminator',
    schema: {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: {
        propertyName: 'kind',
        mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
      },
    },
    valid: [
      { kind: 'cat', lives: 9 },
      { kind: 'dog', tail: true },
    ],
    invalid: [{ kind: 'cat', lives: 'x' }, { kind: 'bird' }, {}, 1, { kind: 'dog', tail: 1 }],
  },
  {
    name: 'branches that require different values of one property',
    schema: {
      oneOf: [
        {
          type: 'object',
          required: ['kind'],
          properties: { kind: { const: 'cat' }, lives: { type: 'integer' } },
        },
        {
          type: 'object',
          allOf: [{ required: ['kind'] }, { properties: { kind: { const: 'dog' } } }],
          properties: { tail: { type: 'boolean' } },
        },
        {
          type: 'object',
          required: ['kind'],
          properties: { kind: { enum: ['hen', 'cock'] }, eggs: { type: 'integer' } },
        },
      ],
    },
    valid: [
      { kind: 'cat', lives: 9 },
      { kind: 'dog', tail: true },
      { kind: 'cock', eggs: 0 },
    ],
    invalid: [
      { kind: 'cat', lives: 'x' },
      { kind: 'bird' },
      {},
      1,
      null,
      { kind: 'hen', eggs: 1.5 },
    ],
  },
  {
    name: 'a union of constants',
    schema: {
      oneOf: [
        { const: 1, title: 'One' },
        { const: 'two', type: 'string' },
        { const: 3, type: 'string' },
        { enum: [null, true], description: 'Neither.' },
      ],
    },
    valid: [1, 'two', null, true],
    invalid: [2, 3, '1', false, {}],
  },
  {
    name: 'constants of which one stands twice',
    schema: { oneOf: [{ const: 1 }, { enum: [1, 2] }] },
    valid: [2],
    invalid: [1, 3],
  },
  {
    name: 'discriminator with a default',
    schema: {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Other' }],
      discriminator: { propertyName: 'kind', mapping: { cat: 'Cat' }, defaultMapping: 'Other' },
    },
    valid: [
      { kind: 'cat', lives: 9 },
      { size: 1 },
      { kind: 'bird', size: 1 },
      { kind: 7, size: 1 },
    ],
    invalid: [{ kind: 'cat', lives: 'x' }, { kind: 'bird' }, {}, 1, { size: 'x' }],
  },
  {
    name: 'recursion',
    schema: { $ref: '#/components/schemas/Tree' },
    valid: [{ children: [{ children: [] }] }],
    invalid: [{ children: [{ children: [1] }] }, { children: 1 }],
  },
  {
    name: 'date-time',
    schema: { type: 'string', format: 'date-time' },
    valid: ['2024-02-29T10:00:00Z', '1998-12-31T23:59:60Z'],
    invalid: ['2023-02-29T10:00:00Z', '2024-02-29 10:00:00Z', 'x'],
  },
  {
    name: 'uuid',
    schema: { type: 'string', format: 'uuid' },
    valid: ['123e4567-e89b-12d3-a456-426614174000'],
    invalid: ['123e4567e89b12d3a456426614174000'],
  },
  {
    name: 'unknown format only documents',
    schema: { type: 'string', format: 'colour' },
    valid: ['x'],
    invalid: [1],
  },
]

const components = {
  Other: { type: 'object', required: ['size'], properties: { size: { type: 'integer' } } },
  Cat: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
  },
  Dog: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' }, tail: { type: 'boolean' } },
  },
  Tree: {
    type: 'object',
    required: ['children'],
    properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  },
}

describe('table', async () => {
  const ports = await portsOf(
    cases.map(({ schema }) => schema),
    components,
  )
  test.each(cases.map((entry, i) => ({ ...entry, i })))('$name', ({ valid, invalid, i }) => {
    for (const value of valid) expect(ports[i]?.issues(value), JSON.stringify(value)).toEqual([])
    for (const value of invalid) expect(ports[i]?.accepts(value), JSON.stringify(value)).toBe(false)
  })
})

describe('what is told', async () => {
  const pet = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      'a/b~c': { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
    },
  }
  const [port, many] = await portsOf([pet, { type: 'array', items: { type: 'string' } }])

  test('pointers lead to the value', () => {
    expect(port?.issues({ 'a/b~c': [{ n: 1 }, { n: 'x' }] })).toEqual([
      { in: 'body', pointer: '/name', code: 'required', message: 'is required' },
      { in: 'body', pointer: '/a~1b~0c/1/n', code: 'type', message: 'must be an integer' },
    ])
  })

  test('a long list of wrong items is cut', () => {
    expect(many?.issues(Array.from({ length: 10_000 }, () => 1))).toHaveLength(32)
  })

  test('a deep value is refused, not followed', async () => {
    const [tree] = await portsOf([{ $ref: '#/components/schemas/Tree' }], components)
    let value: unknown = { children: [] }
    for (let i = 0; i < 300; i++) value = { children: [value] }
    expect(tree?.issues(value).map(({ code }) => code)).toContain('depth')
  })
})
