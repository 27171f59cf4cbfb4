// Owns which JSON types a check can accept: unions whose branches share none are told apart by type.

import type { UnitPlan } from '../../ir/plan/api.js'
import type { CheckPlan, CodeValue } from '../../ir/plan/checks.js'
import type { JsonType } from '../../ir/schema.js'

/** Calls of calls are followed this deep. */
const depthMax = 8

/** Types that can pass, or null when any could. */
export const typesOfCheck = (
  units: ReadonlyMap<string, UnitPlan>,
  check: CheckPlan,
  depth = 0,
): ReadonlySet<JsonType> | null => {
  if (check.kind === 'any' || check.kind === 'never' || depth > depthMax) return null
  if (check.kind === 'call') {
    const unit = units.get(check.unit)
    const target = unit?.check ?? unit?.noted ?? null
    return target === null ? null : typesOfCheck(units, target, depth + 1)
  }
  if (check.enum !== null) return new Set(check.enum.map(typeOfValue))
  if (check.types !== null) return new Set(check.types)
  if (check.choice !== null) return new Set<JsonType>(['object'])
  for (const part of check.allOf) {
    const types = typesOfCheck(units, part, depth + 1)
    if (types !== null) return types
  }
  return null
}

/** Whether numbers that pass may have digits that a double loses. */
export const isExact = (
  units: ReadonlyMap<string, UnitPlan>,
  check: CheckPlan,
  depth = 0,
): boolean => {
  if (check.kind === 'any' || check.kind === 'never' || depth > depthMax) return false
  if (check.kind === 'value')
    return (
      check.exact !== undefined ||
      check.enum?.some(isBigInteger) === true ||
      [...check.allOf, ...check.anyOf, ...check.oneOf].some((part) =>
        isExact(units, part, depth + 1),
      )
    )
  const unit = units.get(check.unit)
  const target = unit?.check ?? unit?.noted ?? null
  return target !== null && isExact(units, target, depth + 1)
}

/** What arrives as bigint. */
const isBigInteger = (value: CodeValue): boolean =>
  typeof value === 'bigint' || (Number.isInteger(value) && !Number.isSafeInteger(value))

const typeOfValue = (value: CodeValue): JsonType => {
  if (typeof value === 'bigint') return 'number'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as 'string' | 'number' | 'boolean' | 'object'
}

/** The type that telling a branch from others by its types has found out; numbers are asked again whether they are whole. */
export const typeToldBy = (types: ReadonlySet<JsonType> | null | undefined): JsonType | null => {
  const [only = null, ...others] = types ?? []
  return others.length > 0 || only === 'integer' || only === 'number' ? null : only
}
