// Owns printing one schema of the IR; keywords that are absent are left out.

import type { Schema, SchemaId } from './schema.js'

/** Prints a schema, one keyword a line, in the order of the IR. */
export const printSchema = (schema: Schema): readonly string[] => [
  `schema ${schema.id}${schema.name === null ? '' : ` ${JSON.stringify(schema.name)}`}`,
  ...keywordLines(schema).map((line) => `  ${line}`),
]

const keywordLines = (schema: Schema): readonly string[] => [
  ...(schema.boolean === null ? [] : [schema.boolean ? 'always' : 'never']),
  ...values(schema),
  ...(schema.types === null ? [] : [`types ${schema.types.join(' | ')}`]),
  ...bounds(schema),
  ...list('prefixItems', schema.prefixItems),
  ...single('items', schema.items),
  ...(schema.uniqueItems ? ['uniqueItems'] : []),
  ...single('contains', schema.contains),
  ...single('unevaluatedItems', schema.unevaluatedItems),
  ...schema.properties.map(
    ({ name, schema: id, required }) =>
      `property ${JSON.stringify(name)}${required ? ' required' : ''} ${id}`,
  ),
  ...requiredOnly(schema),
  ...(schema.additionalProperties === null
    ? []
    : [`additionalProperties ${schema.additionalProperties}`]),
  ...laterObjects(schema),
  ...list('allOf', schema.allOf),
  ...list('anyOf', schema.anyOf),
  ...list('oneOf', schema.oneOf),
  ...single('not', schema.not),
  ...single('if', schema.if),
  ...single('then', schema.thenId),
  ...single('else', schema.elseId),
  ...discriminator(schema),
]

const values = (schema: Schema): readonly string[] => [
  ...json('title', schema.title),
  ...json('description', schema.description),
  ...(['deprecated', 'readOnly', 'writeOnly'] as const).filter((flag) => schema[flag]),
  ...(schema.default === null ? [] : [`default ${JSON.stringify(schema.default.value)}`]),
  ...schema.examples.map((example) => `example ${JSON.stringify(example)}`),
  ...json('enum', schema.enum),
  ...(schema.const === null ? [] : [`const ${JSON.stringify(schema.const.value)}`]),
  ...json('format', schema.format),
]

const bounds = (schema: Schema): readonly string[] =>
  (
    [
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'multipleOf',
      'minLength',
      'maxLength',
      'pattern',
      'minItems',
      'maxItems',
      'minContains',
      'maxContains',
      'minProperties',
      'maxProperties',
    ] as const
  ).flatMap((keyword) => json(keyword, schema[keyword]))

const laterObjects = (schema: Schema): readonly string[] => [
  ...schema.patternProperties.map(
    ({ pattern, schema: id }) => `patternProperty ${JSON.stringify(pattern)} ${id}`,
  ),
  ...single('propertyNames', schema.propertyNames),
  ...schema.dependentRequired.map(
    ({ name, required }) => `dependentRequired ${JSON.stringify(name)} ${JSON.stringify(required)}`,
  ),
  ...schema.dependentSchemas.map(
    ({ name, schema: id }) => `dependentSchema ${JSON.stringify(name)} ${id}`,
  ),
  ...single('unevaluatedProperties', schema.unevaluatedProperties),
]

const requiredOnly = (schema: Schema): readonly string[] => {
  const described = new Set(schema.properties.map(({ name }) => name))
  const names = schema.required.filter((name) => !described.has(name))
  return names.length === 0
    ? []
    : [`required ${names.map((name) => JSON.stringify(name)).join(', ')}`]
}

const discriminator = ({ discriminator: found }: Schema): readonly string[] =>
  found === null
    ? []
    : [
        `discriminator ${JSON.stringify(found.propertyName)}`,
        ...found.mapping.map(({ value, schema }) => `  ${JSON.stringify(value)} ${schema}`),
        ...single('  otherwise', found.fallback),
      ]

const json = (name: string, value: unknown): readonly string[] =>
  value === null ? [] : [`${name} ${JSON.stringify(value)}`]

const single = (name: string, id: SchemaId | null): readonly string[] =>
  id === null ? [] : [`${name} ${id}`]

const list = (name: string, ids: readonly SchemaId[]): readonly string[] =>
  ids.map((id) => `${name} ${id}`)
