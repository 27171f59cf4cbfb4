// Owns the document as a server shows it: one JSON text, with the files it refers to inside of it.

import { posix } from 'node:path'
import { child } from '../diagnostics/pointer.js'
import type { Document, SourceFile } from '../ir/document.js'
import type { JsonValue } from '../ir/schema.js'

/** Member of the document that holds the other files. */
const filesKey = 'x-bundled-files'

/** Members whose value is data, in which `$ref` is a word like any other. */
const data = new Set(['example', 'default', 'enum', 'const', 'value', 'dataValue'])

/** Members whose value has names for keys: what one is called says nothing of what is below it. */
const named = new Set([
  '$defs',
  'additionalOperations',
  'callbacks',
  'content',
  'definitions',
  'dependencies',
  'dependentSchemas',
  'encoding',
  'examples',
  'headers',
  'links',
  'mediaTypes',
  'parameters',
  'pathItems',
  'paths',
  'patternProperties',
  'properties',
  'requestBodies',
  'responses',
  'schemas',
  'securityDefinitions',
  'securitySchemes',
  'variables',
  'webhooks',
])

/**
 * The document as JSON. One file of JSON stays as it is written; references to other files become references
 * into the document.
 */
export const bundleDocument = (document: Document): string => {
  const { root, files } = document
  if (files.size <= 1) return root.format === 'json' ? root.text : JSON.stringify(root.root)
  const names = new Map([...files.keys()].map((file) => [file, relativeName(root.file, file)]))
  const parts = { root: root.file, names, components: schemaNames(root.root), document }
  const rewrite = (file: SourceFile): JsonValue => rewritten(file.root, file.file, parts)
  const others = [...files.values()].filter((file) => file !== root)
  return JSON.stringify({
    ...(rewrite(root) as { readonly [key: string]: JsonValue }),
    [filesKey]: Object.fromEntries(
      others.map((file) => [names.get(file.file) ?? file.file, rewrite(file)]),
    ),
  })
}

const schemaNames = (root: JsonValue): ReadonlySet<string> => {
  const components = isObject(root) ? root.components : undefined
  const schemas = isObject(components) ? components.schemas : undefined
  return new Set(isObject(schemas) ? Object.keys(schemas) : [])
}

// What was fetched is called by its URL.
const relativeName = (root: string, file: string): string =>
  /^https?:/.test(file) ? file : posix.relative(posix.dirname(root), file)

interface Names {
  readonly root: string
  /** What each file is called inside of the document. */
  readonly names: ReadonlyMap<string, string>
  /** Names of the root's schemas. */
  readonly components: ReadonlySet<string>
  readonly document: Document
}

const rewritten = (value: JsonValue, file: string, names: Names): JsonValue => {
  if (Array.isArray(value)) return value.map((each) => rewritten(each, file, names))
  if (!isObject(value)) return value
  const isDiscriminator = 'propertyName' in value
  return mapMembers(value, (key, each) => {
    if (data.has(key) || (key === 'examples' && Array.isArray(each))) return each
    if (key === '$ref') return typeof each === 'string' ? referenceFrom(each, file, names) : each
    if (isDiscriminator && key === 'defaultMapping') return mappedTo(each, file, names)
    if (!isObject(each)) return rewritten(each, file, names)
    if (isDiscriminator && key === 'mapping') {
      return mapMembers(each, (_, target) => mappedTo(target, file, names))
    }
    return named.has(key)
      ? mapMembers(each, (_, member) => rewritten(member, file, names))
      : rewritten(each, file, names)
  })
}

type JsonObject = { readonly [key: string]: JsonValue }

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mapMembers = (
  value: JsonObject,
  change: (key: string, member: JsonValue) => JsonValue,
): JsonValue =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(key, each)]))

// A discriminator leads to a component by its name, or anywhere by a reference (OpenAPI 3.1, 4.8.25).
const mappedTo = (target: JsonValue, file: string, names: Names): JsonValue => {
  if (typeof target !== 'string' || /^[A-Za-z0-9_-]+$/.test(target)) return target
  return names.components.has(target) ? target : referenceFrom(target, file, names)
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
