// Owns the documents that the last generation read, for `nexus generate --plan` to compare with. They are a cache of
// this machine (`.nexus/` is in no version control): without them the comparison is with a revision of git.

import { gunzipSync, gzipSync } from 'node:zlib'
import type { Target } from './target.js'

/** Where they lie in a project. */
export const lastDocumentsPath = '.nexus/documents.json.gz'

/** Documents of one generation. Names are relative to the folder that holds them all. */
export interface BaseDocuments {
  readonly root: string
  readonly files: { readonly [name: string]: string }
}

const version = 1
const speed = { level: 1 }

/** Bytes that they may unpack to: a damaged file must not take the machine's memory. */
const unpackedBytesMax = 512 * 1024 * 1024

/** The documents of the last generation; null when there are none, or damaged ones, or of another version. */
export const readLastDocuments = (target: Pick<Target, 'readBytes'>): BaseDocuments | null => {
  const packed = target.readBytes(lastDocumentsPath)
  if (packed === null) return null
  try {
    const text = gunzipSync(packed, { maxOutputLength: unpackedBytesMax }).toString('utf8')
    const value = JSON.parse(text) as { version?: unknown; documents?: unknown }
    return value.version === version && isDocuments(value.documents) ? value.documents : null
  } catch {
    return null
  }
}

/** Their bytes. */
export const packDocuments = (documents: BaseDocuments): Uint8Array =>
  gzipSync(JSON.stringify({ version, documents }), speed)

const isTexts = (value: unknown): value is { readonly [name: string]: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string')

const isDocuments = (value: unknown): value is BaseDocuments =>
  typeof value === 'object' &&
  value !== null &&
  'root' in value &&
  typeof value.root === 'string' &&
  'files' in value &&
  isTexts(value.files)
