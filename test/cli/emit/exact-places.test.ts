// Proves that a number is judged with the digits that its handler gets, by every keyword of every schema that applies to
// its place, and that places without a format keep judging doubles.

import { expect, test } from 'vitest'
import { portsFor } from './ports.js'

const decimal = { type: 'number', format: 'decimal' }
const number = { type: 'number' }
const within = (v: object) => ({ type: 'object', properties: { v } })
const listOf = (items: object, others: object = {}) => ({ type: 'array', items, ...others })

const nearOne = '0.99999999999999999999'
const overOne = '1.00000000000000000001'
const tenth = '0.10000000000000000001'
const v = (text: string) => `{"v":${text}}`
const conditional = (test: object, matched: object) => ({ if: test, ['th' + 'en']: matched })

/** A schema, what it refuses, and what it takes. */
const cases: readonly (readonly [object, readonly string[], readonly string[]])[] = [
  [
    { ...within(decimal), not: { properties: { v: { exclusiveMaximum: 1 } }, required: ['v'] } },
    [v(nearOne), v('0.5')],
    [v('1'), v(overOne), '{}'],
  ],
  [{ ...within(decimal), allOf: [within({ maximum: 1 })] }, [v(overOne), v('500')], [v(nearOne)]],
  [
    { allOf: [within({ ...number, maximum: 1 }), within(decimal)] },
    [v(overOne), v('"1"')],
    [v(nearOne), v('1')],
  ],
  [
    listOf(decimal, { contains: { minimum: 100 }, minContains: 0, maxContains: 0 }),
    ['[100]', '[5,100.00000000000000000001]'],
    ['[99.99999999999999999999]', '[]'],
  ],
  [
    { ...within(decimal), ...conditional(within({ minimum: 100 }), { required: ['w'] }) },
    [v('100')],
    [v('99.99999999999999999999'), '{"v":100,"w":1}'],
  ],
  [{ ...within(decimal), allOf: [within({ type: 'integer' })] }, [v(overOne)], [v('1'), v('1.0')]],
  [
    { ...within(decimal), allOf: [within({ type: 'integer' })] },
    [v('12345678901234567890.5')],
    [v('12345678901234567890.0')],
  ],
  [{ ...within(decimal), allOf: [within({ enum: [0.1] })] }, [v(tenth)], [v('0.1'), v('1e-1')]],
  [{ ...within(decimal), allOf: [within({ multipleOf: 0.1 })] }, [v(tenth)], [v('0.3')]],
  [
    {
      type: 'object',
      additionalProperties: decimal,
      allOf: [{ patternProperties: { '^v': { maximum: 1 } } }],
    },
    [v(overOne)],
    [v(nearOne), '{"w":1.00000000000000000001}'],
  ],
  [
    { type: 'object', patternProperties: { '^v': decimal }, additionalProperties: number },
    [v('"a"')],
    [v(overOne), '{"w":1.00000000000000000001}'],
  ],
  [
    { ...within(decimal), dependentSchemas: { v: within({ maximum: 1 }) } },
    [v(overOne)],
    [v(nearOne)],
  ],
  [
    { allOf: [within(decimal)], unevaluatedProperties: { maximum: 1 } },
    ['{"w":2}'],
    [v(overOne), '{"w":1}'],
  ],
  // Equality of what holds them.
  [
    { properties: { oe: { ...within(decimal), enum: [{ v: 0.1 }] } } },
    [`{"oe":${v(tenth)}}`],
    [`{"oe":${v('0.1')}}`],
  ],
  [{ ...within(decimal), const: { v: 0.1 } }, [v(tenth)], [v('0.10'), v('1e-1')]],
  [{ ...decimal, enum: [0.5, 1.5] }, ['0.50000000000000000001'], ['0.5', '1.50']],
  [
    listOf(within(decimal), { uniqueItems: true }),
    [`[${v(tenth)},${v(tenth)}]`, `[${v('1.50')},${v('1.5')}]`],
    [`[${v(tenth)},${v('0.10000000000000000002')}]`],
  ],
  [
    listOf(decimal, { uniqueItems: true }),
    [
      '[99999999999999999999,99999999999999999999.0]',
      '[99999999999999999999,9.9999999999999999999e19]',
      '[1,1.0]',
      `[${tenth},${tenth}0]`,
    ],
    ['[99999999999999999999,99999999999999999998.0]', `[${tenth},0.1]`],
  ],
  // Doubles stay doubles: 1 is what their handlers get.
  [within({ ...number, exclusiveMaximum: 1 }), [v(nearOne)], [v('0.5')]],
  [within({ ...number, maximum: 1 }), [v('2')], [v(overOne)]],
  [within({ ...number, multipleOf: 0.1 }), [v('0.15')], [v(tenth)]],
]

test.each([{ decimal: 'string' }, { int64: 'string', decimal: 'string' }] as const)(
  'a place has one number, with %j',
  async (options) => {
    const ports = await portsFor(
      cases.map(([schema]) => schema),
      options,
    )
    const found = cases.map(([schema, refused, taken], i) => ({
      schema: JSON.stringify(schema),
      refused: refused.filter((body) => ports[i]?.(body) === false),
      taken: taken.filter((body) => ports[i]?.(body) === true),
    }))
    expect(found).toEqual(
      cases.map(([schema, refused, taken]) => ({ schema: JSON.stringify(schema), refused, taken })),
    )
  },
)

test('equal integers are equal however they are written', async () => {
  const [port] = await portsFor([{ uniqueItems: true }], {})
  expect(port?.('[9007199254740993,9007199254740993.0]')).toBe(false)
  expect(port?.('[{"a":9007199254740993},{"a":9007199254740993.0}]')).toBe(false)
  expect(port?.('[9007199254740993,9007199254740992.0]')).toBe(true)
})

test('constants beyond 2^53 tell branches apart by their last digit', async () => {
  const odd = 9007199254740993n
  const other = 9007199254740995n
  const k = (constant: object) => ({ ...within({ ...constant }), required: ['v'] })
  const int64 = { type: 'integer', format: 'int64' }
  const cases: readonly (readonly [object, readonly string[], readonly string[]])[] = [
    [{ oneOf: [{ const: odd }, { type: 'string' }] }, ['9007199254740992'], [`${odd}`, '"a"']],
    [{ oneOf: [{ const: odd }, { const: other }] }, ['9007199254740994'], [`${odd}`, `${other}`]],
    [{ anyOf: [{ enum: [odd, 'a'] }, { type: 'boolean' }] }, [`${other}`], [`${odd}`, '"a"']],
    [{ oneOf: [k({ const: odd }), k({ const: other })] }, [v('9007199254740992')], [v(`${odd}`)]],
    [
      { oneOf: [k({ ...int64, const: odd }), k({ ...int64, const: other })] },
      [v('9007199254740994')],
      [v(`${odd}`), v(`${other}`)],
    ],
    [{ const: { v: [odd] } }, ['{"v":[9007199254740992]}'], [`{"v":[${odd}]}`]],
  ]
  const options = { int64: 'bigint' } as const
  const ports = await portsFor(
    cases.map(([schema]) => schema),
    options,
  )
  for (const [i, [, refused, taken]] of cases.entries()) {
    expect(refused.map((body) => ports[i]?.(body))).toEqual(refused.map(() => false))
    expect(taken.map((body) => ports[i]?.(body))).toEqual(taken.map(() => true))
  }
})
