// Owns the middleware for requests of other origins (Fetch Standard, 3.2). All of it is decided when routes are
// installed; the engine answers preflights, and marks every answer, without JavaScript.

import { type Duration, parseDurationMs } from '../../config.js'
import type { EngineMiddleware } from '../middleware.js'

/** Settings of `cors`. */
export interface CorsOptions {
  /** `*`, or origins as browsers write them: `https://app.example.com`. */
  readonly origins: '*' | readonly string[]
  /** Cookies and Authorization are sent, and answers to them may be read; not with `*`. */
  readonly credentials?: boolean
  /** Request headers that may be sent; default: those the operation declares, Content-Type and credentials. */
  readonly headers?: readonly string[]
  /** Answer headers that scripts may read. */
  readonly expose?: readonly string[]
  /** How long a browser remembers the answer of a preflight; default 10m (browsers take 2h at most). */
  readonly maxAge?: Duration
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]+$/

/**
 * Lets pages of other origins call operations.
 *
 * @throws {TypeError} when browsers would refuse what the policy comes to.
 * @example
 * createApp({ config, createState, middleware: { app: [cors({ origins: ['https://app.example.com'], credentials: true })] } })
 */
export const cors = (options: CorsOptions): EngineMiddleware => {
  const { origins, credentials = false, headers = null, expose = [], maxAge = '10m' } = options
  if (origins === '*' && credentials) {
    throw new TypeError(
      'cors: credentials need a list of origins; "*" would let every site act as the user.',
    )
  }
  for (const each of origins === '*' ? [] : origins) {
    if (each !== 'null' && (!origin.test(each) || each !== originOf(each))) {
      throw new TypeError(
        `cors: ${JSON.stringify(each)} is no origin; write scheme, host and port as in ${originOf(each) ?? 'https://app.example.com'}.`,
      )
    }
  }
  for (const name of [...(headers ?? []), ...expose]) {
    if (!token.test(name)) throw new TypeError(`cors: ${JSON.stringify(name)} is no header name.`)
  }
  const maxAgeS = Math.floor(parseDurationMs(maxAge, 'cors.maxAge') / 1000)
  return { kind: 'engine', cors: { origins, credentials, headers, expose, maxAgeS } }
}

const originOf = (text: string): string | null => {
  try {
    const { origin: parsed, protocol, host } = new URL(text)
    return parsed === 'null' ? `${protocol}//${host}` : parsed
  } catch {
    return null
  }
}
