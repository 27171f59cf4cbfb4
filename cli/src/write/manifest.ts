// Owns the manifest: which files are generated and what they contained when they were written.

import { createHash } from 'node:crypto'
import { isRecord } from '../ir/json-values.js'
import { sidesOf } from './conflict-marks.js'

/** Where the manifest lies in a project. */
export const manifestPath = 'src/generated/manifest.json'

/** Paths to digests of their texts. */
export type Manifest = ReadonlyMap<string, string>

export const emptyManifest: Manifest = new Map()

/** Folders that belong to the compiler. Nothing outside of them is ever removed. */
const ownedFolders = ['src/generated/', 'test/generated/']

/** Whether a path from a manifest may be one that the compiler wrote. */
export const isOwnedPath = (path: string): boolean =>
  ownedFolders.some((folder) => path.startsWith(folder)) &&
  !path.split('/').some((segment) => segment === '..' || segment === '.' || segment === '')

/** Digest of a file's text. */
export const digest = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16)

const version = 1

/** Folder to file name to digest: paths repeat less that way. */
type Folders = Record<string, Record<string, string>>

const isFolders = (value: unknown): value is Folders => isMapOf(value, isTextMap)

const isMapOf = (value: unknown, test: (entry: unknown) => boolean): boolean =>
  isRecord(value) && Object.values(value).every(test)

const isTextMap = (value: unknown): value is Record<string, string> =>
  isMapOf(value, (entry) => typeof entry === 'string')

const pathsOf = (folders: Folders): [string, string][] =>
  Object.entries(folders).flatMap(([folder, files]) =>
    Object.entries(files).map(([name, hash]): [string, string] => [`${folder}/${name}`, hash]),
  )

/**
 * Parses a manifest; null when it is damaged or of a newer version. With the marks of a conflict it has the files of
 * both sides: the next generation writes it anew, and only has to know what may go.
 */
export const parseManifest = (text: string): Manifest | null => {
  const [ours = null, theirs = ours] = sidesOf(text).map(parseSide)
  return ours === null || theirs === null ? null : new Map([...theirs, ...ours])
}

const parseSide = (text: string): Manifest | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { version: found, files } = value as Record<string, unknown>
    return found === version && isFolders(files) ? new Map(pathsOf(files)) : null
  } catch {
    return null
  }
}

const sorted = (texts: Iterable<string>): string[] => [...texts].sort()

/** The manifest's text: sorted, one file a line. */
export const printManifest = (files: Manifest): string => {
  const folders: Map<string, [string, string][]> = new Map()
  for (const path of sorted(files.keys())) {
    const slash = path.lastIndexOf('/')
    const folder = folders.get(path.slice(0, slash)) ?? []
    folders.set(path.slice(0, slash), folder)
    folder.push([path.slice(slash + 1), files.get(path) ?? ''])
  }
  const entries = [...folders].map(([folder, names]) => [folder, Object.fromEntries(names)])
  const value = { version, files: Object.fromEntries(entries) }
  return `${JSON.stringify(value, null, 1)}\n`
}
