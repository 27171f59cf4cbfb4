// Owns the keywords of schemas: JSON Schema's, and those that OpenAPI adds.

import { described, enforced, ignored, type KeywordTable, table, typed } from './table.js'

// Answers are written by what their schema declares; what else a schema asks of a value is its type.
const answered = { inAnswers: 'typed' } as const
const since30 = { since: '3.0' } as const
const since31 = { since: '3.1' } as const
const ofMembers = { note: 'of members of `properties`; warned about elsewhere' } as const

export const schemaKeywords = {
  Schema: table(
    enforced('$ref properties additionalProperties items allOf discriminator'),
    enforced('readOnly', ofMembers),
    enforced('writeOnly', { ...since30, ...ofMembers }),
    enforced('anyOf oneOf', since30),
    enforced('type enum format required', answered),
    enforced('nullable', { since: '3.0', until: '3.0', ...answered }),
    enforced('minimum maximum exclusiveMinimum exclusiveMaximum multipleOf', answered),
    enforced('minLength maxLength pattern', answered),
    enforced('minItems maxItems uniqueItems', answered),
    enforced('minProperties maxProperties', answered),
    enforced('not', { ...since30, ...answered }),
    enforced('const', { ...since31, ...answered }),
    enforced('prefixItems', since31),
    enforced('patternProperties', since31),
    enforced('propertyNames dependentRequired', { ...since31, ...answered }),
    enforced('unevaluatedProperties unevaluatedItems', since31),
    enforced('dependentSchemas if then else', { ...since31, ...answered }),
    enforced('contains minContains maxContains', { ...since31, ...answered }),
    enforced('default', { ...answered, note: 'put in where a member or parameter is absent' }),
    typed('title description example'),
    typed('deprecated', since30),
    typed('examples', since31),
    typed('$schema', { ...since31, note: 'other dialects than that of 3.1 are reported' }),
    typed('contentEncoding contentMediaType', {
      ...since31,
      note: 'bytes that are no text are a file in a form',
    }),
    typed('contentSchema', { ...since31, note: 'of the data of server-sent events' }),
    described('externalDocs'),
    described('$defs definitions $comment', since31),
    ignored('xml'),
    described('$id $anchor $dynamicAnchor', { ...since31, note: 'references follow them' }),
    enforced('$dynamicRef', since31),
    ignored('$recursiveRef $recursiveAnchor', since31),
    ignored('$vocabulary', since31),
    ignored('dependencies additionalItems', since31),
  ),
  Discriminator: table(
    enforced('propertyName mapping'),
    enforced('defaultMapping', { since: '3.2' }),
  ),
  XML: table(
    ignored('name namespace prefix attribute wrapped'),
    ignored('nodeType', { since: '3.2' }),
  ),
} as const satisfies Record<string, KeywordTable>
