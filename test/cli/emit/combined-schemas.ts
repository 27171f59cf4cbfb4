// Owns schemas whose keywords meet in one place, and values that tell them apart: `not`, `if`, names by pattern, what
// is unevaluated and what depends on a member all look at the same object or list.

import fc from 'fast-check'

// No inherited names: Ajv takes them for evaluated.
const name = fc.constantFrom('a', 'b', 'ab', 'xc', 'd')

const scalar: fc.Arbitrary<object | boolean> = fc.oneof(
  fc.constantFrom(true, true, false),
  fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'object') }),
  fc.record({ const: fc.constantFrom(1, 'a', true, null) }),
  fc.record({ minimum: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ maxLength: fc.nat(2) }),
)

/** Any of the members, each now and then. */
const some = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc
    .tuple(
      ...Object.entries(members).map(([key, value]) =>
        fc.option(
          value.map((found) => [key, found] as const),
          { freq: 2 },
        ),
      ),
    )
    .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)))

/**
 * What applies in place to the value of another schema has no `unevaluatedProperties`: Ajv counts what it evaluates also
 * where that branch does not match. Likewise `if` beside it.
 */
const schemaOf = (depth: number, where: 'apart' | 'in place'): fc.Arbitrary<object | boolean> => {
  if (depth === 0) return scalar
  const sub = schemaOf(depth - 1, 'apart')
  const branch = schemaOf(depth - 1, 'in place')
  const parts = fc.array(branch, { minLength: 1, maxLength: 2 })
  const ofObjects = {
    properties: fc.dictionary(name, sub, { maxKeys: 2 }),
    patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', 'x|c'), sub, { maxKeys: 2 }),
    additionalProperties: sub,
    propertyNames: fc.constantFrom(
      { maxLength: 1 },
      { pattern: '^[ab]' },
      { not: { const: 'ab' } },
    ),
    required: fc.uniqueArray(name, { maxLength: 1 }),
    minProperties: fc.nat(1),
    maxProperties: fc.integer({ min: 1, max: 3 }),
    dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
    dependentSchemas: fc.dictionary(name, branch, { maxKeys: 1 }),
    ...(where === 'apart' ? { unevaluatedProperties: sub } : {}),
  }
  const ofLists = {
    prefixItems: fc.array(sub, { minLength: 1, maxLength: 2 }),
    items: sub,
    minItems: fc.nat(1),
    maxItems: fc.integer({ min: 1, max: 3 }),
    uniqueItems: fc.boolean(),
  }
  const inPlace = { not: branch, allOf: parts, anyOf: parts, oneOf: parts, if: branch }
  const chosen = some(Object.fromEntries(['then', 'else'].map((keyword) => [keyword, branch])))
  return fc.oneof(
    { weight: 1, arbitrary: scalar },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.oneof(some(ofObjects), some(ofLists)), some(inPlace), chosen)
        .map(([own, around, then]) => withoutIf({ ...own, ...around, ...then })),
    },
  )
}

const withoutIf = (schema: object): object =>
  'unevaluatedProperties' in schema
    ? Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'if'))
    : schema

/** Schemas that are no booleans, two levels deep. */
export const combinedSchemas: fc.Arbitrary<object> = schemaOf(2, 'apart').filter(
  (schema): schema is object => typeof schema === 'object',
)

const leaf = fc.constantFrom(0, 1, 2, 'a', '', 'abc', true, null)

/** Mostly objects and lists with members that schemas name. */
export const objectValues: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(name, tie('value'), { maxKeys: 4 }).map((value) => ({ ...value })),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value
