// Owns where a request carries the credentials of a security scheme. Judges none of them.

import type { RawRequest } from '../http/raw-request.js'
import { cookiePairs, unquoted } from '../text/cookie-pairs.js'
import type { SecurityScheme } from './security.js'

/** The credentials for `scheme`; null when the request has none, or they are malformed. */
export const readCredentials = (
  scheme: SecurityScheme,
  raw: RawRequest,
): Record<string, unknown> | null => {
  switch (scheme.type) {
    case 'apiKey':
      return apiKey(scheme, raw)
    case 'http':
      return httpCredentials(scheme.scheme.toLowerCase(), raw)
    case 'oauth2':
    case 'openIdConnect':
      return httpCredentials('bearer', raw)
    case 'mutualTLS':
      return peerCertificate(raw)
  }
}

const peerCertificate = (raw: RawRequest): Record<string, unknown> | null => {
  const certificate = raw.peerCertificate()
  return certificate === null ? null : { certificate }
}

const apiKey = (
  { in: place, name }: Extract<SecurityScheme, { type: 'apiKey' }>,
  raw: RawRequest,
): Record<string, string> | null => {
  const key =
    place === 'header'
      ? raw.header(name.toLowerCase())
      : place === 'query'
        ? queryValue(raw.target, name)
        : cookieValue(raw.header('cookie') ?? '', name)
  return key ? { key } : null
}

const queryValue = (target: string, name: string): string | undefined => {
  const mark = target.indexOf('?')
  if (mark < 0) return undefined
  const values = new URLSearchParams(target.slice(mark + 1)).getAll(name)
  return values.length === 1 ? values[0] : undefined
}

/** The value of a cookie, undefined when it is absent or given twice: who of the two asks is not for us to choose. */
const cookieValue = (header: string, name: string): string | undefined => {
  const [first, ...others] = cookiePairs(header).filter(([key]) => key === name)
  return first === undefined || others.length > 0 ? undefined : unquoted(first[1])
}

// RFC 9110, 11.4: one space or more between scheme and what follows; the scheme in any case.
const httpCredentials = (scheme: string, raw: RawRequest): Record<string, string> | null => {
  const match = /^([!#$%&'*+.^_`|~\w-]+) +(.+)$/.exec(raw.header('authorization') ?? '')
  const value = match?.[2]
  if (value === undefined || match?.[1]?.toLowerCase() !== scheme) return null
  if (scheme === 'basic') return basic(value)
  if (scheme !== 'bearer') return { value }
  // RFC 6750, 2.1: a token68. Repeated headers arrive joined by a comma and are refused here.
  return /^[\w.~+/-]+=*$/.test(value) ? { token: value } : null
}

// RFC 7617, 2: base64 of `user:password`; the user has no colon.
const basic = (value: string): Record<string, string> | null => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return null
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return null
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}
