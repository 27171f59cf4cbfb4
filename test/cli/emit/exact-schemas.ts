// Owns schemas whose numbers are exact, with every keyword that describes members and items, and bodies that are made to
// fit them, as JSON text: digits of numbers stay what they are.

import fc from 'fast-check'

type Schema = { readonly [keyword: string]: unknown }

const int64 = { type: 'integer', format: 'int64' }
const decimal = { type: 'number', format: 'decimal' }

const leaf: fc.Arbitrary<Schema> = fc.constantFrom<Schema>(
  int64,
  decimal,
  { ...int64, type: ['integer', 'null'] },
  { ...decimal, type: ['number', 'null'] },
  { type: 'number' },
  { type: 'string' },
  { type: 'boolean' },
  { enum: [1, 'x', null] },
)

const own = fc.constantFrom('a', 'b')
const tagged = (k: string, part: Schema): Schema => ({
  ...part,
  required: ['k'],
  properties: { ...(part['properties'] as object), k: { const: k } },
})

const schemaOf = (depth: number): fc.Arbitrary<Schema> => {
  if (depth === 0) return leaf
  const sub = schemaOf(depth - 1)
  const members = fc.dictionary(own, sub, { minKeys: 1, maxKeys: 2 })
  const object = members.map((properties): Schema => ({ type: 'object', properties }))
  const patterns = sub.map((each) => ({ '^x': each }))
  const further = fc.oneof(fc.constant(false), sub)
  // A branch that leaves a member to any value lets in objects that no schema describes, which are not written.
  const scalars = fc
    .dictionary(own, leaf, { minKeys: 1, maxKeys: 2 })
    .map((properties): Schema => ({ type: 'object', properties }))
  const closed = object.map((each): Schema => ({ ...each, additionalProperties: false }))
  const parts = fc.array(scalars, { minLength: 1, maxLength: 2 })
  const conditional = fc.tuple(scalars, scalars, fc.boolean()).map(([then, other, isAsked]) => {
    const test = { properties: { k: { const: 'k1' } }, ...(isAsked ? { required: ['k'] } : {}) }
    return Object.fromEntries([
      ['type', 'object'],
      ['properties', { k: { enum: ['k1', 'k2'] } }],
      ['if', test],
      ['then', then],
      ['else', other],
    ])
  })
  return fc.oneof(
    leaf,
    object,
    fc.tuple(object, patterns, further).map(([each, patternProperties, additionalProperties]) => ({
      ...each,
      patternProperties,
      additionalProperties,
    })),
    fc.tuple(patterns, further).map(([patternProperties, additionalProperties]) => ({
      type: 'object',
      patternProperties,
      additionalProperties,
    })),
    fc
      .tuple(parts, further, fc.constantFrom('allOf', 'anyOf'))
      .map(([all, unevaluatedProperties, kind]) => ({
        type: 'object',
        // One number has one form.
        [kind]: kind === 'allOf' ? all.slice(0, 1) : all,
        unevaluatedProperties,
      })),
    conditional,
    fc.tuple(conditional, further).map(([each, unevaluatedProperties]) => ({
      ...each,
      unevaluatedProperties,
    })),
    fc.tuple(scalars, scalars).map(([each, where]) => ({
      ...each,
      dependentSchemas: { a: where },
    })),
    object.map((each) => ({ anyOf: [each, { type: 'null' }] })),
    fc
      .tuple(closed, closed)
      .map(([one, two]) => ({ oneOf: [tagged('k1', one), tagged('k2', two)] })),
    fc.tuple(closed, closed).map(([one, two]) => ({ anyOf: [one, two] })),
    fc.tuple(scalars, scalars).map(([one, two]) => ({ anyOf: [one, two] })),
    sub.map((items) => ({ type: 'array', items })),
    fc.tuple(sub, sub).map(([first, unevaluatedItems]) => ({
      type: 'array',
      prefixItems: [first],
      unevaluatedItems,
    })),
  )
}

/** Two levels deep. */
export const exactSchemas: fc.Arbitrary<Schema> = schemaOf(2)

const digits = ['1', '-7', '1.5', '9007199254740993', '12345678901234567.89', '0.1']
// None that is digits: beside a decimal it would be one.
const texts = ['"s"', '"1 5"', '"x"', '""']

type Pick = <T>(from: readonly T[]) => T

/** A body that mostly fits: each part of it is made for one of the schemas that may describe it. */
export const bodyOf = (schema: Schema | boolean, pick: Pick): string => {
  if (typeof schema === 'boolean') return pick([...digits, ...texts, 'null', 'true'])
  const branches = (schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined
  if (branches !== undefined && !('unevaluatedProperties' in schema))
    return bodyOf(pick(branches), pick)
  const whole = inPlace(schema)
  const listed = whole.find((each) => 'enum' in each || 'const' in each)
  if (listed !== undefined)
    return JSON.stringify(pick((listed['enum'] as unknown[] | undefined) ?? [listed['const']]))
  const types = [whole.find((each) => 'type' in each)?.['type'] ?? 'object'].flat() as string[]
  const type = pick(types)
  if (type === 'string') return pick(texts)
  if (type === 'boolean') return pick(['true', 'false'])
  if (type === 'null') return 'null'
  if (type === 'integer' || type === 'number') return pick(digits)
  if (type === 'array') {
    const items = [...((schema['prefixItems'] as Schema[] | undefined) ?? [])]
    const rest = (schema['items'] ?? schema['unevaluatedItems']) as Schema
    return `[${[...items, ...pick([[], [rest], [rest, rest]])].map((each) => bodyOf(each, pick)).join()}]`
  }
  const members = ['k', 'a', 'b', 'x1', 'o'].flatMap((name) => {
    const described = whole.flatMap((each) => ofMember(each, name))
    if (described.length === 0 || pick([true, true, false]) === false) return []
    return [`${JSON.stringify(name)}:${bodyOf(pick(described), pick)}`]
  })
  return `{${members.join()}}`
}

/** A schema and those that may apply to the same value. */
const inPlace = (schema: Schema): Schema[] => {
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (schema[key] ?? []) as Schema[])
  const chosen = ['then', 'else'].flatMap((key) => (schema[key] ?? []) as Schema[])
  const depending = Object.values((schema['dependentSchemas'] as Record<string, Schema>) ?? {})
  return [schema, ...[...parts, ...chosen, ...depending].flatMap((each) => inPlace(each))]
}

const ofMember = (schema: Schema, name: string): Schema[] => {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>
  const patterns = (schema['patternProperties'] ?? {}) as Record<string, Schema>
  const named = [
    ...(properties[name] === undefined ? [] : [properties[name]]),
    ...Object.entries(patterns).flatMap(([pattern, each]) =>
      new RegExp(pattern).test(name) ? [each] : [],
    ),
  ]
  if (named.length > 0) return named
  const further = schema['additionalProperties'] ?? schema['unevaluatedProperties']
  return typeof further === 'object' && further !== null ? [further as Schema] : []
}
