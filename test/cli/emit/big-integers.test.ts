// Proves that an integer beyond 2^53 escapes no keyword: what its schema forbids of numbers is refused, with and without
// `type`, also where a type is only tested; and that exact branches beside plain numbers keep taking it.

import { describe, expect, test } from 'vitest'
import type { CompileInput } from '../../../cli/src/pipeline.js'
import { portsFor } from './ports.js'

const big = '99999999999999999999'
const odd = '9007199254740993'

const integer = { type: 'integer' }
const number = { type: 'number' }
const text = { type: 'string' }
const within = (p: object) => ({ type: 'object', properties: { p } })
const closed = (p: object, ...others: string[]) => ({
  ...within(p),
  properties: { p, ...Object.fromEntries(others.map((name) => [name, true])) },
  required: ['p', ...others],
  additionalProperties: false,
})

/** A schema, what it refuses, and what it takes. */
const cases: readonly (readonly [object, readonly string[], readonly string[]])[] = [
  [integer, [big, `-${big}`, odd], ['5']],
  [number, [big, `-${big}`], ['1e20']],
  [{ not: integer }, ['5', big, `-${big}`, odd], ['"a"', '1.5']],
  [{ not: number }, ['5', big, `-${big}`], ['"a"']],
  [{ not: { not: integer } }, ['"a"', '1.5'], ['5', big]],
  [{ not: { type: ['integer', 'string'] } }, ['"a"', '5', big], ['1.5']],
  [{ not: { anyOf: [text, integer] } }, ['5', big, '"a"'], ['1.5']],
  [{ not: { anyOf: [{ maxLength: 3 }, integer] } }, ['5', big], ['"long"']],
  [{ not: { ...integer, minimum: 10 } }, [big, '10'], ['9', `-${big}`]],
  [{ not: { ...integer, format: 'int64' } }, ['5', odd], ['1.5', '"a"']],
  [{ not: { minimum: 100 } }, ['100', big, '"a"'], ['5', `-${big}`]],
  [{ not: { const: 1e20 } }, ['100000000000000000000', '1e20'], [big, '5']],
  [
    JSON.parse('{"if":{"type":"integer"},"then":{"maximum":10}}'),
    ['11', big],
    ['10', `-${big}`, '1.5'],
  ],
  [{ if: integer, else: false }, ['1.5', '"a"'], ['10', big]],
  [{ if: { not: number }, else: false }, ['5', big, `-${big}`], ['"a"']],
  [{ maximum: 10 }, ['50', big], ['10', `-${big}`, '"a"']],
  [{ minimum: -10 }, ['-50', `-${big}`], [big]],
  [{ exclusiveMaximum: 5, minimum: -5 }, ['5', '-6', big, `-${big}`], ['4', '-5']],
  [{ exclusiveMinimum: 9007199254740992 }, ['9007199254740992'], [odd, big]],
  [{ multipleOf: 2 }, ['3', big, `-${big}`, odd], ['4', '99999999999999999998']],
  [{ anyOf: [text, { maximum: 10 }] }, ['50', big], ['5', '"a"', `-${big}`]],
  [{ oneOf: [number, { not: text }] }, ['5', big, `-${big}`], ['null']],
  [{ oneOf: [{ ...number, maximum: 10 }, { not: text }] }, ['5', `-${big}`], ['11', big, 'null']],
  [{ oneOf: [integer, { minimum: 5 }] }, ['5', big], ['"a"', '5.5']],
  [{ oneOf: [{ oneOf: [integer, { minimum: 5 }] }, { minimum: 9 }] }, ['7', '"a"'], ['5.5', big]],
  [{ type: 'object', additionalProperties: { maximum: 10 } }, [`{"a":${big}}`], ['{"a":5}']],
  [{ type: 'object', patternProperties: { a: { not: number } } }, [`{"a":${big}}`], ['{"a":""}']],
  [within({ not: { type: ['integer', 'string'] } }), [`{"p":${big}}`], ['{"p":1.5}']],
  [within({ not: within(integer) }), [`{"p":{"p":${big}}}`, '{"p":{"p":1}}'], ['{"p":{"p":""}}']],
  [
    { type: 'object', dependentSchemas: { p: { not: within(number) } } },
    [`{"p":${big}}`, '{"p":5}'],
    ['{"p":""}'],
  ],
  [{ contains: integer, maxContains: 0, minContains: 0 }, [`[${big}]`, '[5]'], ['["a"]', '[]']],
  [{ contains: integer }, ['["a"]', '[]'], [`[${big}]`, '["a",5]']],
  [{ contains: { not: integer } }, [`[${big}]`, '[5]'], [`[${big},"a"]`]],
  [
    { uniqueItems: true },
    [`[1e20,100000000000000000000]`, `[${big},${big}]`, `[{"a":1e20},{"a":100000000000000000000}]`],
    [`[1e20,100000000000000000001]`, `[${big},1]`],
  ],
  [{ enum: [1, 2] }, [big, odd], ['1']],
  [{}, [], [big, `-${big}`, '5']],
]

const configurations: readonly CompileInput['schemas'][] = [
  {},
  { int64: 'string', decimal: 'string' },
  { int64: 'bigint' },
]

describe.each(configurations)('integers beyond 2^53 with %j', (options) => {
  test('are numbers to every keyword', async () => {
    const exact = 'int64' in (options ?? {})
    // An exact int64 ends at 2^63.
    const asked = cases.map(([schema, refused, taken]) =>
      exact && JSON.stringify(schema).includes('int64')
        ? ([schema, refused, [...taken, big]] as const)
        : ([schema, refused, taken] as const),
    )
    const ports = await portsFor(
      asked.map(([schema]) => schema),
      options,
    )
    const found = asked.map(([schema, refused, taken], i) => ({
      schema: JSON.stringify(schema),
      refused: refused.filter((body) => ports[i]?.(body) === false),
      taken: taken.filter((body) => ports[i]?.(body) === true),
    }))
    expect(found).toEqual(
      asked.map(([schema, refused, taken]) => ({ schema: JSON.stringify(schema), refused, taken })),
    )
  })
})

test('an exact branch beside a plain number takes its own', async () => {
  const int64 = { type: 'integer', format: 'int64' }
  const schemas: readonly (readonly [object, boolean])[] = [
    [{ anyOf: [number, int64] }, true],
    [{ anyOf: [int64, number] }, true],
    [{ anyOf: [integer, { type: ['integer', 'string'], format: 'int64' }] }, true],
    [{ oneOf: [{ ...number, maximum: 10 }, int64] }, true],
    [{ oneOf: [number, int64] }, false],
    [{ oneOf: [number, { not: text }] }, false],
  ]
  const ports = await portsFor(
    schemas.map(([schema]) => schema),
    { int64: 'bigint' },
  )
  expect(schemas.map((_, i) => ports[i]?.(odd))).toEqual(schemas.map(([, isTaken]) => isTaken))

  const members = { oneOf: [closed(number), closed(int64, 'kind'), closed(number, 'a')] }
  const [port] = await portsFor([members], { int64: 'bigint' })
  expect(port?.(`{"p":${odd},"kind":1}`)).toBe(true)
  expect(port?.(`{"p":${odd}}`)).toBe(false)
  expect(port?.('{"p":5}')).toBe(true)
})
