// Equality and types of JSON values: what JSON Schema says of them, whichever pass asks.

import { expect, it } from 'vitest'
import { equalityText, hasType, isEqual } from '../../../cli/src/ir/json-values.js'
import type { JsonType, JsonValue } from '../../../cli/src/ir/schema.js'
import { compileText } from '../read/front.js'

const different: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  1,
  1.5,
  '',
  '1',
  'null',
  [],
  [1],
  [1, 2],
  [2, 1],
  [[1, 2]],
  {},
  { a: 1 },
  { a: 1, b: 2 },
  { a: 2, b: 1 },
  { a: { a: 1, b: [] } },
  { 'a,"b': 1 },
]

it('values are equal where their types and parts are, and their texts then only', () => {
  for (const [i, a] of different.entries())
    for (const [j, b] of different.entries()) {
      expect(isEqual(a, structuredClone(b)), `${i} ${j}`).toBe(i === j)
      expect(equalityText(a) === equalityText(b), `${i} ${j}`).toBe(i === j)
    }
  expect(isEqual(-0, 0)).toBe(true)
  expect(equalityText(-0)).toBe(equalityText(0))
})

it('the order of members says nothing', () => {
  const [a, b] = [
    { x: [{ a: 1, b: 2 }], y: null },
    { y: null, x: [{ b: 2, a: 1 }] },
  ]
  expect(isEqual(a, b)).toBe(true)
  expect(equalityText(a)).toBe(equalityText(b))
})

it('a value has the types of JSON Schema', () => {
  const all: readonly JsonType[] = [
    'null',
    'boolean',
    'integer',
    'number',
    'string',
    'array',
    'object',
  ]
  const typesOf = (value: JsonValue) => all.filter((type) => hasType(value, type)).join(' ')
  expect([null, true, 1, 1.5, '', [], {}].map(typesOf)).toEqual([
    'null',
    'boolean',
    'integer number',
    'number',
    'string',
    'array',
    'object',
  ])
})

it('a default is a member of its enum whatever the order of its members', () => {
  const schema = { enum: [{ a: 1, b: 2 }], default: { b: 2, a: 1 } }
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: {},
    components: {
      schemas: { A: schema, B: { allOf: [{ const: { a: 1, b: 2 } }], enum: [{ b: 2, a: 1 }] } },
    },
  })
  expect(compileText('api.json', text).printed).toBe('')
})
