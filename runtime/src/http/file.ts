// Owns a file as an answer, by its path: whether there is one, and what its name says of it.

import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { contentType as typeByName } from 'mime-types'
import type { ConditionalRequest } from './conditional.js'
import { fileReply, fileTag } from './file-reply.js'
import { enterPlace, type Opened, type ServedFile } from './places.js'
import type { Reply, ReplyHeaders } from './reply.js'

/** How a file is answered with. */
export interface FileOptions {
  /** Default: by the name's ending; `application/octet-stream` where that says nothing. */
  readonly contentType?: string
  /** Saved instead of shown: true under its own name, or under this one. */
  readonly download?: boolean | string
  /** The request's context: a client that has this version gets 304, one that asks for ranges gets those. */
  readonly request?: ConditionalRequest
  readonly headers?: ReplyHeaders
}

/**
 * A file as an answer: its type, version and time, and with `request` what its preconditions and ranges ask for (200,
 * 206, 304, 412 or 416). Null when there is no regular file at `path`. The path is yours: nothing here keeps one that
 * a client wrote inside of a folder, as `staticFiles` does.
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
  const place = await enterPlace()
  try {
    const opened = await openOrNull(path)
    if (opened === null) return null
    return replyOf(
      place.keep(opened, () => openOrNull(path)),
      path,
      options,
    )
  } finally {
    place.end()
  }
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'])

const openOrNull = async (path: string): Promise<Opened | null> => {
  const handle = await open(path).catch(missingOrThrow)
  if (handle === null) return null
  try {
    const stats = await handle.stat()
    if (stats.isFile()) return { handle, stats }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return null
}

const missingOrThrow = (error: NodeJS.ErrnoException): null => {
  if (missing.has(error.code ?? '')) return null
  throw error
}

const replyOf = (
  file: ServedFile,
  path: string,
  { request, contentType, download = false, headers }: FileOptions,
): Reply<never> => {
  const name = typeof download === 'string' ? download : basename(path)
  return fileReply(request, {
    file,
    etag: fileTag(file.stats),
    contentType: contentType ?? typeOf(path),
    headers: {
      ...(download === false ? {} : { 'content-disposition': attachment(name) }),
      ...headers,
    },
  })
}

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
