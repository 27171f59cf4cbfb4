// Proves that a value is refused when its pattern takes too long, whatever a match would have led to: also where it is
// excluded, and where a name decides which schema asks.

import { describe, expect, test } from 'vitest'
import { portsOf } from './bodies.js'
import { compileDocument, documentOf } from './evaluate.js'

/** RE2 runs it, and 100,000 characters are too many for its 400 steps. */
const costly = '^[ab]*a[ab]{400}$'
const text = 'a'.repeat(100_000)
const short = 'a'.repeat(500)
const has = { type: 'string', pattern: costly }

const message = 'takes too long to be held against its pattern'
const at = (pointer: string) => [{ in: 'body', pointer, code: 'pattern', message }]

/** A schema, and the pointer of a long text in a value of it. */
const cases: readonly (readonly [string, object, unknown, string])[] = [
  ['pattern', has, text, ''],
  ['properties', { type: 'object', properties: { a: has } }, { a: text }, '/a'],
  ['items', { type: 'array', items: has }, [short, text], '/1'],
  ['not', { not: has }, text, ''],
  ['not, twice', { not: { not: has } }, text, ''],
  ['not within a member', { type: 'object', properties: { a: { not: has } } }, { a: text }, '/a'],
  ['if', { if: has, else: false }, text, ''],
  ['if not', { if: { not: has }, else: false }, text, ''],
  ['anyOf', { anyOf: [{ type: 'number' }, has, { maxLength: 1e6 }] }, text, ''],
  ['oneOf', { oneOf: [{ pattern: '^a' }, has] }, text, ''],
  ['contains', { type: 'array', contains: { not: has } }, [text], ''],
  ['maxContains', { type: 'array', contains: has, maxContains: 9 }, [text, short], ''],
  [
    'patternProperties',
    { type: 'object', patternProperties: { [costly]: false } },
    { [text]: 1 },
    `/${text}`,
  ],
  [
    'additionalProperties',
    { type: 'object', patternProperties: { [costly]: true }, additionalProperties: false },
    { [text]: 1 },
    `/${text}`,
  ],
  ['propertyNames', { type: 'object', propertyNames: { not: has } }, { [text]: 1 }, `/${text}`],
  [
    'dependentSchemas',
    { type: 'object', dependentSchemas: { a: { not: { properties: { a: has } } } } },
    { a: text },
    '/a',
  ],
  [
    'unevaluatedProperties',
    {
      type: 'object',
      anyOf: [{ properties: { a: has } }, { properties: { b: true } }],
      unevaluatedProperties: { type: 'string' },
    },
    { a: text, b: 1 },
    '/a',
  ],
]

describe('a text that takes too long', () => {
  test('is refused in requests by every keyword, and takes nothing from the next request', async () => {
    const ports = await portsOf(cases.map(([, schema]) => schema))
    const found = cases.map(([name, , value], i) => [name, ports[i]?.issues(value)[0]])
    expect(found).toEqual(cases.map(([name, , , pointer]) => [name, at(pointer)[0]]))
    const honest = await portsOf([{ type: 'array', items: has }])
    expect(honest[0]?.accepts([short, short])).toBe(true)
  })

  test('counts with all others of its request', async () => {
    const [port] = await portsOf([{ type: 'array', items: { not: has } }])
    const long = 'b'.repeat(5_000)
    expect(port?.accepts([long])).toBe(true)
    const pointers = port?.issues(Array(50).fill(long)).map(({ pointer }) => pointer)
    expect(pointers).toHaveLength(1)
  })
})

test('a default that nobody can judge is taken to be right, also where its pattern is excluded', async () => {
  const excluded = { not: { pattern: '^(a+)+\\1b$' } }
  const schema = {
    type: 'object',
    properties: { list: { type: 'array', items: excluded, default: ['a'.repeat(60)] } },
  }
  const { diagnostics } = await compileDocument(documentOf([schema]))
  expect(diagnostics.map(({ code }) => code).filter((code) => code === 'NX4051')).toEqual([])
})
