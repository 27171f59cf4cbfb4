// Owns what reading knows of a parameter before its checks run: whether it is there, and which type its value has.

import type { ParameterPlan, TypePlan } from '../../ir/plan/api.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import type { HintPlan } from '../../ir/plan/parameters.js'
import type { JsonType } from '../../ir/schema.js'
import { type Printing, unitOf } from '../code/printing.js'

/** Where parameters are taken from, and what their types are called. */
export const inputPlaces = [
  { place: 'path', field: 'path', suffix: 'Path' },
  { place: 'query', field: 'query', suffix: 'Query' },
  { place: 'header', field: 'headers', suffix: 'Headers' },
  { place: 'cookie', field: 'cookies', suffix: 'Cookies' },
] as const

/** A default whose format nobody checked when it was planned: requests without the parameter are not to fail. */
export const mayBeNever = (printing: Printing, type: TypePlan, depth = 0): boolean => {
  if (type.kind === 'both') return true
  if (type.kind === 'keyword') return type.name === 'never'
  if (depth > typeDepthMax) return false
  if (type.kind === 'union') return type.of.some((each) => mayBeNever(printing, each, depth + 1))
  if (type.kind !== 'named') return false
  const unit = unitOf(printing, type.unit)
  const named = type.direction === 'input' ? (unit.inputType ?? unit.outputType) : unit.outputType
  return named !== null && mayBeNever(printing, named, depth + 1)
}

/** Names and unions in each other that are looked through. */
const typeDepthMax = 8

export const isOptional = (parameter: ParameterPlan): boolean =>
  (!parameter.required || parameter.emptyIsNone) && parameter.default === null

export const isTrustedDefault = (parameter: ParameterPlan): boolean =>
  parameter.default !== null &&
  (('becomes' in parameter.check && parameter.check.becomes !== undefined) ||
    (parameter.check.kind === 'value' && parameter.check.string?.format != null))

/** The type that reading has made certain. */
export const knownType = ({ source, check }: ParameterPlan): JsonType | null => {
  if (source.kind === 'native') return nativeType(source.as)
  const isArray = check.kind === 'value' && check.types?.length === 1 && check.types[0] === 'array'
  return source.kind === 'list' && isArray ? 'array' : null
}

const nativeType = (kind: keyof typeof nativeReads): JsonType => (kind === 'list' ? 'array' : kind)

/** Methods of a request that read what the engine has coerced. */
export const nativeReads = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'flag',
  list: 'list',
} as const

/** What each mark of an exploded style stands before. */
export const partsOf = (hint: HintPlan): 'one' | 'list' | 'members' => {
  if (typeof hint === 'string' || 'anyOf' in hint) return 'one'
  return 'fields' in hint ? 'members' : 'list'
}

/** A list of texts, as requests have it. */
export const isTextList = (type: TypePlan): boolean =>
  type.kind === 'list' && type.item.kind === 'keyword' && type.item.name === 'string'

/** The check of a parameter without asking whether items of a list are texts: those of a request are. */
export const withoutTextItems = ({ source, check }: ParameterPlan): CheckPlan => {
  if (source.kind !== 'list' || source.hint !== 'string') return check
  if (check.kind !== 'value' || check.array === null || !isText(check.array.items)) return check
  return { ...check, array: { ...check.array, items: { kind: 'any' } } }
}

/** Whether all that is asked of a value is to be a text. */
const isText = (check: CheckPlan): boolean =>
  check.kind === 'value' &&
  check.types?.length === 1 &&
  check.types[0] === 'string' &&
  Object.entries(check).every(
    ([name, value]) =>
      name === 'kind' ||
      name === 'types' ||
      value == null ||
      (Array.isArray(value) && value.length === 0),
  )
