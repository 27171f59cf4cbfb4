// Owns made-up values of a schema, valid or nearly so, the same for the same seed.

const depthMax = 5

/** How often something is made otherwise than its schema says. */
const wrongPart = 0.04

const anything = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  12345,
  '',
  'a',
  'text',
  '2024-02-29',
  [],
  ['a'],
  {},
  { a: 1 },
]

/** A value that a schema may take. */
export const madeValue = (schemas, schema, chance, depth = 0) => {
  if (typeof schema !== 'object' || schema === null || depth > depthMax || chance.is(wrongPart))
    return chance.pick(anything)
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1).replaceAll('~1', '/').replaceAll('~0', '~')
    return madeValue(schemas, schemas[name], chance, depth + 0.5)
  }
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return chance.pick(schema.enum)
  const own = ofType(schemas, schema, chance, depth)
  const branches = [
    ...(schema.allOf ?? []),
    ...some(schema.anyOf, chance),
    ...some(schema.oneOf, chance),
  ]
  let value = own
  for (const branch of branches) {
    const more = madeValue(schemas, branch, chance, depth + 0.5)
    value = isRecord(value) && isRecord(more) ? Object.assign({}, value, more) : (more ?? value)
  }
  return value
}

const some = (list, chance) => (Array.isArray(list) && list.length > 0 ? [chance.pick(list)] : [])

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

const ofType = (schemas, schema, chance, depth) => {
  const types = [schema.type ?? (schema.properties ? 'object' : schema.items ? 'array' : [])].flat()
  if (schema.nullable === true && chance.is(0.1)) return null
  switch (chance.pick(types)) {
    case 'string':
      return textOf(schema, chance)
    case 'integer':
      return numberOf(schema, chance)
    case 'number':
      return chance.is(0.5) ? numberOf(schema, chance) : numberOf(schema, chance) + 0.5
    case 'boolean':
      return chance.is(0.5)
    case 'null':
      return null
    case 'array':
      return listOf(schemas, schema, chance, depth)
    case 'object':
      return objectOf(schemas, schema, chance, depth)
    default:
      return undefined
  }
}

const textOf = ({ minLength = 0, maxLength, pattern }, chance) => {
  const words = [
    'a',
    'text',
    '12',
    'A1',
    'abc-1',
    '2024-02-29',
    'a@b.co',
    'https://e.co',
    '+4912345',
    '😀',
    'GB',
  ]
  if (pattern !== undefined || chance.is(0.6)) return chance.pick(words)
  const lengths = [
    minLength,
    minLength + 1,
    maxLength ?? minLength + 3,
    (maxLength ?? 5) + 1,
    minLength - 1,
  ]
  return chance.pick(['a', '9', '😀']).repeat(Math.min(Math.max(chance.pick(lengths), 0), 3000))
}

const numberOf = ({ minimum, maximum, multipleOf = 1 }, chance) => {
  const low = typeof minimum === 'number' ? minimum : 0
  const high = typeof maximum === 'number' ? maximum : low + 10
  const found = chance.pick([
    low,
    high,
    low - 1,
    high + 1,
    low + multipleOf,
    chance.below(100),
    0,
    1,
  ])
  return Number.isSafeInteger(Math.trunc(found)) ? found : 1
}

const listOf = (schemas, { items, minItems = 0, maxItems, prefixItems = [] }, chance, depth) => {
  const counts = [
    minItems,
    minItems + 1,
    2,
    Math.min(maxItems ?? 3, 20),
    Math.min((maxItems ?? 3) + 1, 21),
  ]
  return Array.from({ length: Math.min(chance.pick(counts), 40) }, (_, i) =>
    madeValue(schemas, prefixItems[i] ?? items ?? {}, chance, depth + 1),
  )
}

const objectOf = (schemas, schema, chance, depth) => {
  const { properties = {}, required = [], additionalProperties } = schema
  const names = Object.keys(properties)
  const optional = depth > 3 ? 0.1 : names.length > 20 ? 0.2 : 0.6
  const chosen = names.filter((name) =>
    required.includes(name) ? !chance.is(0.03) : chance.is(optional),
  )
  const found = chosen.map((name) => [
    name,
    madeValue(schemas, properties[name], chance, depth + 1),
  ])
  const rest = isRecord(additionalProperties) ? additionalProperties : {}
  const extra = chance.is(additionalProperties === undefined ? 0.1 : 0.5)
    ? [
        [
          chance.pick(['extra', 'x1', 'constructor', '__proto__']),
          madeValue(schemas, rest, chance, depth + 1),
        ],
      ]
    : []
  return Object.fromEntries([...found, ...extra].filter(([, value]) => value !== undefined))
}
