// Owns static files: from a request's path to the file that answers it.

import { extname } from 'node:path'
import { contentType } from 'mime-types'
import type { BoundHandler } from '../../app/operation.js'
import { preferredCoding } from '../../http/accept-encoding.js'
import { fileReply, fileTag } from '../../http/file-reply.js'
import { preferredType } from '../../http/media-type.js'
import { enterPlace, type Place } from '../../http/places.js'
import { problemReply } from '../../http/problem.js'
import { Reply } from '../../http/reply.js'
import { type Found, openBelow, pathSegments } from './confine.js'
import { listingPage } from './listing.js'
import {
  type StaticFilesOptions,
  type StaticFilesSettings,
  settingsOf,
  withoutEnd,
} from './options.js'

export type { StaticFilesOptions } from './options.js'

/** What is looked at of a request. */
interface FileRequest {
  readonly method: string
  readonly target: string
  header(name: string): string | undefined
}

/**
 * A route that serves the files of a folder, for `routes` of an application: GET and HEAD of everything below
 * `path` that no operation answers. `path` itself is a folder: it is redirected to where it ends in a slash.
 *
 * Nothing outside of the folder is ever served, symbolic links to the outside included.
 *
 * A folder that is not there, or a path that is none, ends the start of the server with a next step.
 *
 * @example
 * createApp({ config, createState, routes: [staticFiles({ path: '/', root: 'public', fallback: 'index.html' })] })
 */
export const staticFiles = (options: StaticFilesOptions): BoundHandler => {
  let known: StaticFilesSettings | null = null
  const settings = (): StaticFilesSettings => (known ??= settingsOf(options))
  const path = withoutEnd(options.path)
  const id = `static files of ${path || '/'}`
  // A context of the app is such a request; the headers are read before anything is awaited.
  const serving = bound(id, `${path}/{path...}`, (request) => serve(keep(request), settings()))
  const files = { ...serving, prepare: () => void settings() }
  if (path === '') return files
  const folder = bound(`${id}, without its slash`, path, ({ target }) => withSlash(target))
  return { ...files, also: [folder] }
}

const bound = (
  id: string,
  path: string,
  handle: (request: FileRequest) => Reply | Promise<Reply>,
): BoundHandler => ({
  operation: {
    id,
    method: 'GET',
    path,
    tag: 'static files',
    params: [],
    body: null,
    security: [],
    read: () => {},
    replies: {},
  },
  handle: handle as BoundHandler['handle'],
  stub: false,
})

const readHeaders = [
  'accept',
  'accept-encoding',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'range',
] as const

const keep = ({ method, target, header }: FileRequest): FileRequest => {
  const headers = new Map<string, string | undefined>(
    readHeaders.map((name) => [name, header(name)]),
  )
  return { method, target, header: (name) => headers.get(name) }
}

/** A request while its file is looked for; what is open meanwhile is few descriptors in one place. */
interface Search extends FileRequest {
  readonly place: Place
}

const serve = async (request: FileRequest, settings: StaticFilesSettings): Promise<Reply> => {
  const path = restOf(request.target, settings.path)
  const segments = pathSegments(path, settings.dotfiles)
  if (segments === null) return notFound()
  const place = await enterPlace()
  try {
    return await search({ ...request, place }, settings, segments)
  } finally {
    place.end()
  }
}

const search = async (
  request: Search,
  settings: StaticFilesSettings,
  segments: readonly string[],
): Promise<Reply> => {
  const found = await openBelow(settings.root, segments)
  if (found === null) return elsewhere(request, settings, segments)
  if (!found.stats.isDirectory()) {
    // `/app.js/` is no name of a file.
    if (segments.at(-1) !== '') return send(request, settings, segments, found)
    await found.handle.close()
    return notFound()
  }
  try {
    return await directory(request, settings, segments, found)
  } finally {
    await found.handle.close()
  }
}

const notFound = (): Reply => problemReply(404, { detail: 'There is no such file.' })

// Segments of the prefix hold no slash, however they are spelt: what follows as many slashes is the rest.
const restOf = (target: string, prefix: string): string => {
  const path = target.split('?', 1)[0] ?? ''
  const depth = prefix.split('/').length
  return path.split('/').slice(depth).join('/')
}

const directory = async (
  request: Search,
  settings: StaticFilesSettings,
  segments: readonly string[],
  found: Found,
): Promise<Reply> => {
  if (segments.at(-1) !== '') return withSlash(request.target)
  const { index, listing, root, dotfiles } = settings
  const names = segments.slice(0, -1)
  if (index !== null) {
    const page = await openBelow(root, [...names, index])
    if (page?.stats.isFile()) return send(request, settings, [...names, index], page)
    await page?.handle.close()
  }
  if (!listing) return elsewhere(request, settings, segments)
  const title = `/${segments.join('/')}`
  const page = await listingPage({ root, names, found }, title, dotfiles)
  if (page === null) return notFound()
  return new Reply(200, 'text/html; charset=utf-8', page, { 'x-content-type-options': 'nosniff' })
}

// Links of a page are relative to its folder. The target begins with one slash: empty segments are not found.
const withSlash = (target: string): Reply => {
  const mark = target.indexOf('?')
  const location = mark < 0 ? `${target}/` : `${target.slice(0, mark)}/${target.slice(mark)}`
  if (location.startsWith('//')) return notFound()
  return new Reply(301, null, null, { location })
}

/** Who names HTML is a browser that goes somewhere; a range of all types is a script, to which a page would be a success. */
const asksForPage = (accept: string | undefined): boolean =>
  accept !== undefined &&
  /(^|,)\s*text\/(html|\*)\s*(;|,|$)/i.test(accept) &&
  preferredType(accept, ['text/html']) !== undefined

// Whether there is a page hangs on Accept, so that a cache must not hand a script's 404 to a browser (RFC 9110, 12.5.5).
const elsewhere = async (
  request: Search,
  settings: StaticFilesSettings,
  segments: readonly string[],
): Promise<Reply> => {
  const { fallback: page, root } = settings
  const isFile = extname(segments.at(-1) ?? '') !== ''
  if (page === null || isFile) return notFound()
  const found = asksForPage(request.header('accept'))
    ? await openBelow(root, page.split('/'))
    : null
  const reply = found === null ? notFound() : await send(request, settings, page.split('/'), found)
  return reply.varying('accept')
}

const siblings = { br: '.br', zstd: '.zst', gzip: '.gz' } as const
const codings = ['br', 'zstd', 'gzip'] as const

const send = async (
  request: Search,
  settings: StaticFilesSettings,
  segments: readonly string[],
  found: Found,
): Promise<Reply> => {
  const { sent, names, suffix, headers } = await chosen(request, settings, segments, found)
  return fileReply(request, {
    file: request.place.keep(sent, () => openBelow(settings.root, names)),
    etag: fileTag(sent.stats, suffix),
    contentType: contentType(extname(segments.at(-1) ?? '')) || 'application/octet-stream',
    headers,
  })
}

/** What is sent of a file: itself, or a sibling of it; and what is told of it. */
interface Chosen {
  readonly sent: Found
  readonly names: readonly string[]
  /** The bytes of a sibling are another representation: their tag differs (RFC 9110, 8.8.3). */
  readonly suffix: string
  readonly headers: Readonly<Record<string, string>>
}

// A handle that nobody closes ends the process on Node.js 26: whatever throws here, `found` is closed.
const chosen = async (
  request: Search,
  settings: StaticFilesSettings,
  segments: readonly string[],
  found: Found,
): Promise<Chosen> => {
  try {
    const headers = {
      'cache-control': settings.cacheControl(segments.join('/')),
      'x-content-type-options': 'nosniff',
    }
    const itself = { sent: found, names: segments, suffix: '' }
    if (!settings.precompressed) return { ...itself, headers }
    const varying = { ...headers, vary: 'accept-encoding' }
    const better = await sibling(request, settings.root, segments)
    if (better === null) return { ...itself, headers: varying }
    await found.handle.close()
    const { coding, found: sent, names } = better
    return {
      sent,
      names,
      suffix: `-${coding}`,
      headers: { ...varying, 'content-encoding': coding },
    }
  } catch (error) {
    await found.handle.close()
    throw error
  }
}

// The client's preference counts among those that are there.
const sibling = async (
  request: FileRequest,
  root: string,
  segments: readonly string[],
): Promise<{ coding: string; found: Found; names: readonly string[] } | null> => {
  const accept = request.header('accept-encoding')
  let offered: (typeof codings)[number][] = accept === undefined ? [] : [...codings]
  while (offered.length > 0 && accept !== undefined) {
    const coding = preferredCoding(accept, offered)
    if (coding === null) return null
    const names = [...segments.slice(0, -1), `${segments.at(-1)}${siblings[coding]}`]
    const found = await openBelow(root, names)
    if (found?.stats.isFile()) return { coding, found, names }
    await found?.handle.close()
    offered = offered.filter((each) => each !== coding)
  }
  return null
}
