// Owns what the last generation left behind for the next one to compare with: the documents it read and the
// scaffolds it made. It is a cache of this machine (`.nexus/` is in no version control): without it nothing is
// merged, and a comparison names its base itself.

import { gunzipSync, gzipSync } from 'node:zlib'
import type { Target } from './target.js'

/** Where the base lies in a project. */
export const basePath = '.nexus/base.json.gz'

/** Documents of one generation. Names are relative to the folder that holds them all. */
export interface BaseDocuments {
  readonly root: string
  readonly files: { readonly [name: string]: string }
}

export interface Base {
  readonly documents: BaseDocuments | null
  /** Files of the user by path, as they were made or last merged. */
  readonly scaffolds: { readonly [path: string]: string }
}

const version = 1
const speed = { level: 1 }

/** Bytes that a base may unpack to: a damaged one must not take the machine's memory. */
const unpackedBytesMax = 512 * 1024 * 1024

/** The base of the last generation; null when there is none, or it is damaged or of another version. */
export const readBase = (target: Pick<Target, 'readBytes'>): Base | null => {
  const packed = target.readBytes(basePath)
  if (packed === null) return null
  try {
    const text = gunzipSync(packed, { maxOutputLength: unpackedBytesMax }).toString('utf8')
    const value = JSON.parse(text) as { version?: unknown } & Base
    return value.version === version && isTexts(value.scaffolds) && isDocuments(value.documents)
      ? { documents: value.documents, scaffolds: value.scaffolds }
      : null
  } catch {
    return null
  }
}

/** The bytes of a base. */
export const packBase = ({ documents, scaffolds }: Base): Uint8Array =>
  gzipSync(JSON.stringify({ version, documents, scaffolds }), speed)

const isTexts = (value: unknown): value is { readonly [name: string]: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string')

const isDocuments = (value: unknown): value is BaseDocuments | null =>
  value === null ||
  (typeof value === 'object' &&
    'root' in value &&
    typeof value.root === 'string' &&
    'files' in value &&
    isTexts(value.files))
