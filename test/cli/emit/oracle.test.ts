// Proves generated validators right against Ajv (2020-12), over generated schemas and values.

import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portsOf } from './bodies.js'
import { combinedSchemas, objectValues } from './combined-schemas.js'

const astral = '\u{1f600}'

/** Schemas whose meaning does not depend on choices: Ajv never looks at a property `__proto__`, we do. */
const schemaArbitrary = (depth: number): fc.Arbitrary<object> => {
  const scalar = fc.oneof(
    fc.record({
      type: fc.constant('string'),
      minLength: fc.nat(3),
      maxLength: fc.integer({ min: 3, max: 6 }),
    }),
    fc.record(
      {
        type: fc.constant('integer'),
        minimum: fc.integer({ min: -3, max: 0 }),
        exclusiveMaximum: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('number'), multipleOf: fc.constantFrom(1, 2, 5) }),
    fc.record({ type: fc.constantFrom('boolean', 'null', 'string', 'number', 'integer') }),
    fc.record({
      type: fc.uniqueArray(
        fc.constantFrom('boolean', 'null', 'string', 'integer', 'array', 'object'),
        { minLength: 1 },
      ),
    }),
    fc.record({
      enum: fc.uniqueArray(fc.constantFrom('a', 'b', 1, 2, true, null), { minLength: 1 }),
    }),
    fc.record({ type: fc.constant('string'), pattern: fc.constantFrom('^a', 'b$', '^[a-c]*$') }),
  )
  if (depth === 0) return scalar
  const sub = schemaArbitrary(depth - 1)
  const name = fc.constantFrom('a', 'b', 'c', 'constructor', 'x-y')
  return fc.oneof(
    { weight: 2, arbitrary: scalar },
    fc.record(
      {
        type: fc.constant('array'),
        items: sub,
        minItems: fc.nat(1),
        maxItems: fc.integer({ min: 1, max: 3 }),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc
      .tuple(
        fc.dictionary(name, sub, { maxKeys: 3 }),
        fc.uniqueArray(name, { maxLength: 2 }),
        fc.oneof(fc.boolean(), sub, fc.constant(undefined)),
      )
      .map(([properties, required, additionalProperties]) => ({
        type: 'object',
        properties,
        required,
        ...(additionalProperties === undefined ? {} : { additionalProperties }),
      })),
    fc.array(sub, { minLength: 1, maxLength: 3 }).map((allOf) => ({ allOf })),
    fc.array(sub, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(sub, { minLength: 1, maxLength: 3 }).map((oneOf) => ({ oneOf })),
    sub.map((not) => ({ not })),
    fc.tuple(sub, sub, sub).map(([test, matched, otherwise]) =>
      Object.fromEntries([
        ['if', test],
        ['then', matched],
        ['else', otherwise],
      ]),
    ),
    fc.record(
      {
        contains: sub,
        minContains: fc.nat(2),
        maxContains: fc.integer({ min: 1, max: 2 }),
      },
      { requiredKeys: ['contains'] },
    ),
    fc.record(
      {
        properties: fc.dictionary(name, sub, { maxKeys: 2 }),
        patternProperties: fc.dictionary(fc.constantFrom('^a', 'x', 'c$'), sub, { maxKeys: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), sub),
        propertyNames: fc.record({ maxLength: fc.integer({ min: 1, max: 3 }) }),
        dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
          maxKeys: 2,
        }),
        dependentSchemas: fc.dictionary(name, sub, { maxKeys: 1 }),
      },
      { requiredKeys: [] },
    ),
    // Not with `unevaluatedItems`: Ajv takes every item for evaluated where a `contains` stands below.
    fc
      .tuple(
        fc.constantFrom('allOf', 'anyOf', 'oneOf'),
        fc.array(sub, { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.constant(false), sub),
      )
      .map(([keyword, parts, unevaluatedProperties]) => ({
        [keyword]: parts,
        unevaluatedProperties,
      })),
    fc
      .tuple(
        fc.constantFrom('allOf', 'anyOf', 'oneOf'),
        fc.array(fc.record({ prefixItems: fc.array(sub, { minLength: 1, maxLength: 2 }) }), {
          minLength: 1,
          maxLength: 2,
        }),
        fc.oneof(fc.constant(false), sub),
      )
      .map(([keyword, parts, unevaluatedItems]) => ({ [keyword]: parts, unevaluatedItems })),
  )
}

const valueArbitrary: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      2,
      -1,
      5,
      1.5,
      '',
      'a',
      'b',
      'ab',
      'abc',
      'abcdef',
      'abcdefg',
      astral,
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor', 'x-y'), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value

/** What Ajv says; null for the rare value on which the code that it makes throws. */
const verdictOf = (validate: (value: unknown) => boolean, value: unknown): boolean | null => {
  try {
    return validate(value)
  } catch {
    return null
  }
}

const differencesOf = async (
  schemas: readonly object[],
  values: readonly unknown[],
): Promise<unknown[]> => {
  const ports = await portsOf(schemas)
  const ajv = new Ajv2020({ strict: false, ownProperties: true })
  return schemas.flatMap((schema, i) => {
    const validate = ajv.compile(schema)
    return values.flatMap((value) => {
      const expected = verdictOf((each) => validate(each), value)
      const isSame = expected === null || ports[i]?.accepts(value) === expected
      return isSame ? [] : [{ schema, value, expected }]
    })
  })
}

describe('against Ajv', () => {
  test('both agree on generated schemas and values', { timeout: 60_000 }, async () => {
    const schemas = fc.sample(schemaArbitrary(2), { numRuns: 250, seed: 20_241 })
    const values = fc
      .sample(valueArbitrary, { numRuns: 120, seed: 7 })
      .map((value) => JSON.parse(JSON.stringify(value)))
    expect((await differencesOf(schemas, values)).slice(0, 3)).toEqual([])
  })

  test('and on keywords that look at the same value', { timeout: 60_000 }, async () => {
    const schemas = fc.sample(combinedSchemas, { numRuns: 100, seed: 20_242 })
    const values = fc.sample(objectValues, { numRuns: 80, seed: 8 })
    expect((await differencesOf(schemas, values)).slice(0, 3)).toEqual([])
  })
})
