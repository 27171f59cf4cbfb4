// Owns the API's own document as it is served: read when the server starts, answered from one block of bytes.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { checkPreconditions } from '../../http/conditional.js'
import type { RawRequest } from '../../http/raw-request.js'
import { Reply } from '../../http/reply.js'

/** Where the document lies; it was put there by `nexus build` or `nexus dev`. */
export type DocumentFile = string | URL

/** The document's bytes; null when there is none. */
export const readDocument = (file: DocumentFile | null): Uint8Array | null => {
  if (file === null) return null
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/**
 * Answers with the same bytes whenever it is asked, and with 304 to who has them (RFC 9110, 13). Caches keep them
 * and ask again: the next version of the server has others.
 */
export const fixedAnswer = (
  contentType: string,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): ((raw: RawRequest) => Reply) => {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, etagLength)}"`
  const all = { etag, 'cache-control': 'no-cache', ...headers }
  const reply = new Reply(200, contentType, body, all)
  return (raw) => checkPreconditions(raw, { etag }) ?? reply
}

const etagLength = 22
