// Owns what loading hands to reading: parsed files, and a way to open those that a `$ref` names.

import type { PassResult, SourceRef } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import type { JsonValue } from './schema.js'

/** One parsed file. Its `root` may share nodes where YAML aliases did; it is never changed. */
export interface SourceFile extends SourceText {
  readonly format: 'json' | 'yaml'
  readonly root: JsonValue
  /** The URI that the text stands for, when that is not its place on the disk. */
  readonly uri?: string
}

/** The root document and every file that was opened from it. */
export interface Document {
  readonly root: SourceFile
  /** Files by name, in the order of opening; a watcher watches these, a frame prints from them. */
  readonly files: ReadonlyMap<string, SourceFile>
  /**
   * Opens the file that a `$ref` at `from` names: a URL, or a path relative to the file of `from`, without the
   * fragment, `''` for that file itself. `uri` is what the path means by the document's own base URI, null when
   * it has none. Never throws; opening the same file again costs nothing.
   */
  open(from: SourceRef, path: string, uri: string | null): PassResult<SourceFile>
  /** The file that a path in a file was opened as; null when it never was. */
  targetOf(file: string, path: string): string | null
}
