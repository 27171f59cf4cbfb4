// Owns the document as a server shows it: one JSON text, with the files it refers to inside of it.

import { posix } from 'node:path'
import { child } from '../diagnostics/pointer.js'
import type { Document, SourceFile } from '../ir/document.js'
import type { JsonValue } from '../ir/schema.js'

/** Member of the document that holds the other files. */
const filesKey = 'x-bundled-files'

/** Members whose value is data, in which `$ref` is a word like any other. */
const data = new Set(['example', 'default', 'enum', 'const', 'value'])

/**
 * The document as JSON. One file of JSON stays as it is written; references to other files become references
 * into the document.
 */
export const bundleDocument = (document: Document): string => {
  const { root, files } = document
  if (files.size <= 1) return root.format === 'json' ? root.text : JSON.stringify(root.root)
  const names = new Map([...files.keys()].map((file) => [file, relativeName(root.file, file)]))
  const rewrite = (file: SourceFile): JsonValue =>
    rewritten(file.root, file.file, { root: root.file, names, document })
  const others = [...files.values()].filter((file) => file !== root)
  return JSON.stringify({
    ...(rewrite(root) as { readonly [key: string]: JsonValue }),
    [filesKey]: Object.fromEntries(
      others.map((file) => [names.get(file.file) ?? file.file, rewrite(file)]),
    ),
  })
}

// What was fetched is called by its URL.
const relativeName = (root: string, file: string): string =>
  /^https?:/.test(file) ? file : posix.relative(posix.dirname(root), file)

interface Names {
  readonly root: string
  /** What each file is called inside of the document. */
  readonly names: ReadonlyMap<string, string>
  readonly document: Document
}

const rewritten = (value: JsonValue, file: string, names: Names): JsonValue => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => rewritten(each, file, names))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (data.has(key)) return [key, each]
      const isReference = key === '$ref' && typeof each === 'string'
      return [key, isReference ? referenceFrom(each, file, names) : rewritten(each, file, names)]
    }),
  )
}

/** `parts.yaml#/A` as `#/x-bundled-files/parts.yaml/A`. */
const referenceFrom = (
  reference: string,
  file: string,
  { root, names, document }: Names,
): string => {
  const [path = '', fragment = ''] = reference.split('#', 2)
  const beside = posix.join(posix.dirname(file), decoded(path))
  const target = path === '' ? file : (document.targetOf(file, path) ?? beside)
  if (target === root) return `#${fragment}`
  const name = names.get(target)
  return name === undefined ? reference : `#${encoded(child(`/${filesKey}`, name))}${fragment}`
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const encoded = (pointer: string): string => pointer.split('/').map(encodeURIComponent).join('/')
