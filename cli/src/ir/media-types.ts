// Owns what kinds of media types the compiler tells apart by their names.

/** One JSON value per line (jsonlines.org, ndjson). */
export const isLines = (type: string): boolean =>
  /^application\/(?:x-)?(?:ndjson|jsonl|json-?lines)$/.test(type)

/** Server-sent events (WHATWG HTML, 9.2). */
export const isEvents = (type: string): boolean => type === 'text/event-stream'

export const isMultipartForm = (type: string): boolean => type === 'multipart/form-data'

/** JSON text as a whole. */
export const isJson = (type: string): boolean => /^(application|text)\/([^;]+\+)?json$/.test(type)
