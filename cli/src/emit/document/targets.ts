// Owns what the references of a document lead to, file by file. Not what these places are called in another document.

import { posix } from 'node:path'
import { tokensOf } from '../../diagnostics/pointer.js'
import type { Api } from '../../ir/api.js'
import type { Document, SourceFile } from '../../ir/document.js'
import type { JsonValue } from '../../ir/schema.js'

/** A place that a reference leads to. */
export interface Target {
  readonly file: SourceFile
  readonly pointer: string
  readonly value: JsonValue
}

/** A document as it was read: what one text in one file leads to. */
export class References {
  readonly #document: Document
  readonly #read: Api['references']

  constructor(document: Document, api: Pick<Api, 'references'> | null) {
    this.#document = document
    this.#read = api?.references ?? new Map()
  }

  /** What a reference that stands at a place leads to; null when that is nothing. */
  targetOf(text: string, file: SourceFile, pointer: string): Target | null {
    const read = this.#read.get(`${file.file}#${pointer}`)
    return read === undefined ? this.#unread(text, file) : this.at(read.file, read.pointer)
  }

  /** A place; null when there is none. */
  at(name: string, pointer: string): Target | null {
    const file = this.#document.files.get(name)
    const value = file === undefined ? undefined : valueAt(file.root, pointer)
    return file === undefined || value === undefined ? null : { file, pointer, value }
  }

  /** What nobody had to read, such as an operation on a route that another one has. */
  #unread(text: string, from: SourceFile): Target | null {
    const [path = '', fragment = ''] = text.split('#', 2)
    const beside = posix.join(posix.dirname(from.file), decoded(path))
    const name = path === '' ? from.file : (this.#document.targetOf(from.file, path) ?? beside)
    return this.at(name, decoded(fragment))
  }
}

const valueAt = (root: JsonValue, pointer: string): JsonValue | undefined => {
  if (pointer !== '' && !pointer.startsWith('/')) return undefined
  let value: JsonValue | undefined = root
  for (const token of tokensOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token))
      return undefined
    value = (value as { readonly [key: string]: JsonValue })[token]
  }
  return value
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A pointer as the fragment of a reference. */
export const fragmentOf = (pointer: string): string =>
  `#${pointer.split('/').map(encodeURIComponent).join('/')}`
