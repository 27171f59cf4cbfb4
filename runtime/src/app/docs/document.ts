// Owns the API's own document as it is served: read when the server starts, answered from blocks of bytes.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gzip as zlibGzip } from 'node:zlib'
import { checkPreconditions } from '../../http/conditional.js'
import type { RawRequest } from '../../http/raw-request.js'
import { Reply } from '../../http/reply.js'
import type { FixedReply, FixedVariant } from '../../native/engine.js'
import { headerLines } from '../../native/header-lines.js'

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

/** What an answer that stays the same is made of. */
interface Fixed {
  readonly contentType: string
  readonly body: Uint8Array | string
  /** Beyond validators and Cache-Control. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Answers with the same bytes whenever it is asked, and with 304 to who has them (RFC 9110, 13). Caches keep them
 * and ask again: the next version of the server has others.
 */
export const fixedAnswer = (fixed: Fixed): ((raw: RawRequest) => Reply) => {
  const etag = `"${tagOf(fixed.body)}"`
  const reply = new Reply(200, fixed.contentType, fixed.body, headersOf(fixed, etag))
  return (raw) => checkPreconditions(raw, { etag }) ?? reply
}

/** Bodies below it are sent as they are: a head and a checksum would cost what is saved. */
const gzipBytesMin = 1024

/** The same answer, given by native code alone; compressed once, while the server starts. */
export const fixedReply = async (fixed: Fixed): Promise<FixedReply> => {
  const { contentType, body } = fixed
  const tag = tagOf(body)
  const small = body.length < gzipBytesMin ? body : await gzip(body)
  const isSmaller = small.length < body.length
  const vary: Readonly<Record<string, string>> = isSmaller ? { vary: 'Accept-Encoding' } : {}
  const linesOf = (etag: string): string => headerLines({ ...headersOf(fixed, etag), ...vary })
  const variant = (etag: string, bytes: Uint8Array | string, bodyLine: string): FixedVariant => ({
    etag,
    lines: linesOf(etag),
    bodyLine,
    body: bytes,
  })
  return {
    contentType,
    plain: variant(`"${tag}"`, body, ''),
    gzip: isSmaller
      ? variant(`"${tag}-gzip"`, small, headerLines({ 'content-encoding': 'gzip' }))
      : null,
  }
}

const gzip = promisify<Uint8Array | string, Buffer>(zlibGzip)

const headersOf = ({ headers }: Fixed, etag: string): Record<string, string> => ({
  etag,
  'cache-control': 'no-cache',
  ...headers,
})

const tagOf = (body: Uint8Array | string): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, tagLength)

const tagLength = 22
