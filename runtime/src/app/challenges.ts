// Owns the WWW-Authenticate header of refusals (RFC 9110, 11.6.1), per security scheme.

import type { SecurityScheme } from './security.js'

const realm = 'realm="api"'

/** The challenge of a scheme; `wasRefused` when the request had credentials for it that its hook turned down. */
export const challengeOf = (scheme: SecurityScheme | undefined, wasRefused: boolean): string => {
  if (scheme === undefined) return `Bearer ${realm}`
  if (scheme.type === 'apiKey') return `ApiKey in="${scheme.in}", name=${quoted(scheme.name)}`
  // TLS asks for certificates itself; HTTP has no registered scheme that would.
  if (scheme.type === 'mutualTLS') return `Certificate ${realm}`
  if (isBearer(scheme)) {
    return wasRefused ? `Bearer ${realm}, error="invalid_token"` : `Bearer ${realm}`
  }
  const name = scheme.type === 'http' ? scheme.scheme : 'Bearer'
  if (name.toLowerCase() === 'basic') return `Basic ${realm}, charset="UTF-8"`
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name) ? `${name} ${realm}` : `Bearer ${realm}`
}

/** What a 403 says to the holder of a token (RFC 6750, 3.1); null for schemes without tokens. */
export const bearerError = (
  scheme: SecurityScheme | undefined,
  error: string,
  scopes: readonly string[],
): string | null => {
  if (scheme === undefined || !isBearer(scheme)) return null
  return `Bearer ${realm}, error="${error}", scope=${quoted(scopes.join(' '))}`
}

const isBearer = (scheme: SecurityScheme): boolean =>
  scheme.type === 'oauth2' ||
  scheme.type === 'openIdConnect' ||
  (scheme.type === 'http' && scheme.scheme.toLowerCase() === 'bearer')

// Names come from the contract, which is untrusted: only visible ASCII goes into a header.
const quoted = (text: string): string =>
  `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`
