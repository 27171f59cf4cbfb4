// Owns lists and objects in header fields: style simple of OpenAPI 3.1, 4.8.12.3, written into answers and read from
// requests. What would part two items is percent-encoded in one, and so is what no field can carry (RFC 9110, 5.5).

import { withoutBlanks } from '../text/blanks.js'
import { cookiePairs, unquoted } from '../text/cookie-pairs.js'
import { percentDecoded } from '../text/percent.js'
import { coerce, coerceFields, coerceTuple, type Hint } from './coerce.js'
import { type Fields, fieldsOf } from './parameters.js'

/**
 * A value in a field: `a,b`, and `name,value` for each member of an object.
 *
 * @example simpleHeader({ R: 100, G: 'x,y' }) // 'R,100,G,x%2Cy'
 */
export const simpleHeader = (value: unknown): string => headerText(value, ',')

/** The same with exploded members: `name=value`. */
export const explodedHeader = (value: unknown): string => headerText(value, '=')

/**
 * What writes lists that `separators` part, outermost first: `collectionFormat` of Swagger 2.0.
 *
 * @example delimitedHeader('|,')([[1, 2], [3]]) // '1,2|3'
 */
export const delimitedHeader =
  (separators: string) =>
  (value: unknown): string =>
    delimited(value, separators, 0)

const delimited = (value: unknown, separators: string, level: number): string =>
  Array.isArray(value)
    ? value.map((item) => delimited(item, separators, level + 1)).join(separators[level] ?? ',')
    : itemText(value)

/** What writes JSON into a field: characters beyond ASCII as escapes, which JSON has for all of them. */
export const jsonHeader =
  <T>(write: (value: T) => string) =>
  (value: T): string =>
    write(value).replace(/[\x7f-\uffff]/g, escapedUnit)

/** Items of a list in a request's field, decoded. */
export const headerItems = (texts: readonly string[]): string[] => texts.map(percentDecoded)

/** Members of an object in a request's field; `between` stands between name and value. */
export const headerFields = (text: string, between: ',' | '='): Fields =>
  fieldsOf(partsOf(text), between, percentDecoded)

const partsOf = (text: string): string[] =>
  withoutBlanks(text) === '' ? [] : text.split(',').map(withoutBlanks)

/** A value in a field, as its hint says: a list, an object whose members may be `name=value`, or one text. */
export const headerValue = (text: string, hint: Hint, isExploded: boolean): unknown => {
  if (typeof hint === 'string' || 'anyOf' in hint) return coerce(text, hint)
  if ('fields' in hint) return coerceFields(headerFields(text, isExploded ? '=' : ','), hint)
  return coerceTuple(headerItems(partsOf(text)), hint)
}

/** Members of an object in the first cookie of that name, which is decoded only once it is taken apart. */
export const listedCookieFields = (cookies: string, name: string, between: ',' | '='): Fields => {
  // A name that is no token (RFC 6265, 4.1.1) comes encoded, in the one way that clients write it.
  const written = encodeURIComponent(name)
  const found = cookiePairs(cookies).find(([key]) => key === name || key === written)
  return headerFields(unquoted(found?.[1] ?? ''), between)
}

const headerText = (value: unknown, between: ',' | '='): string => {
  if (Array.isArray(value)) return value.map(itemText).join(',')
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(
      ([name, member]) => `${itemText(name).replaceAll('=', '%3D')}${between}${itemText(member)}`,
    )
    .join(',')
}

const itemText = (value: unknown): string => {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
  const end = endWithoutBlanks(text)
  // A lone surrogate, which UTF-8 does not have, becomes U+FFFD.
  const whole = text.slice(0, end).replace(/\p{Cs}/gu, '\ufffd')
  return whole.replace(special, encodeURIComponent) + '%20'.repeat(text.length - end)
}

/** What cannot stand in an item, and blanks at its start, which whoever reads it trims as those at its end. */
const special = /[%,]|[^\x20-\x7e]+|^ +/gu

const endWithoutBlanks = (text: string): number => {
  let end = text.length
  while (text.charCodeAt(end - 1) === blank) end--
  return end
}

const blank = 32

const escapedUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
