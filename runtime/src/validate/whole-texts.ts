// Owns parameters of OpenAPI 3.2 that are no name with an escaped text: a query that is one value, and cookies as they
// came (4.12.2, styles `querystring` and `cookie`).

import { cookiePairs } from '../text/cookie-pairs.js'
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
