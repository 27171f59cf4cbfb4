// Owns the document as others read it: one JSON text. Of several files it is made as if it had been written in one:
// paths in place, and what references lead to in components. What only this compiler understands (x-nexus-) is left out.

import { child, lastToken } from '../../diagnostics/pointer.js'
import type { Api } from '../../ir/api.js'
import type { Document, SourceFile } from '../../ir/document.js'
import { isObject, type JsonObject } from '../../ir/json-values.js'
import type { JsonValue } from '../../ir/schema.js'
import { type ExactJson, exactNumber, exactText } from './exact-json.js'
import { childOf, type Kind, sectionOf } from './grammar.js'
import { homesOf, keyOf, keyOfWanted, type Met, type Wanted, withComponents } from './homes.js'
import { fragmentOf, References, type Target } from './targets.js'

/** What a document was read as: null, where it was not. */
export type ReadApi = Pick<Api, 'references' | 'schemas'> | null

/** Names of schemas by their place relative to the root document: `common.yaml#/Money`. */
export type SchemaNames = ReadonlyMap<string, string>

/** The document as JSON. One file of JSON stays as it is written. */
export const bundleDocument = (document: Document, api: ReadApi, names: SchemaNames): string => {
  const { root, files } = document
  const isAsWritten = files.size <= 1 && root.format === 'json' && !root.text.includes('"x-nexus-')
  return isAsWritten ? root.text : exactText(bundled(document, api, names))
}

/** The same as a value. */
export const bundled = (document: Document, api: ReadApi, names: SchemaNames): ExactJson =>
  new Bundle(document, api, names).whole()

/** Where something stands, and where it comes to stand. */
interface Place extends Met {
  readonly file: SourceFile
  readonly pointer: string
}

const below = (place: Place, key: string | number): Place => ({
  ...place,
  pointer: child(place.pointer, key),
  to: child(place.to, key),
})

class Bundle {
  readonly #document: Document
  readonly #api: ReadApi
  readonly #names: SchemaNames
  readonly #references: References
  readonly #version: string
  /** Files of one document have no references to rewrite. */
  readonly #isOne: boolean
  /** Whether what schemas mean depends on the way to them: then their identifiers have to stay. */
  readonly #isDynamic: boolean
  /** What references lead to, and where everything was met, by keys. */
  readonly #wanted = new Map<string, Wanted>()
  readonly #met = new Map<string, Met>()
  /** Components of the root that stand for something elsewhere are its home. */
  readonly #aliases: ReadonlyMap<string, string>
  #pointers: ReadonlyMap<string, string> | null = null
  /** What is being put in place, and where; and what was, where it first came to stand. */
  readonly #open = new Map<string, string>()
  readonly #placed = new Map<string, string>()
  /** Characters of path items that paths may still repeat. */
  #repeatsLeft = repeatedCharsMax

  constructor(document: Document, api: ReadApi, names: SchemaNames) {
    this.#document = document
    this.#api = api
    this.#names = names
    this.#references = new References(document, api)
    const { root } = document.root
    this.#version = isObject(root) ? String(root.openapi ?? root.swagger ?? '') : ''
    this.#isOne = document.files.size <= 1
    this.#isDynamic = [...document.files.values()].some(({ text }) => text.includes('$dynamicRef'))
    this.#aliases = this.#isOne ? new Map() : this.#findAliases()
  }

  whole(): ExactJson {
    const { root } = this.#document
    const start: Place = { file: root, pointer: '', base: null, to: '' }
    const copy = (): ExactJson => this.#copy(root.root, start, 'OpenAPI')
    const first = copy()
    if (this.#isOne || !isObject(root.root)) return first
    // What is wanted wants more; the map grows while it is walked.
    for (const wanted of this.#wanted.values()) this.#copyWanted(wanted)
    const homes = homesOf({
      version: this.#version,
      rootFile: root.file,
      wanted: this.#wanted,
      met: this.#met,
      aliases: this.#aliases,
      names: this.#names,
      isTaken: (section, name) => this.#references.at(root.file, child(section, name)) !== null,
    })
    this.#pointers = homes.pointers
    this.#placed.clear()
    this.#repeatsLeft = repeatedCharsMax
    const document = copy() as { readonly [key: string]: ExactJson }
    const added = homes.added.map(({ wanted, section, name }) => {
      const to = child(section, name)
      return { section, name, value: this.#copyWanted(wanted, { base: null, to }) }
    })
    return withComponents(document, added)
  }

  #copyWanted(wanted: Wanted, at: Met = { base: wanted, to: '' }): ExactJson {
    const { file, pointer, value, kind } = wanted
    return this.#copy(value, { file, pointer, ...at }, kind)
  }

  #copy(value: JsonValue, place: Place, kind: Kind | null): ExactJson {
    if (typeof value === 'number') return exactNumber(value, place.file, place.pointer)
    if (Array.isArray(value)) return value.map((each, i) => this.#copy(each, below(place, i), kind))
    if (kind !== null) this.#meet(place, kind)
    if (!isObject(value)) return value
    const home = kind === null ? undefined : this.#homeElsewhere(place, kind)
    if (home !== undefined) return { $ref: fragmentOf(home) }
    if (kind !== null && isReferable(kind) && typeof value.$ref === 'string' && !this.#isOne)
      return this.#reference(value, value.$ref, place, kind)
    return this.#members(value, place, kind)
  }

  /** The first place where something comes to stand is where references find it. */
  #meet({ file, pointer, base, to }: Place, kind: Kind): void {
    if (this.#pointers !== null || (base !== null && to === '')) return
    const key = keyOf({ kind }, file.file, pointer)
    if (!this.#met.has(key)) this.#met.set(key, { base, to })
  }

  /** What became a component is one where it stood as well. */
  #homeElsewhere({ file, pointer, to }: Place, kind: Kind): string | undefined {
    if (this.#pointers === null || file === this.#document.root) return undefined
    const home = this.#pointers.get(keyOf({ kind }, file.file, pointer))
    return home === to || sectionOf(kind, this.#version) === null ? undefined : home
  }

  #members(value: JsonObject, place: Place, kind: Kind | null): { [key: string]: ExactJson } {
    const kept = Object.entries(value).filter(([key]) => kind === null || !this.#isLeft(key, kind))
    return Object.fromEntries(
      kept.map(([key, each]) => [key, this.#member(key, each, value, place, kind)]),
    )
  }

  #isLeft(key: string, kind: Kind): boolean {
    if (key.startsWith('x-nexus-')) return true
    const isIdentifier = kind === 'Schema' && (key === '$id' || key === '$anchor')
    return isIdentifier && !this.#isOne && !this.#isDynamic
  }

  #member(key: string, each: JsonValue, of: JsonObject, at: Place, kind: Kind | null): ExactJson {
    const place = below(at, key)
    if (kind === 'Schema' && key === 'discriminator' && isObject(each) && !this.#isOne)
      return this.#discriminator(each, of, place)
    if (kind === 'Link' && key === 'operationRef' && typeof each === 'string' && !this.#isOne)
      return this.#text(each, place, 'Operation')
    const held = kind === null ? null : childOf(kind, key)
    if (typeof held === 'string' || held === null || !isObject(each))
      return this.#copy(each, place, typeof held === 'object' ? null : held)
    return Object.fromEntries(
      Object.entries(each).map(([name, member]) => [
        name,
        this.#copy(member, below(place, name), held[0]),
      ]),
    )
  }

  #reference(value: JsonObject, text: string, place: Place, kind: Kind): ExactJson {
    const { $ref: _, ...others } = value
    const target = this.#references.targetOf(text, place.file, child(place.pointer, '$ref'))
    if (target === null) return this.#members(value, place, kind)
    const key = keyOf({ kind }, target.file.file, target.pointer)
    const isHome = place.base === null && this.#aliases.get(key) === place.to
    if (
      !isHome &&
      (sectionOf(kind, this.#version) !== null || target.file === this.#document.root)
    ) {
      const $ref = this.#linkTo(target, text, place, kind)
      return { ...this.#members(value, place, kind), $ref }
    }
    const own = this.#members(others, place, kind)
    const put = this.#open.get(key) ?? (isHome ? undefined : this.#putBefore(key, target, place))
    if (put !== undefined) return { ...own, $ref: fragmentOf(put) }
    this.#open.set(key, place.to)
    if (!this.#placed.has(key)) this.#placed.set(key, place.to)
    const { file, pointer } = target
    const copied = this.#copy(target.value, { ...place, file, pointer }, kind)
    this.#open.delete(key)
    return typeof copied === 'object' && copied !== null ? { ...copied, ...own } : copied
  }

  /**
   * Where what has no section was put before: copied again, k names of k names would come as often as ways lead to them.
   * A path has its item in place though, as not all that reads documents follows references from there.
   */
  #putBefore(key: string, target: Target, place: Place): string | undefined {
    const put = this.#placed.get(key)
    if (put === undefined || !isPath(place)) return put
    this.#repeatsLeft -= charsOf(target.value, this.#repeatsLeft)
    return this.#repeatsLeft > 0 ? undefined : put
  }

  /** The text of a reference to what has its home elsewhere. */
  #text(text: string, place: Place, kind: Kind): string {
    const target = this.#references.targetOf(text, place.file, place.pointer)
    return target === null ? text : this.#linkTo(target, text, place, kind)
  }

  #linkTo(target: Target, text: string, { file }: Place, kind: Kind): string {
    const wanted: Wanted = { ...target, kind }
    const key = keyOfWanted(wanted)
    if (this.#pointers === null) {
      if (!this.#wanted.has(key)) this.#wanted.set(key, wanted)
      return text
    }
    const pointer = this.#pointers.get(key)
    if (pointer === undefined) return text
    const { root } = this.#document
    const isAsWritten = file === root && target.file === root && pointer === target.pointer
    return isAsWritten && text.startsWith('#/') ? text : fragmentOf(pointer)
  }

  /** Its values say where they lead, and those that were implied by names that are others now are written out. */
  #discriminator(value: JsonObject, schema: JsonObject, place: Place): ExactJson {
    const { mapping, defaultMapping, ...others } = value
    const leads = (each: JsonValue, at: Place): JsonValue =>
      typeof each === 'string' && !this.#isComponent(each) ? this.#text(each, at, 'Schema') : each
    const written = isObject(mapping)
      ? Object.entries(mapping).map(
          ([key, each]) => [key, leads(each, below(below(place, 'mapping'), key))] as const,
        )
      : []
    const all = {
      ...Object.fromEntries(written),
      ...this.#implied(schema, new Map(written), place),
    }
    return {
      ...this.#members(others, place, 'Plain'),
      ...(mapping === undefined && Object.keys(all).length === 0 ? {} : { mapping: all }),
      ...(defaultMapping === undefined
        ? {}
        : { defaultMapping: leads(defaultMapping, below(place, 'defaultMapping')) }),
    }
  }

  #implied(
    _: JsonObject,
    written: ReadonlyMap<string, JsonValue>,
    { file, pointer }: Place,
  ): { readonly [value: string]: string } {
    const owner = pointer.slice(0, pointer.lastIndexOf('/'))
    const known = this.#api?.schemas.get(`${file.file}#${owner}`)?.discriminator?.mapping ?? []
    const at: Place = { file, pointer, base: null, to: '' }
    const found = known.flatMap(({ value, schema }) => {
      const branch = this.#api?.schemas.get(schema)?.at
      const target = branch ? this.#references.at(branch.file, branch.pointer) : null
      if (written.has(value) || target === null) return []
      const link = this.#linkTo(target, '', at, 'Schema')
      return decodeURIComponent(lastToken(link)) === value ? [] : [[value, link] as const]
    })
    return Object.fromEntries(found)
  }

  // A discriminator leads to a component by its name, or anywhere by a reference (OpenAPI 3.1, 4.8.25).
  #isComponent(name: string): boolean {
    const section = sectionOf('Schema', this.#version) ?? ''
    const { root } = this.#document
    return this.#references.at(root.file, child(section, name)) !== null
  }

  #findAliases(): ReadonlyMap<string, string> {
    const { root } = this.#document
    const aliases = new Map<string, string>()
    const isOld = this.#version.startsWith('2')
    const holder = isOld
      ? this.#references.at(root.file, '')
      : this.#references.at(root.file, '/components')
    if (holder === null || !isObject(holder.value)) return aliases
    for (const [section, members] of Object.entries(holder.value)) {
      const kind = childOf(isOld ? 'OpenAPI' : 'Components', section)
      if (!Array.isArray(kind) || !isObject(members)) continue
      const at = child(holder.pointer, section)
      for (const [name, member] of Object.entries(members))
        this.#noteAlias(aliases, member, child(at, name), kind[0] as Kind)
    }
    return aliases
  }

  #noteAlias(aliases: Map<string, string>, member: JsonValue, at: string, kind: Kind): void {
    const { root } = this.#document
    const isAlias = isObject(member) && Object.keys(member).length === 1
    if (!isAlias || typeof member.$ref !== 'string') return
    const target = this.#references.targetOf(member.$ref, root, child(at, '$ref'))
    if (target === null || target.file === root) return
    const key = keyOf({ kind }, target.file.file, target.pointer)
    const known = aliases.get(key)
    // Of several, the one that is called as what it stands for.
    const isNamesake = lastToken(at) === lastToken(target.pointer)
    if (known === undefined || isNamesake) aliases.set(key, at)
  }
}

/** Characters of path items that several paths refer to, each time but the first: beyond, a path refers as well. */
const repeatedCharsMax = 32 * 1024 * 1024

/** Whether it is what a path leads to: a member of `paths` or `webhooks` of the document. */
const isPath = ({ base, to }: Place): boolean =>
  base === null && /^\/(?:paths|webhooks)\/[^/]*$/.test(to)

/** About how long a value is as JSON; no longer than `max` is looked at. */
const charsOf = (value: JsonValue, max: number): number => {
  let chars = 0
  const open: JsonValue[] = [value]
  for (let each = open.pop(); each !== undefined && chars < max; each = open.pop()) {
    chars += typeof each === 'string' ? each.length + 2 : 2
    if (typeof each !== 'object' || each === null) continue
    for (const [key, below] of Object.entries(each)) {
      chars += key.length + 2
      open.push(below)
    }
  }
  return chars
}

const isReferable = (kind: Kind): boolean =>
  !['Components', 'Encoding', 'OpenAPI', 'Operation', 'Paths', 'Plain'].includes(kind)
