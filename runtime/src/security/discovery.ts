// Owns finding an issuer's keys by OpenID Connect Discovery 1.0.

import { createLocalJWKSet } from 'jose'
import { checkedUrl, fetchJson } from './fetch-json.js'
import { fetchKeySet, KeyCache, type KeyLimits, type KeySource } from './key-source.js'

/**
 * Keys of the set that the issuer's configuration names. Both are asked for together: an issuer that moves
 * its keys is followed.
 *
 * @throws {TypeError} at once, when the issuer is no https URL.
 */
export const discoveredKeySource = (issuer: string, limits: KeyLimits): KeySource => {
  const configuration = configurationUrl(issuer)
  return new KeyCache(async () => {
    const found = await fetchJson(configuration, limits)
    // Discovery, 4.3: the issuer must be the one that was asked for, or another's keys would count.
    if (found.issuer !== issuer) throw new Error(`${configuration.href} is of another issuer`)
    return createLocalJWKSet(await fetchKeySet(checkedUrl(String(found.jwks_uri)), limits))
  }, limits)
}

/** Discovery, 4.1: the well-known path comes after the issuer's own. */
const configurationUrl = (issuer: string): URL =>
  checkedUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
