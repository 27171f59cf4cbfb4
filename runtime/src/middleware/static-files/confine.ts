// Owns never leaving the root of static files: what a path may say, and where what was opened really lies.

import { constants, type Dir, type Stats } from 'node:fs'
import { type FileHandle, open, opendir, readlink, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Opened } from '../../http/places.js'

/** Something below the root, opened. */
export type Found = Opened

/** Segments of one path at most. */
const segmentsMax = 64

/**
 * The segments of a request's path, decoded once; null for a path that names nothing below any root: `..` in any
 * spelling, separators within a segment, NUL, an empty segment, an escape that is none. A last empty segment
 * stands for a directory.
 */
export const pathSegments = (path: string, dotfiles: boolean): readonly string[] | null => {
  const raw = path.split('/')
  if (raw.length > segmentsMax) return null
  const segments: string[] = []
  for (const [index, text] of raw.entries()) {
    const segment = decoded(text)
    const isDirectory = text === '' && index === raw.length - 1
    if (segment === null || (!isDirectory && !isName(segment, dotfiles))) return null
    segments.push(segment)
  }
  return segments
}

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const separators = /[/\\\u0000]/

/** Whether a path may name a file or folder so. */
export const isName = (segment: string, dotfiles: boolean): boolean =>
  segment !== '' &&
  segment !== '.' &&
  segment !== '..' &&
  !separators.test(segment) &&
  (dotfiles || !segment.startsWith('.'))

// Not blocking, so that a FIFO below the root holds nobody up.
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY

// What a name may come to that is answered with 404; anything else is an error of the server.
const absent = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM', 'ENXIO'])

/**
 * Opens what `segments` name below `root` (a real path); null when there is no such file or directory, or when it
 * lies outside. The descriptor itself is asked where it lies, after it was opened: whoever exchanges a folder for
 * a symbolic link in between gains nothing.
 */
export const openBelow = async (
  root: string,
  segments: readonly string[],
): Promise<Found | null> => {
  const path = join(root, ...segments)
  const handle = await open(path, flags).catch(absentOrThrow)
  if (handle === null) return null
  try {
    const stats = await handle.stat()
    const isServable = stats.isFile() || stats.isDirectory()
    if (isServable && (await liesBelow(root, handle, path, stats))) return { handle, stats }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return null
}

/**
 * What is in the folder that was opened, whatever its path may lead to by now; null when that cannot be told any more.
 * The folder stays its owner's to close.
 */
export const entriesOf = async (
  root: string,
  segments: readonly string[],
  { handle, stats }: Found,
): Promise<Dir | null> => {
  const dir = await opendir(`/proc/self/fd/${handle.fd}`).catch(absentOrThrow)
  if (dir !== null) return dir
  const path = join(root, ...segments)
  const named = await opendir(path).catch(absentOrThrow)
  if (named === null) return null
  const isSame = await liesBelow(root, handle, path, stats).catch(() => false)
  if (isSame) return named
  await named.close()
  return null
}

const absentOrThrow = (error: NodeJS.ErrnoException): null => {
  if (absent.has(error.code ?? '')) return null
  throw error
}

const liesBelow = async (
  root: string,
  handle: FileHandle,
  path: string,
  stats: Stats,
): Promise<boolean> => {
  const place = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null)
  if (place !== null) return isBelow(root, place)
  // Without /proc: the name's place now, if what is there now is what was opened.
  const real = await realpath(path).catch(() => null)
  if (real === null || !isBelow(root, real)) return false
  const now = await stat(real)
  return now.dev === stats.dev && now.ino === stats.ino
}

const isBelow = (root: string, place: string): boolean =>
  place === root || place.startsWith(root.endsWith(sep) ? root : root + sep)
