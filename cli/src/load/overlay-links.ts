// Owns path items that lie in other files (`/pets: { $ref: paths/pets.yaml }`): how targets of an overlay look through
// these references, and which file a target is in. Overlay 1.0 has no word for references; who writes a target means the
// API as its documentation shows it.

import { child, tokensOf } from '../diagnostics/pointer.js'
import type { SourceFile } from '../ir/document.js'
import { isObject, type JsonObject } from '../ir/json-values.js'
import type { JsonValue } from '../ir/schema.js'
import type { Path } from './overlay-targets.js'

/** The file that a `$ref` in a file names; null when it cannot be read, of which reading tells. */
export type OpenFile = (from: SourceFile, path: string) => SourceFile | null

/** The texts that an overlay changes. */
export interface Texts {
  readonly document: SourceFile
  /** The value of a file as it is by now. */
  rootOf(file: SourceFile): JsonValue
  readonly open: OpenFile
}

export interface Place {
  readonly file: SourceFile
  readonly steps: Path
}

/** The document as targets see it. */
export interface View {
  readonly root: JsonValue
  /** Path items that were looked into. */
  readonly followed: ReadonlySet<JsonValue>
  /** Entries that were looked at to make it. */
  readonly steps: number
  /** Where the value is that was found at a path of `root`. */
  placeOf(path: Path, action: { readonly update: JsonValue | undefined }): Place
}

const groups = ['paths', 'webhooks'] as const

/** References from file to file until the path item is found. */
const hopsMax = 16

/** Puts beside each `$ref` of a path item what it leads to in another file; own keys win, as in reading. */
export const viewOf = (texts: Texts): View => {
  const own = texts.rootOf(texts.document)
  const links = new Map<string, Place>()
  const followed = new Set<JsonValue>()
  let steps = 0
  let root = own
  for (const group of groups) {
    const items = isObject(own) ? own[group] : undefined
    if (!isObject(items)) continue
    const entries = Object.entries(items)
    steps += entries.length
    const seen = entries.map(([key, item]) => {
      const place = isObject(item) ? leadsTo(texts, texts.document, item) : null
      const target = place === null ? undefined : valueAt(texts.rootOf(place.file), place.steps)
      if (place === null || !isObject(item) || !isObject(target)) return [key, item] as const
      links.set(linkKey([group, key]), place)
      const both = { ...target, ...item }
      followed.add(both)
      return [key, both] as const
    })
    if (followed.size > 0) root = { ...(root as JsonObject), [group]: Object.fromEntries(seen) }
  }
  return { root, followed, steps, placeOf: (path, action) => placeOf(texts, links, path, action) }
}

const linkKey = (path: Path): string => child(child('', path[0] ?? ''), path[1] ?? '')

const placeOf = (
  texts: Texts,
  links: ReadonlyMap<string, Place>,
  path: Path,
  { update }: { readonly update: JsonValue | undefined },
): Place => {
  const link = path.length < 2 ? undefined : links.get(linkKey(path))
  const here = { file: texts.document, steps: path }
  if (link === undefined) return here
  const [, , key] = path
  // Removing the path is not emptying what it refers to; a new reference stands where the old one did.
  if (key === undefined) return isObject(update) && !Object.hasOwn(update, '$ref') ? link : here
  const item = valueAt(texts.rootOf(texts.document), path.slice(0, 2))
  const isOwn = isObject(item) && Object.hasOwn(item, key)
  return isOwn ? here : { file: link.file, steps: [...link.steps, ...path.slice(2)] }
}

/** Where the `$ref` of an object leads; null within the document itself, whose targets are written as they stand. */
const leadsTo = (texts: Texts, from: SourceFile, item: JsonObject): Place | null => {
  let place: Place | null = null
  let node: JsonValue | undefined = item
  let here = from
  for (let hop = 0; isObject(node) && typeof node.$ref === 'string'; hop++) {
    const [path = '', fragment = ''] = node.$ref.split('#', 2)
    const file = path === '' ? here : texts.open(here, path)
    const steps = stepsOf(fragment)
    if (file === null || steps === null || hop === hopsMax) return null
    place = { file, steps }
    node = valueAt(texts.rootOf(file), steps)
    here = file
  }
  return place === null || place.file === texts.document ? null : place
}

const stepsOf = (fragment: string): Path | null => {
  try {
    const pointer = decodeURIComponent(fragment)
    return pointer === '' || pointer.startsWith('/') ? tokensOf(pointer) : null
  } catch {
    return null
  }
}

const valueAt = (root: JsonValue, steps: Path): JsonValue | undefined => {
  let node: JsonValue | undefined = root
  for (const step of steps) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return undefined
    node = (node as JsonObject)[step]
  }
  return node
}
