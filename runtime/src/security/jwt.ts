// Owns verifying JSON Web Tokens (RFC 7519, best current practice RFC 8725) as a security hook.

import {
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { SecurityHookContext } from '../app/security.js'
import { discoveredKeySource } from './discovery.js'
import { checkedUrl } from './fetch-json.js'
import { type KeySource, keySource, localKeySource } from './key-source.js'

/** Signature algorithms that can be allowed. Symmetric ones and `none` cannot. */
export type JwtAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'

/** What a token has to be. */
export interface JwtOptions {
  /** `iss`; also where OIDC discovery finds the keys when `jwks` is absent. */
  readonly issuer: string
  /** `aud`: one of these. */
  readonly audience: string | readonly string[]
  /** URL of the issuer's JSON Web Key Set, or the set itself; default: OIDC discovery. */
  readonly jwks?: string | URL | JSONWebKeySet
  /** Default: RS256, PS256, ES256, EdDSA. */
  readonly algorithms?: readonly JwtAlgorithm[]
  /** How far clocks may differ. Default 5. */
  readonly clockToleranceSeconds?: number
  /** Tokens that were issued longer ago are refused, whatever `exp` says. Default: no such limit. */
  readonly maxTokenAgeSeconds?: number
  /** `typ` of the header; `at+jwt` for access tokens of RFC 9068. Default: any. */
  readonly type?: string
  /** Claims that have to be there besides `iss`, `aud` and `exp`. */
  readonly requiredClaims?: readonly string[]
  /** Where scopes stand; default: `scope` (RFC 8693, 4.2), else `scp`, as text or list. */
  readonly scopes?: (claims: JWTPayload) => readonly string[]
  /** Keys are asked for again after this long. Default 600. */
  readonly keysMaxAgeSeconds?: number
  /** Keys are asked for at most this often, unknown key ids and failures included. Default 30. */
  readonly keysCooldownSeconds?: number
  /** When the issuer cannot be reached, keys are used for this much longer. Default 3600. */
  readonly keysStaleSeconds?: number
  /** How long the issuer may take to answer. Default 5. */
  readonly fetchTimeoutSeconds?: number
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch
}

/** Who a token was issued for. */
export interface JwtPrincipal {
  /** `sub`; `''` when the token has none. */
  readonly subject: string
  readonly issuer: string
  readonly scopes: readonly string[]
  /** Everything the token says. */
  readonly claims: JWTPayload
}

/** A hook for schemes that carry bearer tokens. */
export type JwtHook = (
  credentials: { readonly token: string },
  context: SecurityHookContext<unknown>,
) => Promise<JwtPrincipal | null>

/**
 * A hook that lets in holders of valid tokens of one issuer. A token that is wrong in any way answers 401;
 * an issuer whose keys cannot be had answers 503, because the token may well be right.
 *
 * @throws {TypeError} at once, when the options allow too much or no issuer could be asked.
 * @example
 * export const security = {
 *   bearer: jwt({ issuer: 'https://id.example.com', audience: 'https://api.example.com' }),
 * } satisfies Security
 */
export const jwt = (options: JwtOptions): JwtHook => {
  const algorithms = allowed(options.algorithms ?? defaultAlgorithms)
  const keys = keysOf(options)
  const claims = ['exp', ...(options.requiredClaims ?? [])]
  const verify = {
    algorithms,
    issuer: options.issuer,
    audience: audiencesOf(options.audience),
    clockTolerance: options.clockToleranceSeconds ?? 5,
    requiredClaims: claims,
    ...(options.type === undefined ? {} : { typ: options.type }),
    ...(options.maxTokenAgeSeconds === undefined
      ? {}
      : { maxTokenAge: options.maxTokenAgeSeconds }),
  }
  return async ({ token }) => {
    try {
      const payload = await claimsOf(token, keys, verify)
      const subject: unknown = payload.sub ?? ''
      if (typeof subject !== 'string') return null // RFC 7519, 4.1.2
      return {
        subject,
        issuer: options.issuer,
        scopes: (options.scopes ?? scopesOf)(payload),
        claims: payload,
      }
    } catch (error) {
      // What jose finds wrong is wrong with the token; everything else is ours, and refuses loudly.
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }
}

/** Keys of one set that are tried for a token that does not name its own. */
const keysTriedMax = 8

// A token that names no key may be of one that the issuer has had since its keys were asked for.
const claimsOf = async (
  token: string,
  keys: KeySource,
  verify: JWTVerifyOptions,
): Promise<JWTPayload> => {
  const { edition } = keys
  try {
    return await claimsByAnyKey(token, keys, verify)
  } catch (error) {
    if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
    if (decodeProtectedHeader(token).kid !== undefined) throw error
    if (!(await keys.isNewerThan(edition))) throw error
    return await claimsByAnyKey(token, keys, verify)
  }
}

// Without a `kid` several keys may fit, as while the issuer changes them: the token may be of any of these.
const claimsByAnyKey = async (
  token: string,
  { find }: KeySource,
  verify: JWTVerifyOptions,
): Promise<JWTPayload> => {
  try {
    return (await jwtVerify(token, find, verify)).payload
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    let tried = 0
    for await (const key of error) {
      if (++tried > keysTriedMax) break
      const verified = await jwtVerify(token, key, verify).catch(unlessSignature)
      if (verified !== null) return verified.payload
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

// A key that cannot be used (1,024 bits, a broken number) is passed over, as if the set had not had it (RFC 7517, 5):
// what jose throws then is no error of its own.
const unlessSignature = (error: unknown): null => {
  const isOfKey = !(error instanceof errors.JOSEError)
  if (isOfKey || error instanceof errors.JWSSignatureVerificationFailed) return null
  throw error
}

const defaultAlgorithms: readonly JwtAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA']
const asymmetric = /^(?:RS|PS|ES)(?:256|384|512)$|^EdDSA$|^Ed25519$/

// A key set is public: with a symmetric algorithm anybody could sign (RFC 8725, 3.1).
const allowed = (algorithms: readonly string[]): string[] => {
  const wrong = algorithms.find((each) => !asymmetric.test(each))
  if (wrong !== undefined) throw new TypeError(`jwt: the algorithm ${wrong} cannot be allowed.`)
  if (algorithms.length === 0) throw new TypeError('jwt: no algorithm is allowed.')
  return [...algorithms]
}

// An empty audience would let in tokens that were made for others (RFC 8725, 3.9).
const audiencesOf = (audience: string | readonly string[]): string[] => {
  const all = [audience].flat()
  if (all.length === 0 || all.includes('')) throw new TypeError('jwt: the audience is empty.')
  return all
}

const keysOf = (options: JwtOptions): KeySource => {
  const { jwks, issuer } = options
  const limits = {
    maxAgeMs: (options.keysMaxAgeSeconds ?? 600) * 1000,
    cooldownMs: (options.keysCooldownSeconds ?? 30) * 1000,
    staleMs: (options.keysStaleSeconds ?? 3600) * 1000,
    timeoutMs: (options.fetchTimeoutSeconds ?? 5) * 1000,
    fetch: options.fetch ?? fetch,
  }
  if (jwks === undefined) return discoveredKeySource(issuer, limits)
  if (typeof jwks === 'string' || jwks instanceof URL)
    return keySource(checkedUrl(String(jwks)), limits)
  return localKeySource(jwks)
}

const scopesOf = ({ scope, scp }: JWTPayload): readonly string[] => {
  const given = scope ?? scp
  if (typeof given === 'string') return given.split(' ').filter((each) => each !== '')
  return Array.isArray(given) ? given.filter((each) => typeof each === 'string') : []
}
