// Owns what may be fetched: the URLs of a list and what is below them, over the public network only unless the
// list has the address as well. A reference comes from an untrusted document, so a name that leads to an inner
// host must not turn the compiler into a way in (SSRF).

import { BlockList, isIP } from 'node:net'
import { isBelow, urlFrom } from './url.js'

/** What a list of `--allow-remote` lets through. */
export interface AllowList {
  readonly urls: readonly URL[]
  /** Addresses that are not public and may be spoken to all the same. */
  readonly inner: BlockList
}

/** A list that lets nothing through. */
export const emptyList: AllowList = { urls: [], inner: new BlockList() }

/** Reads the entries of a list: URLs, and addresses or subnets such as `10.1.0.0/16`; the first that is neither. */
export const readAllowList = (
  entries: readonly string[],
): { readonly list: AllowList } | { readonly wrong: string } => {
  const urls: URL[] = []
  const inner = new BlockList()
  for (const entry of entries) {
    if (addSubnet(inner, entry)) continue
    const url = urlFrom(entry, null)
    if (url === null || url.username !== '' || url.password !== '' || url.search !== '')
      return { wrong: entry }
    urls.push(url)
    const host = hostOf(url)
    if (isIP(host) !== 0) addSubnet(inner, host)
    if (host === 'localhost') for (const each of ['127.0.0.1', '::1']) addSubnet(inner, each)
  }
  return { list: { urls, inner } }
}

/** Whether the list has a URL. http is another origin than https, so it is allowed only where it is listed. */
export const isAllowed = ({ urls }: AllowList, url: URL): boolean =>
  urls.some((entry) => isBelow(url, entry))

/** Whether an address may be spoken to. */
export const isReachable = ({ inner }: AllowList, address: string): boolean => {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return !notPublic.check(address, family) || inner.check(address, family)
}

/** The host of a URL as an address or a name: without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

const addSubnet = (list: BlockList, text: string): boolean => {
  const [address = '', prefix] = text.split('/')
  const version = isIP(address)
  if (version === 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false
  const bits = version === 6 ? 128 : 32
  const length = prefix === undefined ? bits : Number(prefix)
  if (length > bits) return false
  list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4')
  return true
}

// IANA's registries of special-purpose addresses (RFC 6890), multicast, and what embeds IPv4 addresses. The compiler does
// not import the runtime: a test holds this list against that of webhooks.
const notPublic = new BlockList()
for (const subnet of `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
  ::/96 ::1/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7
  fe80::/10 fec0::/10 ff00::/8`.split(/\s+/))
  addSubnet(notPublic, subnet)
