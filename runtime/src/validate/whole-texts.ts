// Owns parameters that are no name with one text: of OpenAPI 3.2 a query that is one value and cookies as they came
// (4.12.2, styles `querystring` and `cookie`), and exploded lists and objects of style `form` in cookies.

import { cookiePairs, unquoted } from '../text/cookie-pairs.js'
import { percentDecoded } from '../text/percent.js'
import { addField, type Fields, fieldsOf } from './parameters.js'

/** The query of a target as one text, percent-decoded; null without one. */
export const wholeQuery = (target: string): string | null => {
  const mark = target.indexOf('?')
  return mark < 0 ? null : percentDecoded(target.slice(mark + 1))
}

/** The values of all cookies of that name, as they came; null without one. */
export const cookieValues = (header: string | undefined, name: string): string[] | null => {
  const values = cookiePairs(header ?? '').flatMap(([key, value]) => (key === name ? [value] : []))
  return values.length === 0 ? null : values
}

/** Cookies as members of an object: those that the schema names, or all that nothing else takes. */
export const cookieFields = (
  header: string | undefined,
  names: readonly string[],
  taken: readonly string[] | null,
): Fields | null => {
  const fields: Fields = Object.create(null)
  for (const [name, value] of cookiePairs(header ?? ''))
    if (names.includes(name) || (taken !== null && !taken.includes(name)))
      addField(fields, name, value)
  return Object.keys(fields).length === 0 ? null : fields
}

/** The first of several cookies of one name as a list: `a,b`. Nothing at all is a list of nothing. */
export const cookieItems = (values: readonly string[] | null): string[] => {
  const [text = ''] = values ?? []
  return text === '' ? [] : text.split(',')
}

/** The first of several cookies of one name as an object: `x,1,y,2`. */
export const cookieMembers = (values: readonly string[] | null): Fields =>
  fieldsOf(cookieItems(values), ',', (part) => part)

/**
 * Members of an exploded object of style `form`: those that the schema names, or all that nothing else takes. Senders
 * part them as cookies (`R=1; G=2`, RFC 6265, 4.2.1) or as queries (`R=1&G=2`, RFC 6570, 3.2.8), and escape both.
 */
export const formCookieFields = (
  header: string | undefined,
  names: readonly string[],
  taken: readonly string[] | null,
): Fields | null => {
  const memberOf = (key: string): string | null => {
    const name = names.includes(key) ? key : percentDecoded(key)
    return names.includes(name) || (taken !== null && !taken.includes(name)) ? name : null
  }
  const fields: Fields = Object.create(null)
  for (const [key, value] of cookiePairs(header ?? '')) {
    const name = memberOf(key)
    if (name === null) continue
    for (const [member, text] of partsOf(name, value, memberOf))
      addField(fields, member, percentDecoded(unquoted(text)))
  }
  return Object.keys(fields).length === 0 ? null : fields
}

/** Items of an exploded list of style `form`: `p=a; p=b`, or `p=a&p=b`. */
export const formCookieItems = (header: string | undefined, name: string): string[] | null =>
  formCookieFields(header, [name], null)?.[name] ?? null

/** What stands in one cookie; an `&` before anything but a member belongs to the text that it stands in. */
const partsOf = (
  first: string,
  value: string,
  memberOf: (key: string) => string | null,
): [name: string, text: string][] => {
  const [text = '', ...others] = value.split('&')
  let last: [string, string] = [first, text]
  const parts = [last]
  for (const other of others) {
    const equals = other.indexOf('=')
    const name = equals > 0 ? memberOf(other.slice(0, equals)) : null
    if (name !== null) {
      last = [name, other.slice(equals + 1)]
      parts.push(last)
    } else last[1] += `&${other}`
  }
  return parts
}
