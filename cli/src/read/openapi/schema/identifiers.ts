// Owns schema resources (JSON Schema 2020-12, 8.2): which URI is the base at a place of a file, and which node a URI
// with `$id`, `$anchor` or `$dynamicAnchor` means. Only schemas since 3.1 have these, and `$self` since 3.2; in draft 4,
// which 3.0 builds on, an `id` that is a fragment is an anchor.

import { child, tokensOf } from '../../../diagnostics/pointer.js'
import type { SourceFile } from '../../../ir/document.js'
import { isList, isObject } from '../../../ir/json-values.js'
import type { JsonValue } from '../../../ir/schema.js'
import type { Node } from '../node.js'

/** A file, or a schema in it that has an `$id`: what plain names and relative references are relative to. */
export interface Resource {
  readonly node: Node
  /** Absolute, without fragment. */
  readonly uri: string
  readonly anchors: ReadonlyMap<string, Node>
  /** Those of `anchors` that are dynamic. */
  readonly dynamic: ReadonlyMap<string, Node>
  /** Names that more than one node of the resource has. */
  readonly ambiguous: ReadonlySet<string>
}

/** The resources of one file. */
export interface Identifiers {
  readonly root: Resource
  /** Whether a `$dynamicRef` could mean something else than a `$ref`. */
  readonly isDynamic: boolean
  resourceAt(pointer: string): Resource
  /** The resource that an absolute URI without fragment means; undefined when it is none of this file. */
  byUri(uri: string): Resource | undefined
  /** Whether the base at a place is told by the document, not by where its file lies. */
  hasOwnBase(pointer: string): boolean
}

type Drafts = 'draft4' | 'draft2020'

const known: Readonly<Record<Drafts, WeakMap<SourceFile, Identifiers>>> = {
  draft4: new WeakMap(),
  draft2020: new WeakMap(),
}

/** The identifiers of a file; it is looked through once, and only when it can have any. */
export const identifiersOf = (file: SourceFile, draft: Drafts): Identifiers => {
  const found = known[draft].get(file) ?? new Index(file, draft)
  known[draft].set(file, found)
  return found
}

/** Where a file is when nothing in it says otherwise. */
const retrievalUri = ({ file, uri }: SourceFile): string =>
  uri ?? `nexus://document/${encodeURIComponent(file)}`

/** A URI reference made absolute; null when it is none, or is relative and there is no base. */
export const absoluteUri = (text: string, base?: string): string | null => {
  try {
    return new URL(text, base).href
  } catch {
    return null
  }
}

const withoutFragment = (uri: string): string => uri.split('#', 1)[0] ?? ''

class OpenResource implements Resource {
  readonly anchors = new Map<string, Node>()
  readonly dynamic = new Map<string, Node>()
  readonly ambiguous = new Set<string>()

  constructor(
    readonly node: Node,
    readonly uri: string,
  ) {}

  note(name: JsonValue | undefined, node: Node, isDynamic: boolean): void {
    if (typeof name !== 'string') return
    const other = this.anchors.get(name)
    if (other !== undefined && other.pointer !== node.pointer) this.ambiguous.add(name)
    this.anchors.set(name, other ?? node)
    if (isDynamic && !this.dynamic.has(name)) this.dynamic.set(name, node)
  }
}

class Index implements Identifiers {
  readonly root: OpenResource
  readonly #retrieval: string
  readonly #byPointer = new Map<string, OpenResource>()
  readonly #byUri = new Map<string, OpenResource>()

  readonly #draft: Drafts

  constructor(source: SourceFile, draft: Drafts) {
    this.#draft = draft
    const { file, root } = source
    this.#retrieval = retrievalUri(source)
    const node: Node = { value: root, file, pointer: '' }
    const own = draft === 'draft4' ? null : ownUri(root, this.#retrieval)
    this.root = new OpenResource(node, own ?? this.#retrieval)
    this.#add(this.root)
    this.#byUri.set(this.#retrieval, this.root)
    if (mayIdentify[draft].test(source.text)) this.#lookThrough(node)
  }

  get isDynamic(): boolean {
    for (const { dynamic } of this.#byPointer.values()) if (dynamic.size > 0) return true
    return false
  }

  resourceAt(pointer: string): Resource {
    if (this.#byPointer.size === 1) return this.root
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
      const found = this.#byPointer.get(pointer.slice(0, end))
      if (found !== undefined) return found
    }
    return this.root
  }

  byUri(uri: string): Resource | undefined {
    return this.#byUri.get(uri)
  }

  hasOwnBase(pointer: string): boolean {
    return this.resourceAt(pointer).uri !== this.#retrieval
  }

  #add(resource: OpenResource): void {
    this.#byPointer.set(resource.node.pointer, resource)
    if (!this.#byUri.has(resource.uri)) this.#byUri.set(resource.uri, resource)
  }

  #lookThrough(root: Node): void {
    const open: { node: Node; within: OpenResource; role: Role }[] = [
      { node: root, within: this.root, role: 'schema' },
    ]
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      const within = each.role === 'schema' ? this.#note(each.node, each.within) : each.within
      for (const [key, value, role] of childrenOf(each.node.value, each.role)) {
        const pointer = child(each.node.pointer, key)
        open.push({ node: { value, file: root.file, pointer }, within, role })
      }
    }
  }

  /** Notes what identifies a node; the resource that it belongs to. */
  #note(node: Node, outer: OpenResource): OpenResource {
    if (!isObject(node.value)) return outer
    const { id, $id, $anchor, $dynamicAnchor } = node.value
    if (this.#draft === 'draft4') {
      if (typeof id === 'string' && id.startsWith('#')) outer.note(id.slice(1), node, false)
      return outer
    }
    let within = outer
    if (typeof $id === 'string' && node.pointer !== '') {
      within = new OpenResource(node, withoutFragment(absoluteUri($id, outer.uri) ?? outer.uri))
      this.#add(within)
    }
    within.note($anchor, node, false)
    within.note($dynamicAnchor, node, true)
    return within
  }
}

/** What stands in the text of a file that has identifiers. */
const mayIdentify: Readonly<Record<Drafts, RegExp>> = {
  draft4: /\bid["']?\s*:\s*["']#/,
  draft2020: /\$(?:id|anchor|dynamicAnchor)\b/,
}

// A schema that is a whole file has an `$id`, a document of 3.2 a `$self`.
const ownUri = (root: JsonValue, retrieval: string): string | null => {
  if (!isObject(root)) return null
  const own = typeof root.openapi === 'string' ? root.$self : root.$id
  const uri = typeof own === 'string' ? absoluteUri(own, retrieval) : null
  return uri === null ? null : withoutFragment(uri)
}

/** What an object's members are: keywords, or names that their author chose. */
export type Role = 'schema' | 'names'

/** Keywords whose value is data: an `$id` in it identifies nothing. */
const data = new Set(['enum', 'const', 'default', 'example', 'examples', 'value'])

/** Keywords whose members have names of the author's. */
const named = new Set(
  'properties patternProperties dependentSchemas $defs definitions schemas mapping'.split(' '),
)

/** The members of a value that may hold schemas, and what the members of each are. */
export const childrenOf = (
  value: JsonValue,
  role: Role,
): readonly (readonly [string | number, JsonValue, Role])[] => {
  if (isList(value)) return value.map((each, index) => [index, each, 'schema'] as const)
  if (!isObject(value)) return []
  const entries = Object.entries(value)
  if (role === 'names') return entries.map(([key, each]) => [key, each, 'schema'] as const)
  return entries.flatMap(([key, each]) =>
    data.has(key) ? [] : [[key, each, named.has(key) ? 'names' : 'schema'] as const],
  )
}

/** Whether a pointer's tokens lead through an object that exists: for pointers beyond a resource. */
export const leadsSomewhere = (root: JsonValue, pointer: string): boolean => {
  let value: JsonValue | undefined = root
  for (const token of tokensOf(pointer)) {
    if (isList(value)) value = value[Number(token)]
    else value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
  }
  return value !== undefined
}
