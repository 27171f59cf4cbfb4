// Owns an issuer of JSON Web Tokens for tests: keys that nobody else has, and tokens that `jwt()` takes, or refuses.

import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'

/** What a token says besides its issuer and audience. */
export interface TestToken {
  /** `sub`; default `test`. */
  readonly subject?: string
  /** `scope`, with blanks between. */
  readonly scopes?: readonly string[]
  /** Seconds from now; less than 0 for one that has expired. Default 3600. */
  readonly expiresInSeconds?: number
  /** Other claims, `iss` and `aud` too, where they are to be wrong. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Signs tokens, and has the keys by which they are verified. */
export interface TestIssuer {
  readonly issuer: string
  readonly audience: string
  /** For `jwks` of `jwt()`. */
  readonly jwks: JSONWebKeySet
  token(says?: TestToken): Promise<string>
}

const algorithm = 'ES256'
const keyId = 'test'

/**
 * An issuer for the tests of a project whose hooks verify tokens.
 *
 * @example
 * const id = await testIssuer({ issuer: 'https://id.example.com', audience: 'pets' })
 * const bearer = jwt(id)
 * const headers = { authorization: `Bearer ${await id.token({ scopes: ['pets:write'] })}` }
 */
export const testIssuer = async (names: {
  readonly issuer: string
  readonly audience: string
}): Promise<TestIssuer> => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm)
  const key = { ...(await exportJWK(publicKey)), kid: keyId, alg: algorithm }
  return {
    ...names,
    jwks: { keys: [key] },
    token: (says = {}) => sign(names, privateKey, says),
  }
}

const sign = (
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  key: CryptoKey,
  { subject = 'test', scopes = [], expiresInSeconds = 3600, claims = {} }: TestToken,
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + expiresInSeconds }
  const scope = scopes.length === 0 ? {} : { scope: scopes.join(' ') }
  return new SignJWT({ iss: issuer, aud: audience, sub: subject, ...times, ...scope, ...claims })
    .setProtectedHeader({ alg: algorithm, kid: keyId })
    .sign(key)
}
