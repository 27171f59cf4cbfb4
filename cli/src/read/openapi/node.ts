// Owns the cursor into a parsed document: a value together with where it stands.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import { child } from '../../diagnostics/pointer.js'
import { isList, isObject, type JsonObject } from '../../ir/json-values.js'
import type { JsonValue } from '../../ir/schema.js'

/** A value of the document and its place. */
export interface Node<Value extends JsonValue = JsonValue> {
  readonly value: Value
  readonly file: string
  readonly pointer: string
  /** Resources with dynamic anchors that were entered on the way; absent where no file has any. */
  readonly scope?: DynamicScope
}

/** What each dynamic anchor means: the outermost resource that has it decides. */
export interface DynamicScope {
  /** The same text for the same targets. */
  readonly key: string
  readonly targets: ReadonlyMap<string, Node>
}

export type ObjectNode = Node<JsonObject>
export type ArrayNode = Node<readonly JsonValue[]>

export const isObjectNode = (node: Node): node is ObjectNode => isObject(node.value)
export const isArrayNode = (node: Node): node is ArrayNode => isList(node.value)

/** The place of a node, its value underlined. */
export const at = (node: Node): SourceRef => ({ file: node.file, pointer: node.pointer })

/** The place of a node, its key underlined. */
export const atKey = (node: Node): SourceRef => ({
  file: node.file,
  pointer: node.pointer,
  part: 'key',
})

/** The place of a member's key. */
export const atMember = (node: Node, key: string): SourceRef => ({
  file: node.file,
  pointer: child(node.pointer, key),
  part: 'key',
})

/** A member of an object, null when it is absent. Inherited names are never members. */
export const member = (node: ObjectNode, key: string): Node | null => {
  const value = Object.hasOwn(node.value, key) ? node.value[key] : undefined
  return value === undefined ? null : below(node, key, value)
}

/** Members of an object in document order. */
export const members = (node: ObjectNode): readonly (readonly [string, Node])[] =>
  Object.entries(node.value).map(([key, value]) => [key, below(node, key, value)])

/** Items of an array. */
export const items = (node: ArrayNode): readonly Node[] =>
  node.value.map((value, index) => below(node, index, value))

/** A value that stands in a node under a key. */
export const below = (
  { file, pointer, scope }: Node,
  key: string | number,
  value: JsonValue,
): Node =>
  scope === undefined
    ? { value, file, pointer: child(pointer, key) }
    : { value, file, pointer: child(pointer, key), scope }

/** What a value is, for messages: `a string`, `an object`. */
export const describe = (value: JsonValue): string => {
  if (value === null) return 'null'
  if (isList(value)) return 'an array'
  if (isObject(value)) return 'an object'
  return `a ${typeof value}`
}
