// Owns the document as a server shows it: one JSON text, with the files it refers to inside of it.

import { posix } from 'node:path'
import type { SourceRef } from '../diagnostics/diagnostic.js'
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
  const parts = {
    root: root.file,
    names,
    components: schemaNames(root.root),
    document,
    objects: new Set<string>(),
    holders: new Set<string>(),
  }
  const rewrite = ({ root, file }: SourceFile): JsonValue =>
    rewritten(root, { file, pointer: '' }, parts)
  // What a reference leads to is an object, whatever it is called; what that refers to shows when it is walked as one.
  for (let known = -1; known < parts.objects.size; ) {
    known = parts.objects.size
    for (const file of files.values()) rewrite(file)
  }
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
  /** Places that references lead to, and those that these stand in: `file#/pointer`. */
  readonly objects: Set<string>
  readonly holders: Set<string>
}

type Place = Pick<SourceRef, 'file' | 'pointer'>

const rewritten = (value: JsonValue, at: Place, names: Names): JsonValue => {
  const below = (key: string | number): Place => ({ ...at, pointer: child(at.pointer, key) })
  if (Array.isArray(value)) return value.map((each, i) => rewritten(each, below(i), names))
  if (!isObject(value)) return value
  const isDiscriminator = 'propertyName' in value
  return mapMembers(value, (key, each) => {
    const place = below(key)
    const isReferred = names.objects.has(textOf(place))
    const isHolder = isReferred || names.holders.has(textOf(place))
    if (isData(key, each) && !isHolder) return each
    if (key === '$ref') return typeof each === 'string' ? referenceFrom(each, at, names) : each
    if (isDiscriminator && key === 'defaultMapping') return mappedTo(each, at, names)
    if (!isObject(each) || isReferred) return rewritten(each, place, names)
    if (isDiscriminator && key === 'mapping') {
      return mapMembers(each, (_, target) => mappedTo(target, at, names))
    }
    return named.has(key) ? rewrittenNames(each, place, names) : rewritten(each, place, names)
  })
}

/** A map whose keys are names. */
const rewrittenNames = (map: JsonObject, at: Place, names: Names): JsonValue =>
  mapMembers(map, (name, member) =>
    rewritten(member, { ...at, pointer: child(at.pointer, name) }, names),
  )

const isData = (key: string, value: JsonValue): boolean =>
  data.has(key) || (key === 'examples' && Array.isArray(value))

const textOf = ({ file, pointer }: Place): string => `${file}#${pointer}`

type JsonObject = { readonly [key: string]: JsonValue }

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mapMembers = (
  value: JsonObject,
  change: (key: string, member: JsonValue) => JsonValue,
): JsonValue =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(key, each)]))

// A discriminator leads to a component by its name, or anywhere by a reference (OpenAPI 3.1, 4.8.25).
const mappedTo = (target: JsonValue, at: Place, names: Names): JsonValue => {
  if (typeof target !== 'string' || /^[A-Za-z0-9_-]+$/.test(target)) return target
  return names.components.has(target) ? target : referenceFrom(target, at, names)
}

/** `parts.yaml#/A` as `#/x-bundled-files/parts.yaml/A`. */
const referenceFrom = (reference: string, { file }: Place, all: Names): string => {
  const { root, names, document } = all
  const [path = '', fragment = ''] = reference.split('#', 2)
  const beside = posix.join(posix.dirname(file), decoded(path))
  const target = path === '' ? file : (document.targetOf(file, path) ?? beside)
  note(all, { file: target, pointer: decoded(fragment) })
  if (target === root) return `#${fragment}`
  const name = names.get(target)
  return name === undefined ? reference : `#${encoded(child(`/${filesKey}`, name))}${fragment}`
}

/** Keeps a place that a reference leads to; an anchor is none. */
const note = ({ objects, holders }: Names, { file, pointer }: Place): void => {
  if (!pointer.startsWith('/')) return
  objects.add(textOf({ file, pointer }))
  for (let end = pointer.lastIndexOf('/'); end > 0; end = pointer.lastIndexOf('/', end - 1))
    holders.add(textOf({ file, pointer: pointer.slice(0, end) }))
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const encoded = (pointer: string): string => pointer.split('/').map(encodeURIComponent).join('/')
