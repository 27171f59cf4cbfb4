// Owns which addresses a server may be made to call: an address that a client gave must not lead inside (SSRF).
// What is judged is the address that is connected to, after the name is looked up, so that no second answer of a
// name server can change it.

import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** A name or address that leads to something private. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

// IANA special-purpose registries (RFC 6890): what is not globally reachable. The compiler's list for remote references is
// the same, as a test holds.
const blocked = new BlockList()
const ipv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16],
  ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] // biome-ignore format: a table
const ipv6: readonly (readonly [string, number])[] = [
  ['::', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32],
  ['2002::', 16], ['3fff::', 20], ['5f00::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
] // biome-ignore format: a table
for (const [net, prefix] of ipv4) blocked.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of ipv6) blocked.addSubnet(net, prefix, 'ipv6')

/** Whether an IP address is not for everybody. IPv4 addresses inside IPv6 ones are judged as what they are. */
export const isPrivateAddress = (address: string): boolean => {
  const family = isIP(address)
  if (family === 0) return true
  if (family === 4) return blocked.check(address, 'ipv4')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return isPrivateAddress(mapped)
  return blocked.check(address, 'ipv6')
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
 * Refuses what needs no lookup: other protocols, credentials in the URL, literal private addresses.
 * @throws {ForbiddenAddress}
 */
export const checkTarget = (url: URL, allowPrivate: boolean): void => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isPlain = url.protocol === 'http:' && allowPrivate
  if (url.protocol !== 'https:' && !isPlain)
    throw new ForbiddenAddress(`${url.origin} is not https.`)
  if (url.username !== '' || url.password !== '') {
    throw new ForbiddenAddress('A webhook address has no user or password.')
  }
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
    throw new ForbiddenAddress(`${host} is a private address.`)
  }
}
