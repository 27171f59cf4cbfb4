// Owns rules about `enum` and `const`: members that the schema's own `type` refuses, and none at all.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import { hasType } from '../ir/json-values.js'
import type { JsonType, JsonValue, Schema } from '../ir/schema.js'
import { shown } from './values.js'

export const checkEnums = (api: Api): readonly Diagnostic[] =>
  [...api.schemas.values()].flatMap((schema) => [
    ...emptyEnum(schema),
    ...wrongMembers(schema),
    ...nullWithoutMember(schema),
  ])

const hasOneOf = (value: JsonValue, types: readonly JsonType[]): boolean =>
  types.some((type) => hasType(value, type))

const emptyEnum = (schema: Schema): readonly Diagnostic[] =>
  schema.enum?.length === 0
    ? [
        diagnostic('NX2121', {
          message: '`enum` has no values, so nothing is valid',
          at: keyAt(schema, 'enum'),
        }),
      ]
    : []

const wrongMembers = (schema: Schema): readonly Diagnostic[] => {
  const { types } = schema
  if (types === null) return []
  const odd = (schema.enum ?? []).filter((value) => !hasOneOf(value, types))
  const findings = odd.length === 0 ? [] : [mismatch(schema, 'enum', odd)]
  const isOdd = schema.const !== null && !hasOneOf(schema.const.value, types)
  return isOdd && schema.const !== null
    ? [...findings, mismatch(schema, 'const', [schema.const.value])]
    : findings
}

const membersShownMax = 3

const mismatch = (
  schema: Schema,
  keyword: 'enum' | 'const',
  odd: readonly JsonValue[],
): Diagnostic => {
  const members = odd.slice(0, membersShownMax).map(shown).join(', ')
  const more = odd.length > membersShownMax ? ` and ${odd.length - membersShownMax} more` : ''
  return diagnostic('NX2114', {
    message: `\`${keyword}\` holds ${members}${more}, which \`type: ${(schema.types ?? []).join(', ')}\` refuses`,
    at: keyAt(schema, keyword),
  })
}

const nullWithoutMember = (schema: Schema): readonly Diagnostic[] =>
  schema.types?.includes('null') === true &&
  schema.enum !== null &&
  schema.enum.length > 0 &&
  !schema.enum.includes(null)
    ? [
        diagnostic('NX2119', {
          message: 'null is allowed by type but not a member of `enum`',
          at: keyAt(schema, 'enum'),
        }),
      ]
    : []

const keyAt = (schema: Schema, keyword: string) => ({
  file: schema.at.file,
  pointer: child(schema.at.pointer, keyword),
  part: 'key' as const,
})
