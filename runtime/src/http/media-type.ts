// Owns comparing media types and choosing among them by an Accept header (RFC 9110, 8.3.1 and 12.5.1).

import Negotiator from 'negotiator'

/** Type and subtype in lower case, without parameters. */
export const essenceOf = (mediaType: string): string => {
  const end = mediaType.indexOf(';')
  return (end < 0 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase()
}

/** Whether an answer is server-sent events (WHATWG HTML, 9.2). */
export const isEventStream = (contentType: string | null): boolean =>
  contentType !== null && essenceOf(contentType) === 'text/event-stream'

/** Whether a media type without parameters is in `range`: itself, `image/*` or everything. */
export const isInRange = (essence: string, range: string): boolean =>
  range === '*/*' ||
  (range.endsWith('/*') && essence.startsWith(range.slice(0, -1))) ||
  range === essence

/**
 * The one of `types` that `accept` prefers: highest q first, then the more specific range, then the order
 * of `types`. Undefined when it accepts none. Without the header the first.
 *
 * @example preferredType('text/csv;q=0.5, application/json', ['text/csv', 'application/json'])
 */
export const preferredType = <T extends string>(
  accept: string | undefined,
  types: readonly T[],
): T | undefined =>
  accept === undefined || accept.trim() === ''
    ? types[0]
    : (new Negotiator({ headers: { accept } }).mediaType([...types]) as T | undefined)
