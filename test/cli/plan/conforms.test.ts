// Values of the document against its schemas: what the interpreter takes is what generated validators take.

import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../cli/src/ir/schema.js'
import { conforms } from '../../../cli/src/plan/checks/conforms.js'
import { compileText } from '../read/front.js'

type Json = Record<string, unknown>

const holds = (schema: Json, value: JsonValue): boolean => {
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: {},
    components: { schemas: { Root: schema } },
  })
  const { api, printed } = compileText('api.json', text)
  const root = [...(api?.schemas.values() ?? [])].find(({ name }) => name === 'Root')
  if (api === null || root === undefined) throw new Error(printed)
  return conforms(api, root.id, value)
}

describe('uniqueItems', () => {
  // Pair by pair with copies this took minutes.
  it('is told of 200,000 items in one pass', () => {
    const items = Array.from({ length: 200_000 }, (_, i) => i)
    expect(holds({ type: 'array', uniqueItems: true }, items)).toBe(true)
    expect(holds({ type: 'array', uniqueItems: true }, [...items, 7])).toBe(false)
  })

  it('takes objects with the same members for the same', () => {
    const schema = { uniqueItems: true }
    expect(
      holds(schema, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]),
    ).toBe(false)
    expect(holds(schema, [1, '1', true, 'true', [1], { a: 1 }, null])).toBe(true)
  })
})

describe('unevaluatedProperties', () => {
  const a = { properties: { a: {} } }
  const cases: readonly [string, Json, JsonValue, boolean][] = [
    ['own members', a, { a: 1 }, true],
    ['another', a, { a: 1, b: 1 }, false],
    ['members of a part', { allOf: [{ allOf: [a] }] }, { a: 1 }, true],
    ['members of a branch that holds', { anyOf: [{ ...a, required: ['a'] }] }, { a: 1 }, true],
    [
      'members of a branch that does not',
      { anyOf: [{ properties: { a: {}, b: { type: 'string' } } }, { properties: { a: {} } }] },
      { a: 1, b: 1 },
      false,
    ],
    ['what `not` names', { not: { ...a, required: ['b'] } }, { a: 1 }, false],
    [
      '`if` and `then`',
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      { if: { ...a, required: ['a'] }, then: { properties: { b: {} } } },
      { a: 1, b: 1 },
      true,
    ],
    ['`if` that fails', { if: { ...a, required: ['z'] } }, { a: 1 }, false],
    ['`else`', { if: { required: ['z'] }, else: a }, { a: 1 }, true],
    [
      'a dependent schema',
      { dependentSchemas: { b: { properties: { a: {}, b: {} } } } },
      { a: 1, b: 1 },
      true,
    ],
    ['a dependent schema of another', { dependentSchemas: { b: a } }, { a: 1 }, false],
    ['a pattern', { patternProperties: { '^a': {} } }, { ab: 1 }, true],
    ['additional members of a part', { allOf: [{ additionalProperties: true }] }, { x: 1 }, true],
  ]
  it.each(cases)('%s', (_, schema, value, expected) => {
    expect(holds({ ...schema, unevaluatedProperties: false }, value)).toBe(expected)
  })

  it('may be a schema', () => {
    const schema = { ...a, unevaluatedProperties: { type: 'integer' } }
    expect([holds(schema, { a: 'x', b: 1 }), holds(schema, { b: 'x' })]).toEqual([true, false])
  })
})

describe('unevaluatedItems', () => {
  const cases: readonly [string, Json, JsonValue, boolean][] = [
    ['none', {}, [], true],
    ['one', {}, [1], false],
    ['of a prefix', { allOf: [{ prefixItems: [{}] }] }, [1], true],
    ['beyond a prefix', { allOf: [{ prefixItems: [{}] }] }, [1, 2], false],
    ['of `items`', { allOf: [{ items: {} }] }, [1, 2], true],
    ['that `contains` found', { contains: { type: 'integer' } }, [1, 2], true],
    ['beside what `contains` found', { contains: { type: 'integer' } }, [1, 'a'], false],
  ]
  it.each(cases)('%s', (_, schema, value, expected) => {
    expect(holds({ ...schema, unevaluatedItems: false }, value)).toBe(expected)
  })
})
