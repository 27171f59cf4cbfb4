// Owns the documents and ABIs that the last generation read, for `nexus generate --plan` to compare with. They are a cache of
// this machine (`.nexus/` is in no version control): without them the comparison is with a revision of git.

import { gunzipSync, gzipSync } from 'node:zlib'
import type { DocumentOptions } from '../ir/document-options.js'
import type { SchemaOptions } from '../ir/schema-options.js'
import type { Target } from './target.js'

/** Where they lie in a project. */
export const lastDocumentsPath = '.nexus/documents.json.gz'

/** Documents and ABIs of one generation. Names are relative to the folder that holds them all, and the project. */
export interface BaseDocuments {
  /** The project's folder; '' where it is the one that holds all. */
  readonly project: string
  /** The OpenAPI document; null without one. */
  readonly root: string | null
  readonly contracts: readonly { readonly key: string; readonly file: string }[]
  readonly files: { readonly [name: string]: string }
  /** What the configuration made of them; absent: as it is now. */
  readonly settings?: BaseSettings
}

/** Settings that say what documents mean. */
export interface BaseSettings {
  readonly schemas: SchemaOptions
  readonly include: DocumentOptions['include']
}

const version = 2
const speed = { level: 1 }

/** Bytes that they may unpack to: a damaged file must not take the machine's memory. */
const unpackedBytesMax = 512 * 1024 * 1024

/**
 * The documents of the last generation; null when there are none, or damaged ones, or of another version, and where a file
 * stands in the place of their folder.
 */
export const readLastDocuments = (target: Pick<Target, 'readBytes'>): BaseDocuments | null => {
  try {
    const packed = target.readBytes(lastDocumentsPath)
    if (packed === null) return null
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
  'project' in value &&
  typeof value.project === 'string' &&
  'root' in value &&
  (value.root === null || typeof value.root === 'string') &&
  'contracts' in value &&
  Array.isArray(value.contracts) &&
  value.contracts.every(
    (each) => isTexts(each) && typeof each.key === 'string' && typeof each.file === 'string',
  ) &&
  'files' in value &&
  isTexts(value.files)
