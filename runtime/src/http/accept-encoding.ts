// Owns choosing a content coding for an answer by Accept-Encoding (RFC 9110, 12.5.3).

import Negotiator from 'negotiator'

// As of negotiator 1.0; its published types are older.
interface WithPreference {
  encoding(
    available: string[],
    options: { readonly preferred: readonly string[] },
  ): string | undefined
}

/**
 * The one of `offered` that `accept` prefers: highest q first, then the order of `offered`. Null when it accepts
 * none of them, or prefers the bytes as they are.
 *
 * @example preferredCoding('gzip, br;q=0.5', ['br', 'gzip']) // 'gzip'
 */
export const preferredCoding = <T extends string>(
  accept: string,
  offered: readonly T[],
): T | null => {
  const preferred = [...offered]
  const negotiator: WithPreference = new Negotiator({ headers: { 'accept-encoding': accept } })
  const coding = negotiator.encoding([...preferred, 'identity'], { preferred })
  return preferred.find((each) => each === coding) ?? null
}
