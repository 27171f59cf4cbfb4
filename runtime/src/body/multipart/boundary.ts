// Owns finding the boundary in a Content-Type, and parameters of a header in general (RFC 9110, 5.6.6).

import { MalformedBody } from '../../http/malformed-body.js'

/** A header value that has parameters: `form-data; name="a"`. Names and the value are in lower case. */
export interface ValueWithParameters {
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
}

const parameter = /\s*;\s*([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]+))/y

/** Splits a value from its parameters; null when it is malformed or names a parameter twice. */
export const parseParameters = (text: string): ValueWithParameters | null => {
  const end = text.indexOf(';')
  const value = (end < 0 ? text : text.slice(0, end)).trim().toLowerCase()
  const parameters = new Map<string, string>()
  let at = end < 0 ? text.length : end
  while (/[^\s;]/.test(text.slice(at))) {
    parameter.lastIndex = at
    const match = parameter.exec(text)
    const name = match?.[1]?.toLowerCase()
    if (match === null || name === undefined || parameters.has(name)) return null
    parameters.set(name, match[2] === undefined ? (match[3] ?? '') : unescaped(match[2]))
    at = parameter.lastIndex
  }
  return { value, parameters }
}

// Only quotes and backslashes are escaped in practice: old browsers send `C:\dir\file` as it is.
const unescaped = (quoted: string): string => quoted.replace(/\\(["\\])/g, '$1')

// RFC 2046, 5.1.1: 1 to 70 characters, the last no space.
const boundaryText = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/

/**
 * The boundary of a multipart body.
 *
 * @throws {MalformedBody} when the header has none that RFC 2046 allows.
 */
export const boundaryOf = (contentType: string): string => {
  const boundary = parseParameters(contentType)?.parameters.get('boundary') ?? ''
  if (boundaryText.test(boundary)) return boundary
  throw new MalformedBody('has no boundary that RFC 2046 allows in its Content-Type')
}
