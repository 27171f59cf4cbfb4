// Owns turning the text of parameters and form fields into JSON values, led by what a schema allows.
// Text that does not fit stays text, and the validator that follows says what is wrong with it.

import type { Pattern } from '../patterns/linear.js'
import { isLossless, parseExact } from './exact-json.js'
import { Issues, recursionMax } from './issues.js'
import { nestsDeeper } from './nesting.js'
import { isDecimal } from './numbers.js'
import { own } from './values.js'

/** What a text may mean. `json` parses it as JSON; a list and fields are built from several texts. */
export type Hint =
  | 'string'
  | 'integer'
  | 'number'
  | 'exactInteger'
  | 'exactNumber'
  | 'boolean'
  | 'null'
  | 'json'
  | { readonly anyOf: readonly Hint[] }
  /** A text is parted by `separator`, a comma unless it is said; then texts of one name are too. */
  | ListHint
  | {
      readonly fields: Readonly<Record<string, Hint>>
      /** Of names that are no field. */
      readonly patterns?: readonly { readonly pattern: Pattern; readonly hint: Hint }[]
      readonly rest: Hint | null
    }

export interface ListHint {
  /** Of the items at the first places, each for itself. */
  readonly first?: readonly Hint[]
  readonly items: Hint
  readonly separator?: ',' | ' ' | '\t' | '|'
}

const integerText = /^-?(?:0|[1-9]\d{0,15})$/
const numberText = /^-?(?:0|[1-9]\d{0,308})(?:\.\d{1,308})?(?:[eE][+-]?\d{1,3})?$/

const coerceScalar = (text: string, hint: Hint): unknown => {
  switch (hint) {
    case 'integer':
      return integerText.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text
    case 'number':
      return numberText.test(text) && Number.isFinite(Number(text)) ? Number(text) : text
    case 'exactInteger':
      return exactInteger(text)
    case 'exactNumber':
      return exactNumber(text)
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'null':
      return text === '' || text === 'null' ? null : text
    case 'json':
      return parsed(text)
    default:
      return text
  }
}

const exactIntegerText = /^-?(?:0|[1-9]\d{0,399})$/

/** Where a double loses digits, a bigint. */
const exactInteger = (text: string): unknown => {
  if (!exactIntegerText.test(text)) return text
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
}

/** Where a double loses digits, a symbol that they describe. */
const exactNumber = (text: string): unknown => {
  if (!isDecimal(text) || !Number.isFinite(Number(text))) return text
  return isLossless(text) ? Number(text) : Symbol(text)
}

// What nests deeper stays text too: the levels that a validator follows are the most that anybody needs to hold.
const parsed = (text: string): unknown => {
  if (nestsDeeper(text, recursionMax)) return text
  try {
    return parseExact(text)
  } catch {
    return text
  }
}

/**
 * One text as the first alternative of `hint` that it fits.
 *
 * @example coerce('7', 'integer') // 7
 */
export const coerce = (text: string, hint: Hint): unknown => {
  if (typeof hint === 'string') return coerceScalar(text, hint)
  if ('items' in hint)
    return coerceTuple(text === '' ? [] : text.split(hint.separator ?? ','), hint)
  if ('fields' in hint) return parsed(text)
  for (const alternative of hint.anyOf) {
    const value = coerce(text, alternative)
    if (value !== text) return value
  }
  return text
}

/** Every item of a list parameter. */
export const coerceList = (texts: readonly string[], hint: Hint): unknown[] =>
  texts.map((text) => coerce(text, hint))

/** Items of a list, those at the first places each in its own way. */
export const coerceTuple = (texts: readonly string[], { first = [], items }: ListHint): unknown[] =>
  texts.map((text, i) => coerce(text, first[i] ?? items))

/** Fields of a form, or members of an object parameter, as an object. Null-prototype: names are free. */
export const coerceFields = (
  fields: Readonly<Record<string, readonly string[]>>,
  hint: Hint,
): Record<string, unknown> => {
  const object: Record<string, unknown> = Object.create(null)
  if (typeof hint === 'string' || !('fields' in hint)) return object
  // What all names together may cost is counted there.
  const issues = new Issues()
  for (const name of Object.keys(fields))
    object[name] = coerceTexts(fields[name] ?? [], fieldHint(hint, name, issues))
  return object
}

/** What the texts of one field mean. Where a pattern would cost too much, the check that follows refuses the name. */
export const fieldHint = (hint: Hint | null, name: string, issues: Issues): Hint => {
  if (hint === null || typeof hint === 'string' || !('fields' in hint)) return 'string'
  const { fields, patterns = [], rest } = hint
  const named = own(fields, name) as Hint | undefined
  if (named !== undefined) return named
  const matching = patterns.filter(({ pattern }) => pattern.test(name, issues))
  const [first = rest ?? 'string', ...others] = matching.map((each) => each.hint)
  return others.length === 0 ? first : { anyOf: [first, ...others] }
}

/** One member of a form or an object, which may be there several times. */
export const coerceTexts = (texts: readonly string[], hint: Hint): unknown => {
  if (typeof hint === 'object' && 'items' in hint) {
    if (hint.separator === undefined) return coerceTuple(texts, hint)
    return texts.flatMap((text) => coerce(text, hint) as unknown[])
  }
  const [text = ''] = texts
  return texts.length > 1 ? coerceList(texts, hint) : coerce(text, hint)
}
