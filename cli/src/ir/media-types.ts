// Owns what kinds of media types the compiler tells apart by their names.

/** JSON values one after the other: one per line (jsonlines.org, ndjson), or a sequence of records. */
export const isLines = (type: string): boolean =>
  /^application\/(?:x-)?(?:ndjson|jsonl|json-?lines)$/.test(type) || isSequence(type)

/** JSON values behind record separators (RFC 7464, RFC 8091). */
export const isSequence = (type: string): boolean =>
  /^application\/(?:[^;]+\+)?json-seq$/.test(type)

/** Server-sent events (WHATWG HTML, 9.2). */
export const isEvents = (type: string): boolean => type === 'text/event-stream'

export const isMultipartForm = (type: string): boolean => type === 'multipart/form-data'

/** Bodies of parts that have no names of their own (RFC 2046, 5.1): all multipart types but that of forms. */
export const isMultipartList = (type: string): boolean =>
  type.startsWith('multipart/') && !isMultipartForm(type) && !type.endsWith('*')

/** JSON text as a whole. */
export const isJson = (type: string): boolean => /^(application|text)\/([^;]+\+)?json$/.test(type)

/** The order in which media types are asked for: what is more specific comes first (OpenAPI 3.1, 4.8.13.1). */
export const bySpecificity = (a: string, b: string): number => rangeOf(a) - rangeOf(b)

const rangeOf = (type: string): number => (type === '*/*' ? 2 : type.endsWith('/*') ? 1 : 0)
