// Owns the manifest: which files are generated and what they contained when they were written.

import { createHash } from 'node:crypto'

/** Where the manifest lies in a project. */
export const manifestPath = 'src/generated/manifest.json'

export interface Manifest {
  /** Path to a digest of the text; sorted. */
  readonly files: ReadonlyMap<string, string>
  /** Handlers that were scaffolded for operations. */
  readonly handlers: ReadonlySet<string>
}

export const emptyManifest: Manifest = { files: new Map(), handlers: new Set() }

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

const isTextMap = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((entry) => typeof entry === 'string')

/** Parses a manifest; null when it is damaged or of a newer version. */
export const parseManifest = (text: string): Manifest | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { version: found, files, handlers } = value as Record<string, unknown>
    if (found !== version || !isTextMap(files) || !Array.isArray(handlers)) return null
    if (!handlers.every((entry) => typeof entry === 'string')) return null
    return { files: new Map(Object.entries(files)), handlers: new Set(handlers) }
  } catch {
    return null
  }
}

const sorted = (texts: Iterable<string>): string[] => [...texts].sort()

/** The manifest's text: sorted, one entry a line. */
export const printManifest = ({ files, handlers }: Manifest): string => {
  const entries = sorted(files.keys()).map((path) => [path, files.get(path)])
  return `${JSON.stringify({ version, files: Object.fromEntries(entries), handlers: sorted(handlers) }, null, 2)}\n`
}
