// Owns `$id` and `$anchor` (JSON Schema 2020-12, 8.2): which node of a file a URI or a plain name means.

import { child } from '../../diagnostics/pointer.js'
import type { SourceFile } from '../../ir/document.js'
import type { JsonValue } from '../../ir/schema.js'
import { isArray, isObject, type Node } from './node.js'

/** Nodes of one file by what identifies them. */
export interface Identifiers {
  /** The node that a reference at `pointer` means by `$id` or `$anchor`; null when it means something else. */
  resolve(pointer: string, text: string): { readonly node: Node; readonly pointer: string } | null
}

/** Values that are data, not schemas: an `$id` in them identifies nothing. */
const data = new Set(['enum', 'const', 'default', 'example', 'examples', 'value'])

const known = new WeakMap<SourceFile, Identifiers>()

/** The identifiers of a file; it is looked through once, and only when it can have any. */
export const identifiersOf = (file: SourceFile): Identifiers => {
  const found = known.get(file) ?? new Index(file)
  known.set(file, found)
  return found
}

/** Whether a file may have schemas with an `$id`: their references resolve against it. */
export const mayHaveIds = ({ text }: SourceFile): boolean => /["']?\$id["']?\s*:/.test(text)

class Index implements Identifiers {
  readonly #nodes = new Map<string, Node>()
  readonly #bases: { readonly pointer: string; readonly base: string }[] = []

  constructor({ file, root }: SourceFile) {
    const base = `nexus://document/${encodeURIComponent(file)}`
    this.#nodes.set(base, { value: root, file, pointer: '' })
    const open: { value: JsonValue; pointer: string; base: string }[] = [
      { value: root, pointer: '', base },
    ]
    this.#bases.push({ pointer: '', base })
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      const here = { ...each, base: this.#note(file, each.value, each.pointer, each.base) }
      for (const [key, value] of childrenOf(here.value))
        open.push({ value, pointer: child(here.pointer, key), base: here.base })
    }
    this.#bases.sort((left, right) => right.pointer.length - left.pointer.length)
  }

  resolve(pointer: string, text: string) {
    const { base } = this.#bases.find((each) => isWithin(pointer, each.pointer)) ?? { base: '' }
    const uri = absolute(text, base)
    if (uri === null) return null
    const [resource = '', fragment = ''] = uri.split('#')
    if (fragment === '' || fragment.startsWith('/')) {
      const node = this.#nodes.get(resource)
      return node === undefined ? null : { node, pointer: fragment }
    }
    const node = this.#nodes.get(`${resource}#${fragment}`)
    return node === undefined ? null : { node, pointer: '' }
  }

  /** Notes what identifies a node; the base that holds inside of it. */
  #note(file: string, value: JsonValue, pointer: string, outer: string): string {
    if (!isObject(value)) return outer
    const node: Node = { value, file, pointer }
    let base = outer
    if (typeof value.$id === 'string') {
      base = absolute(value.$id, outer)?.split('#')[0] ?? outer
      this.#nodes.set(base, node)
      this.#bases.push({ pointer, base })
    }
    for (const name of [value.$anchor, value.$dynamicAnchor])
      if (typeof name === 'string') this.#nodes.set(`${base}#${name}`, node)
    return base
  }
}

const isWithin = (pointer: string, outer: string): boolean =>
  outer === '' || pointer === outer || pointer.startsWith(`${outer}/`)

const childrenOf = (value: JsonValue): readonly (readonly [string | number, JsonValue])[] => {
  if (isArray(value)) return value.map((each, index) => [index, each] as const)
  return isObject(value) ? Object.entries(value).filter(([key]) => !data.has(key)) : []
}

const absolute = (text: string, base: string): string | null => {
  try {
    return new URL(text, base).href
  } catch {
    return null
  }
}
