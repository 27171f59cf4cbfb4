// Owns the rules of discriminators: every branch of the union has and requires the property, and there is a union.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { Schema, SchemaId } from '../ir/schema.js'

export const checkDiscriminators = (api: Api): readonly Diagnostic[] =>
  [...api.schemas.values()].flatMap((schema) => checkOne(api, schema))

const checkOne = (api: Api, schema: Schema): readonly Diagnostic[] => {
  const { discriminator } = schema
  if (discriminator === null) return []
  const { propertyName, mapping, fallback, at } = discriminator
  // Reading made a union of a base and the schemas that inherit from it; here are none.
  if (schema.oneOf.length + schema.anyOf.length === 0) {
    return [
      diagnostic('NX2131', {
        message: `the discriminator \`${propertyName}\` chooses nothing: no schema inherits from this one, and it has no \`oneOf\` and no \`anyOf\``,
        at,
      }),
    ]
  }
  // With a schema for values without the property, nobody needs it (OpenAPI 3.2, 4.25.2).
  if (fallback !== null) return checkFallback(schema, fallback, at)
  const lacking = mapping.filter(({ schema: id }) => !requires(api, id, propertyName, new Set()))
  const [first] = lacking
  if (first === undefined) return []
  const values = lacking.slice(0, valuesShownMax).map(({ value }) => `\`${value}\``)
  const more = lacking.length > valuesShownMax ? ` and ${lacking.length - valuesShownMax} more` : ''
  const branch = api.schemas.get(first.schema)
  return [
    diagnostic('NX2107', {
      message: `the discriminator \`${propertyName}\` is not a required property of ${values.join(', ')}${more}`,
      at,
      related:
        branch === undefined
          ? []
          : [{ message: `\`${first.value}\` is at {place}`, at: branch.at }],
    }),
  ]
}

const checkFallback = (schema: Schema, fallback: SchemaId, at: SourceRef): readonly Diagnostic[] =>
  [...schema.oneOf, ...schema.anyOf].includes(fallback)
    ? []
    : [
        diagnostic('NX2187', {
          message: '`defaultMapping` names a schema that is no branch of the union',
          at: { ...at, pointer: child(at.pointer, 'defaultMapping') },
        }),
      ]

const valuesShownMax = 3

// Own `required`, or that of something it is composed of; in a union, of every branch.
const requires = (api: Api, id: SchemaId, property: string, seen: Set<SchemaId>): boolean => {
  const schema = api.schemas.get(id)
  if (schema === undefined || seen.has(id)) return false
  seen.add(id)
  if (schema.required.includes(property)) return true
  const inner = (each: SchemaId): boolean => requires(api, each, property, seen)
  if (schema.allOf.some(inner)) return true
  return [schema.anyOf, schema.oneOf].some((union) => union.length > 0 && union.every(inner))
}
