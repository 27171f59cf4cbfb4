// Owns which IP addresses lead to something private.

import { BlockList, isIP } from 'node:net'

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
