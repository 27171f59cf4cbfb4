// Owns a file as an answer: what it is, which version, and the part of conditional requests that follows from both.

import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { contentType as typeByName } from 'mime-types'
import { type ConditionalRequest, checkPreconditions, type Validators } from './conditional.js'
import { FileBody } from './file-body.js'
import { Reply, type ReplyHeaders } from './reply.js'

/** How a file is answered with. */
export interface FileOptions {
  /** Default: by the name's ending; `application/octet-stream` where that says nothing. */
  readonly contentType?: string
  /** Saved instead of shown: true under its own name, or under this one. */
  readonly download?: boolean | string
  /** The request's context: a client that has this version gets 304. */
  readonly request?: ConditionalRequest
  readonly headers?: ReplyHeaders
}

/**
 * A file as an answer, sent without passing through JavaScript where the engine can. Null when there is no regular
 * file at `path`. The path is yours: nothing here keeps one that a client wrote inside of a folder.
 *
 * @throws {Error} of the system for anything but a missing file: EACCES, EMFILE ...
 * @example
 * const reply = await file('reports/2026.pdf', { request: context, download: 'report.pdf' })
 * return reply ?? op.problem(404, { detail: 'There is no report.' })
 */
export const file = async (
  path: string,
  options: FileOptions = {},
): Promise<Reply<never> | null> => {
  const handle = await openOrNull(path)
  if (handle === null) return null
  const reply = await replyOf(handle, path, options).catch(async (error) => {
    await handle.close()
    throw error
  })
  if (!(reply?.body instanceof FileBody)) await handle.close()
  return reply
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'])

const openOrNull = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && missing.has(String(error.code))) return null
    throw error
  }
}

const replyOf = async (
  handle: FileHandle,
  path: string,
  options: FileOptions,
): Promise<Reply<never> | null> => {
  const stat = await handle.stat()
  if (!stat.isFile()) return null
  const { request, download = false, headers } = options
  const state = fileValidators(stat)
  const refused = request === undefined ? null : checkPreconditions(request, state)
  if (refused !== null) return refused
  const body = new FileBody(handle.fd, 0, stat.size, () => void handle.close())
  const name = typeof download === 'string' ? download : basename(path)
  return new Reply<never>(200, options.contentType ?? typeOf(path), body, {
    etag: state.etag,
    'last-modified': state.lastModified.toUTCString(),
    ...(download === false ? {} : { 'content-disposition': attachment(name) }),
    ...headers,
  })
}

/** The version of a file by its size and time: weak, since a file may change twice in a moment. */
export const fileValidators = (stat: {
  readonly size: number
  readonly mtimeMs: number
}): Required<{ [K in keyof Validators]: NonNullable<Validators[K]> }> => ({
  etag: `W/"${stat.size.toString(16)}-${Math.floor(stat.mtimeMs).toString(16)}"`,
  lastModified: new Date(stat.mtimeMs),
})

const typeOf = (path: string): string => typeByName(basename(path)) || 'application/octet-stream'

/**
 * A Content-Disposition that saves under `name` (RFC 6266, 4; RFC 8187): ASCII for old clients, UTF-8 for others.
 *
 * @example attachment('Bericht für Ann.pdf')
 */
export const attachment = (name: string): string => {
  const bare = name.replaceAll(/\p{Surrogate}/gu, '\ufffd').replaceAll(/[\\/]/g, '_')
  const ascii = bare.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["%]/g, '_')
  if (ascii === bare) return `attachment; filename="${ascii}"`
  const encoded = encodeURIComponent(bare).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
