// Owns reading application/x-www-form-urlencoded text (WHATWG URL, 5.1).

import { MalformedBody } from '../http/malformed-body.js'

/** Fields of one form at most. */
const formFieldsMax = 1000

/**
 * Fields by name, in an object without a prototype, so that `__proto__` is a name like any other.
 *
 * @throws {MalformedBody} on a broken percent escape or more than `formFieldsMax` fields.
 */
export const parseForm = (text: string): Record<string, string[]> => {
  const fields: Record<string, string[]> = Object.create(null)
  if (text === '') return fields
  const pairs = text.split('&', formFieldsMax + 1)
  if (pairs.length > formFieldsMax)
    throw new MalformedBody(`more than ${formFieldsMax} form fields`)
  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    const values = fields[name]
    if (values === undefined) fields[name] = [value]
    else values.push(value)
  }
  return fields
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new MalformedBody('a form field has a broken percent escape')
  }
}
