// Proves generated writers right: what they write is JSON, says the same, and holds nothing undeclared.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portsOf } from './bodies.js'

interface Case {
  readonly name: string
  readonly schema: object
  /** Value and what has to arrive; the value itself when it is left out. */
  readonly writes: readonly { readonly value: unknown; readonly arrives?: unknown }[]
  readonly refuses?: readonly unknown[]
}

const user = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, name: { type: 'string' } },
}
const flag = { type: 'boolean' }
const withSecret = {
  type: 'object',
  required: ['id', 'password'],
  properties: {
    id: { type: 'integer', readOnly: true },
    password: { type: 'string', writeOnly: true },
  },
  additionalProperties: true,
}

const cases: readonly Case[] = [
  {
    name: 'drops undeclared members',
    schema: user,
    writes: [{ value: { id: 1, name: 'a', secret: 2 }, arrives: { id: 1, name: 'a' } }],
  },
  {
    name: 'leaves out what is undefined',
    schema: user,
    writes: [{ value: { id: 1, name: undefined }, arrives: { id: 1 } }],
  },
  {
    name: 'refuses wrong types',
    schema: user,
    writes: [],
    refuses: [
      {},
      { id: 'x' },
      { id: 1, name: 1 },
      [],
      null,
      'x',
      { id: Number.NaN },
      { id: Infinity },
    ],
  },
  {
    name: 'only optional members',
    schema: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'boolean' } } },
    writes: [{ value: {} }, { value: { b: false } }, { value: { a: 'x', b: true } }],
  },
  {
    name: 'booleans before, between and behind others',
    schema: {
      type: 'object',
      required: ['a', 'b', 'c', 'd'],
      properties: { a: flag, b: { type: 'string' }, c: flag, d: flag },
    },
    writes: [
      { value: { a: true, b: 'x', c: false, d: true } },
      { value: { a: false, b: '', c: true, d: false } },
    ],
    refuses: [
      { a: 1, b: 'x', c: true, d: true },
      { a: true, b: 'x', c: 'true', d: true },
      { a: true, b: 'x', c: true, d: null },
      { a: true, b: 'x', c: true },
    ],
  },
  {
    name: 'declared and free members',
    schema: { ...user, additionalProperties: { type: 'number' } },
    writes: [{ value: { id: 1, x: 1.5, y: undefined }, arrives: { id: 1, x: 1.5 } }],
    refuses: [{ id: 1, x: 'a' }],
  },
  {
    name: 'writeOnly never leaves',
    schema: withSecret,
    writes: [{ value: { id: 1, password: 'p', other: 1 }, arrives: { id: 1, other: 1 } }],
  },
  {
    name: 'writeOnly in a part of a member',
    schema: {
      ...withSecret,
      properties: { id: {}, password: { allOf: [{ type: 'string' }, { writeOnly: true }] } },
    },
    writes: [{ value: { id: 1, password: 'p', other: 1 }, arrives: { id: 1, other: 1 } }],
  },
  {
    name: 'writeOnly in one of two branches',
    schema: { anyOf: [withSecret, user] },
    writes: [{ value: { id: 1, password: 'p' }, arrives: { id: 1 } }],
  },
  {
    name: 'arrays of objects',
    schema: { type: 'array', items: user },
    writes: [
      { value: [] },
      { value: [{ id: 1, x: 1 }, { id: 2 }], arrives: [{ id: 1 }, { id: 2 }] },
    ],
  },
  {
    name: 'arrays of arrays',
    schema: { type: 'array', items: { type: 'array', items: { type: ['string', 'null'] } } },
    writes: [{ value: [['a', null], []] }],
  },
  {
    name: 'maps',
    schema: { type: 'object', additionalProperties: user },
    writes: [{ value: { a: { id: 1, x: 1 } }, arrives: { a: { id: 1 } } }],
  },
  {
    name: 'anything',
    schema: {},
    writes: [{ value: { a: [1, 'x', null, true, { b: {} }] } }, { value: 'x' }],
    refuses: [{ a: Number.NaN }, { a: () => 1 }],
  },
  {
    name: 'free objects',
    schema: { type: 'object' },
    writes: [{ value: { a: 1, b: { c: [] } } }],
    refuses: ['x', []],
  },
  {
    name: 'allOf merges',
    schema: {
      allOf: [
        user,
        { type: 'object', required: ['role'], properties: { role: { enum: ['admin'] } } },
      ],
    },
    writes: [{ value: { id: 1, role: 'admin', x: 1 }, arrives: { id: 1, role: 'admin' } }],
  },
  {
    name: 'oneOf merges',
    schema: {
      oneOf: [
        user,
        { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
        { type: 'string' },
        { type: 'null' },
      ],
    },
    writes: [
      { value: { id: 1, x: 1 }, arrives: { id: 1 } },
      { value: { error: 'e' } },
      { value: 'text' },
      { value: null },
    ],
  },
  {
    name: 'the same member in two branches',
    schema: {
      anyOf: [
        { type: 'object', properties: { v: user } },
        {
          type: 'object',
          properties: { v: { type: 'object', properties: { z: { type: 'string' } } } },
        },
      ],
    },
    writes: [
      { value: { v: { id: 1, x: 1 } }, arrives: { v: { id: 1 } } },
      { value: { v: { z: 'a', x: 1 } }, arrives: { v: { z: 'a' } } },
    ],
  },
  {
    name: 'discriminated unions',
    schema: {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: { propertyName: 'kind' },
    },
    writes: [
      { value: { kind: 'Cat', lives: 9, tail: true }, arrives: { kind: 'Cat', lives: 9 } },
      { value: { kind: 'Dog', lives: 9, tail: true }, arrives: { kind: 'Dog', tail: true } },
    ],
    refuses: [{ kind: 'Bird' }],
  },
  {
    name: 'nullable references',
    schema: {
      type: 'object',
      properties: { cat: { anyOf: [{ $ref: '#/components/schemas/Cat' }, { type: 'null' }] } },
    },
    writes: [
      { value: { cat: null } },
      { value: { cat: { kind: 'Cat', x: 1 } }, arrives: { cat: { kind: 'Cat' } } },
    ],
  },
  {
    name: 'recursion',
    schema: { $ref: '#/components/schemas/Tree' },
    writes: [
      { value: { children: [{ children: [], x: 1 }] }, arrives: { children: [{ children: [] }] } },
    ],
  },
  {
    name: 'names that objects inherit',
    schema: {
      type: 'object',
      properties: { constructor: { type: 'string' }, ['__proto__']: { type: 'integer' } },
    },
    writes: [
      { value: {} },
      { value: { constructor: 'x' } },
      { value: JSON.parse('{"__proto__":1}') },
    ],
  },
  {
    name: 'odd names',
    schema: {
      type: 'object',
      required: ['a"b\\', "'"],
      properties: {
        'a"b\\': { type: 'string' },
        "'": { type: 'string' },
        '\u2028': { type: 'string' },
      },
    },
    writes: [{ value: { 'a"b\\': 'x', "'": 'y', '\u2028': 'z' } }],
  },
  {
    name: 'a tuple that holds itself',
    schema: { $ref: '#/components/schemas/Sum' },
    writes: [{ value: 1 }, { value: ['add', 1, ['mul', 2, ['add', 3, 4]]] }],
    refuses: [['add', 1, true]],
  },
]

const components = {
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
  Sum: {
    anyOf: [
      { type: 'number' },
      {
        type: 'array',
        prefixItems: [
          { enum: ['add', 'mul'] },
          { $ref: '#/components/schemas/Sum' },
          { $ref: '#/components/schemas/Sum' },
        ],
        items: false,
        minItems: 3,
      },
    ],
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
  test.each(cases.map((entry, i) => ({ ...entry, i })))('$name', ({ writes, refuses = [], i }) => {
    for (const entry of writes) {
      const arrives = 'arrives' in entry ? entry.arrives : entry.value
      expect(JSON.parse(ports[i]?.write(entry.value) ?? '')).toEqual(arrives)
    }
    for (const value of refuses)
      expect(() => ports[i]?.write(value), JSON.stringify(value)).toThrow()
  })
})

test('any text survives', async () => {
  const [port] = await portsOf([
    { type: 'object', required: ['s'], properties: { s: { type: 'string' } } },
  ])
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 60 })),
      (s) => {
        const text = port?.write({ s }) ?? ''
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ s })))
        expect(text).toBe(JSON.stringify({ s }))
      },
    ),
    { numRuns: 500, seed: 11 },
  )
})

const hostileNames = [
  'plain',
  '"',
  '\\',
  "'",
  '\\"',
  "' + globalThis.pwned + '",
  '":"',
  '\u2028',
  '\ud800',
  '\n',
  `${'$'}{globalThis.pwned = 1}`,
  'constructor',
]

test.each([
  { required: hostileNames, rest: false },
  { required: hostileNames.filter((_, i) => i % 2 === 0), rest: false },
  { required: hostileNames.filter((_, i) => i % 2 === 1), rest: { type: 'string' } },
  { required: [], rest: { type: ['string', 'integer'] } },
])('literals that join around text are JSON.stringify, text for text (%#)', async (shape) => {
  const types = ['string', 'boolean', 'string', 'boolean', 'boolean', 'integer'] as const
  const [port] = await portsOf([
    {
      type: 'object',
      required: shape.required,
      properties: Object.fromEntries(
        hostileNames.map((name, i) => [name, { type: types[i % types.length] }]),
      ),
      additionalProperties: shape.rest,
    },
  ])
  const required: readonly string[] = shape.required
  const isRequired = (name: string): boolean => required.includes(name)
  // Required members are written first, each group in the order of the schema.
  const order = [...hostileNames].sort((a, b) => Number(isRequired(b)) - Number(isRequired(a)))
  const ofType = {
    string: fc.string({ unit: 'binary', maxLength: 60 }),
    boolean: fc.boolean(),
    integer: fc.integer(),
  }
  const valuesOf = (name: string) =>
    ofType[types[hostileNames.indexOf(name) % types.length] ?? 'integer']
  const values = fc.record(Object.fromEntries(order.map((name) => [name, valuesOf(name)])), {
    requiredKeys: shape.required,
  })
  const rest = shape.rest === false ? {} : { 'r"est\u2029': 'v"' }
  fc.assert(
    fc.property(values, (found) => {
      const present = order.filter((name) => Object.hasOwn(found, name))
      const value = { ...Object.fromEntries(present.map((name) => [name, found[name]])), ...rest }
      expect(port?.write(value)).toBe(JSON.stringify(value))
    }),
    { numRuns: 200, seed: 14 },
  )
  expect(globalThis).not.toHaveProperty('pwned')
})

test('a text that is none is refused in the same words wherever it stands', async () => {
  const [port] = await portsOf([
    {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      additionalProperties: { type: 'string' },
    },
  ])
  for (const value of [{ a: 1 }, { a: 'x', b: 1 }, { a: 'x', c: 1 }])
    expect(() => port?.write(value)).toThrow('expected a string, found a number')
})

test('any number survives', async () => {
  const [port] = await portsOf([
    { type: 'object', required: ['n'], properties: { n: { type: 'number' } } },
  ])
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
      expect(port?.write({ n })).toBe(JSON.stringify({ n }))
    }),
    { numRuns: 300, seed: 12 },
  )
})

test('a value without a schema is written as JSON.stringify does', async () => {
  const [port] = await portsOf([{}])
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(port?.write(value) ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 300, seed: 13 },
  )
})
