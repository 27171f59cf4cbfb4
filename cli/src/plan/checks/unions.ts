// Owns what is known of a union before its branches are asked: that it is an enumeration, or which branch is meant.

import type { Api } from '../../ir/api.js'
import { hasType } from '../../ir/json-values.js'
import type { CheckPlan, ChoicePlan } from '../../ir/plan/checks.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { choiceOfSchema } from '../schemas/choices.js'
import { isFree, schemaOf } from '../schemas/graph.js'
import type { Tags } from '../schemas/told-apart.js'

/** Plans what applies to the same value in place. */
export type InPlace = (id: SchemaId) => CheckPlan

/**
 * A union of constants, as enumerations with a description for each value are written: `oneOf: [{ const: 1, title:
 * 'One' }, ...]`. It is the enumeration of them.
 */
export const constantsOf = (api: Api, schema: Schema): readonly JsonValue[] | null => {
  const { anyOf, oneOf } = schema
  if (api.exactNumbers === true || anyOf.length > 0 === oneOf.length > 0) return null
  if (!isFree({ ...schema, types: null, anyOf: [], oneOf: [] })) return null
  const found: JsonValue[] = []
  for (const id of [...anyOf, ...oneOf]) {
    const branch = schemaOf(api, id)
    const own = branch.const === null ? branch.enum : [branch.const.value]
    if (own === null || !isFree({ ...branch, types: null, enum: null, const: null })) return null
    found.push(...own.filter((value) => isOfTypes(branch, value)))
  }
  const values = found.filter((value) => isOfTypes(schema, value))
  const isPlain = values.length > 0 && found.every(isScalar)
  return isPlain && new Set(found).size === found.length ? values : null
}

const isOfTypes = ({ types }: Schema, value: JsonValue): boolean =>
  types === null || types.some((type) => hasType(value, type))

/** A value that is equal to itself alone; numbers beyond these may have lost digits. */
const isScalar = (value: JsonValue): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  Number.isSafeInteger(value)

/** The choice that a discriminator makes, or values that the branches require; null where only asking them tells. */
export const choiceOf = (tags: Tags, schema: Schema, inPlace: InPlace): ChoicePlan | null => {
  const choice = choiceOfSchema(schema)
  if (choice === null) return toldApart(tags, schema, inPlace)
  return {
    keyword: 'discriminator',
    property: choice.property,
    branches: [...choice.values].map(([id, values]) => ({
      values,
      isFallback: id === choice.fallback,
      check: inPlace(id),
    })),
  }
}

/**
 * Branches that require different values of one property: no value satisfies two of them. The one that has its value
 * is asked alone, and its violations can be told.
 */
const toldApart = (tags: Tags, schema: Schema, inPlace: InPlace): ChoicePlan | null => {
  const { anyOf, oneOf, discriminator } = schema
  if (discriminator !== null || (anyOf.length > 0 && oneOf.length > 0)) return null
  const found = tags.ofBranches([...anyOf, ...oneOf])
  return (
    found && {
      keyword: 'enum',
      property: found.property,
      branches: found.branches.map(({ id, values }) => ({
        values,
        isFallback: false,
        check: inPlace(id),
      })),
    }
  )
}
