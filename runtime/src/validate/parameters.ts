// Owns parameters whose value is an object: read from the request's query or from one parameter's text
// (OpenAPI 3.1, 4.8.12.3 style values). Names are free, so objects have no prototype.

import { formDecoded } from '../text/percent.js'
import { TooManyParts } from './too-many-parts.js'

/** Texts by member name, in a null-prototype object. */
export type Fields = Record<string, string[]>

/** Members of an object parameter; more are refused. */
export const membersMax = 256

/** Pairs of a query, and texts of an object parameter, that are looked at; more are refused. */
export const partsMax = 1024

/**
 * Adds a value to a member.
 *
 * @throws {TooManyParts} when the object is full.
 */
export const addField = (fields: Fields, name: string, value: string): void => {
  const list = fields[name]
  if (list) list.push(value)
  else if (Object.keys(fields).length < membersMax) fields[name] = [value]
  else throw new TooManyParts(membersMax, 'members')
}

// Query pairs of a request target, as they came.
const rawPairsOf = (target: string): [string, string][] => {
  const mark = target.indexOf('?')
  if (mark < 0) return []
  const pairs = target.slice(mark + 1).split('&', partsMax + 1)
  if (pairs.length > partsMax) throw new TooManyParts(partsMax, 'pairs', 'query')
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    })
}

/**
 * Query pairs of a request target, decoded.
 *
 * @throws {TooManyParts} when there are more than `partsMax`.
 */
export const pairsOf = (target: string): [string, string][] =>
  rawPairsOf(target).map(([name, value]) => [formDecoded(name), formDecoded(value)])

/** `a=1&b=2` (style form, explode): the members that the schema names, or all that nothing else takes. */
export const explodedFields = (
  target: string,
  names: readonly string[],
  taken: readonly string[] | null,
): Fields | null => {
  const fields: Fields = Object.create(null)
  let found = false
  for (const [key, value] of pairsOf(target)) {
    if (!(names.includes(key) || (taken !== null && !taken.includes(key)))) continue
    found = true
    addField(fields, key, value)
  }
  return found ? fields : null
}

const escapedSeparators = { ',': /,/, ' ': /%20|\+/, '\t': /%09/, '|': /\||%7[Cc]/ } as const

/**
 * `a,1,b,2` in query parameter `name`, or `a=1,b=2` with an `=` between name and value. Its parts are told apart before they are decoded, so that an
 * escaped comma belongs to its value (RFC 6570, 3.2.1).
 */
export const listedQueryFields = (
  target: string,
  name: string,
  separator: ',' | ' ' | '\t' | '|',
  between: ',' | '=',
): Fields => {
  const text = rawPairsOf(target).find(([key]) => formDecoded(key) === name)?.[1] ?? ''
  return fieldsOf(text === '' ? [] : text.split(escapedSeparators[separator]), between, formDecoded)
}

/** Items of a list in query parameter `name`, parted before they are decoded; undefined where it is not there. */
export const listedQueryItems = (
  target: string,
  name: string,
  separator: ',' | ' ' | '|',
): string[] | undefined => {
  const text = rawPairsOf(target).find(([key]) => formDecoded(key) === name)?.[1]
  if (text === undefined) return undefined
  return text === '' ? [] : text.split(escapedSeparators[separator]).map(formDecoded)
}

/**
 * Fields from `name, value, name, value` or from parts `name=value`.
 *
 * @throws {TooManyParts} when there are more than `partsMax` of them, or `membersMax` members.
 */
export const fieldsOf = (
  parts: readonly string[],
  between: ',' | '=',
  decoded: (text: string) => string,
): Fields => {
  if (parts.length > partsMax) throw new TooManyParts(partsMax, 'parts')
  const fields: Fields = Object.create(null)
  if (between === '=') {
    for (const part of parts) {
      const equals = part.indexOf('=')
      const [name, value] =
        equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
      addField(fields, decoded(name), decoded(value))
    }
    return fields
  }
  for (let i = 0; i < parts.length; i += 2) {
    addField(fields, decoded(parts[i] ?? ''), decoded(parts[i + 1] ?? ''))
  }
  return fields
}
