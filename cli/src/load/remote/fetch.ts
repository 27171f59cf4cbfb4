// Owns one fetch: a GET over http or https under limits, redirects only within the list, and every address looked at
// when the connection is made, so that a name cannot lead elsewhere between the look and the connection.

import { type LookupAddress, type LookupAllOptions, lookup as lookupName } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type AllowList, hostOf, isAllowed, isReachable } from './allow.js'
import type { RemoteLimits } from './limits.js'

/** Why nothing came. */
export interface FetchFailure {
  readonly why: string
  /** The next step, where it is not that of the code. */
  readonly help?: string
}

export type Fetched = { readonly bytes: Buffer } | FetchFailure

/** Looks up all addresses of a name. */
export type Lookup = (
  name: string,
  options: LookupAllOptions,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

interface Way {
  readonly list: AllowList
  readonly limits: RemoteLimits
  readonly lookup: Lookup
  readonly signal: AbortSignal
}

/** Fetches a URL that the list has. Never throws. */
export const fetchRemote = async (
  start: URL,
  list: AllowList,
  limits: RemoteLimits,
  lookup: Lookup = lookupName,
): Promise<Fetched> => {
  const deadline = AbortSignal.timeout(limits.remoteTimeoutMs)
  let url = start
  for (let redirects = 0; redirects <= limits.remoteRedirectsMax; redirects++) {
    const answer = await answerOf(url, { list, limits, lookup, signal: deadline })
    if (!('location' in answer)) return answer
    const next = redirectTarget(answer.location, url)
    if (next === null) return { why: `it redirects to \`${answer.location}\`, which is no URL` }
    if (!isAllowed(list, next))
      return {
        why: `it redirects to ${next.href}, which is not allowed`,
        help: `allow that as well: \`--allow-remote ${next.origin}/\``,
      }
    url = next
  }
  return {
    why: `it redirects more than ${limits.remoteRedirectsMax} times (limit remoteRedirectsMax)`,
  }
}

const redirectTarget = (location: string, from: URL): URL | null => {
  try {
    const url = new URL(location, from)
    url.hash = ''
    return url
  } catch {
    return null
  }
}

const answerOf = async (url: URL, way: Way): Promise<Fetched | { readonly location: string }> => {
  const { list, limits, signal } = way
  const host = hostOf(url)
  if (isIP(host) !== 0 && !isReachable(list, host)) return innerAddress(host, host)
  try {
    const response = await responseOf(url, way)
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy()
      return { location: headers.location }
    }
    if (statusCode !== 200) {
      response.destroy()
      return { why: `the server answered ${statusCode}` }
    }
    return await bodyOf(response, limits)
  } catch (error) {
    if (signal.aborted)
      return { why: `it took longer than ${limits.remoteTimeoutMs} ms (limit remoteTimeoutMs)` }
    if (error instanceof InnerAddress) return innerAddress(host, error.address)
    return { why: error instanceof Error ? error.message : 'unknown reason' }
  }
}

class InnerAddress extends Error {
  constructor(readonly address: string) {
    super(`${address} is not a public address`)
  }
}

const innerAddress = (host: string, address: string): FetchFailure => ({
  why:
    host === address
      ? `${address} is not a public address`
      : `${host} is at ${address}, which is not a public address`,
  help: `if that host is meant, allow its address as well: \`--allow-remote ${address}\``,
})

const responseOf = (url: URL, { list, lookup, signal }: Way): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    request(
      url,
      {
        signal,
        agent: false,
        lookup: reachableOnly(list, lookup),
        headers: {
          accept: 'application/yaml, application/json;q=0.9, */*;q=0.8',
          'accept-encoding': 'identity',
          'user-agent': 'nexus',
        },
      },
      resolve,
    )
      .on('error', reject)
      .on('upgrade', (_, socket) => {
        socket.destroy()
        reject(new Error('it switched to another protocol (101), which nobody asked for'))
      })
      // An answer that came is settled already.
      .on('close', () => reject(new Error('the server ended the connection without an answer')))
      .end()
  })

/** Looks a name up, and gives its addresses only when every one may be spoken to. */
const reachableOnly =
  (list: AllowList, lookup: Lookup): LookupFunction =>
  (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const inner = addresses.find(({ address }) => !isReachable(list, address))
      if (inner !== undefined) return callback(new InnerAddress(inner.address), [])
      const [first] = addresses
      if (options.all === true || first === undefined) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }

const bodyOf = async (response: IncomingMessage, limits: RemoteLimits): Promise<Fetched> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limits.remoteBytesMax) {
      response.destroy()
      return { why: `it is larger than ${limits.remoteBytesMax} bytes (limit remoteBytesMax)` }
    }
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks) }
}
