// Owns the rule about schemas that accept nothing, although each of their keywords alone would: members of an
// enumeration that the rest refuses, bounds without an integer between them, parts of different types.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { JsonType, Schema } from '../ir/schema.js'
import { refusedBy } from './values.js'

export const checkImpossible = (api: Api): readonly Diagnostic[] =>
  [...api.schemas.values()].flatMap((schema) => {
    const found =
      refusedMembers(schema) ??
      integersBetween(schema) ??
      requiredBeyond(schema) ??
      typesOfParts(api, schema)
    if (found === null) return []
    const { keyword, message } = found
    const pointer = child(schema.at.pointer, keyword)
    return [
      diagnostic('NX2121', {
        message,
        at: { file: schema.at.file, pointer, part: 'key' as const },
      }),
    ]
  })

interface Finding {
  readonly keyword: string
  readonly message: string
}

const refusedMembers = (schema: Schema): Finding | null => {
  const [keyword, members] =
    schema.const !== null
      ? (['const', [schema.const.value]] as const)
      : (['enum', schema.enum ?? []] as const)
  if (members.length === 0) return null
  const bare = { ...schema, const: null, enum: keyword === 'const' ? schema.enum : null }
  const refusals = members.map((member) => refusedBy(member, bare))
  const [first] = refusals
  if (first == null || refusals.some((refusal) => refusal === null)) return null
  const what = keyword === 'const' ? 'the value' : 'every value'
  const message = `${what} of \`${keyword}\` is refused by \`${first}\`, so nothing is valid`
  return { keyword, message }
}

const integersBetween = (schema: Schema): Finding | null => {
  const { types, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  if (types === null || types.some((type) => type !== 'integer')) return null
  const low = Math.max(minimum ?? -Infinity, exclusiveMinimum ?? -Infinity)
  const high = Math.min(maximum ?? Infinity, exclusiveMaximum ?? Infinity)
  // Bounds that cross are told by NX2108.
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) return null
  const first = Math.ceil(low) === exclusiveMinimum ? Math.ceil(low) + 1 : Math.ceil(low)
  const isThere = first < high || (first === high && high !== exclusiveMaximum)
  if (isThere || low === high) return null
  const keyword = minimum === null ? 'exclusiveMinimum' : 'minimum'
  return { keyword, message: 'no integer lies between the bounds, so nothing is valid' }
}

const requiredBeyond = ({ required, maxProperties, types }: Schema): Finding | null => {
  const isObject = types?.every((type) => type === 'object') === true
  if (!isObject || maxProperties === null || new Set(required).size <= maxProperties) return null
  const message = `more members are required than \`maxProperties: ${maxProperties}\` allows, so nothing is valid`
  return { keyword: 'maxProperties', message }
}

/** The schema and its parts, when no type is allowed by all of them. */
const typesOfParts = (api: Api, schema: Schema): Finding | null => {
  const parts = [schema, ...schema.allOf.map((id) => api.schemas.get(id))]
  const typed = parts.flatMap((part) => (part?.types == null ? [] : [part.types]))
  if (schema.allOf.length === 0 || typed.length < 2) return null
  const [first = [], ...others] = typed
  const common = first.filter((type) => others.every((types) => takes(types, type)))
  const commonBack = others.flat().filter((type) => typed.every((types) => takes(types, type)))
  if (common.length + commonBack.length > 0) return null
  return { keyword: 'allOf', message: 'the parts of `allOf` share no type, so nothing is valid' }
}

const takes = (types: readonly JsonType[], type: JsonType): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'))
