// Owns which addresses a server may be made to call: an address that a client gave must not lead inside (SSRF).
// What is judged is the address that is connected to, after the name is looked up, so that no second answer of a
// name server can change it.

import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivateAddress } from './private-address.js'

/**
 * A name or address that leads to something private.
 *
 * @example
 * if (error instanceof ForbiddenAddress) return op.problem(400, { detail: 'The address is private.' })
 */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

/** A lookup for `node:http` that fails for names of private addresses: one of several is enough. */
export const guardedLookup: LookupFunction = (host, options, callback) => {
  systemLookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, '', 0)
    const [first] = addresses
    const wrong = addresses.find(({ address }) => isPrivateAddress(address))
    if (first === undefined || wrong !== undefined) {
      return callback(new ForbiddenAddress(`${host} is a private address.`), '', 0)
    }
    if (options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

/**
 * An address as a URL. Refuses what needs no lookup: what is none (`format: uri` lets a port of 99999 through), other protocols, credentials in the URL, literal private addresses.
 * @throws {ForbiddenAddress}
 */
export const targetOf = (address: string, allowPrivate: boolean): URL => {
  if (!URL.canParse(address)) throw new ForbiddenAddress('A webhook address is a URL.')
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isPlain = url.protocol === 'http:' && allowPrivate
  if (url.protocol !== 'https:' && !isPlain)
    throw new ForbiddenAddress(`${url.protocol}//${url.host} is not https.`)
  if (url.username !== '' || url.password !== '') {
    throw new ForbiddenAddress('A webhook address has no user or password.')
  }
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
    throw new ForbiddenAddress(`${host} is a private address.`)
  }
  return url
}
