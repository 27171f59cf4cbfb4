// Owns how a Cookie field is taken apart (RFC 6265, 4.2.1), for whoever reads cookies. The engine's own reader of
// parameters (native/src/http/params.cc) goes by the same rules.

import { withoutBlanks } from './blanks.js'

/**
 * Names and values of a `Cookie` field, in their order, neither decoded nor without quotes. A pair without a name or
 * without `=` is left out. Names are exact: of `\xa0__Host-id` a browser has not held what the prefix promises.
 */
export const cookiePairs = (field: string): [name: string, value: string][] =>
  field.split(';').flatMap((pair): [string, string][] => {
    const equals = pair.indexOf('=')
    const name = withoutBlanks(pair.slice(0, Math.max(0, equals)))
    return name === '' ? [] : [[name, withoutBlanks(pair.slice(equals + 1))]]
  })

/** A value without the quotes that it may stand in. */
export const unquoted = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
