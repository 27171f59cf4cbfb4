// Owns the graph of schemas: what is reachable from where, what recurs, and what deserves a name.

import type { Api } from '../../ir/api.js'
import type { JsonType, Schema, SchemaId } from '../../ir/schema.js'
import { childrenOf, inPlaceChildrenOf } from '../../ir/schema-children.js'

/** @throws {TypeError} for an id that reading did not deliver: a defect. */
export const schemaOf = (api: Api, id: SchemaId): Schema => {
  const schema = api.schemas.get(id)
  if (!schema) throw new TypeError(`there is no schema ${id}`)
  return schema
}

/** Everything reachable from `roots`, roots included. */
export const reachable = (api: Api, roots: Iterable<SchemaId>): Set<SchemaId> => {
  const seen = new Set<SchemaId>()
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...childrenOf(schemaOf(api, id)))
  }
  return seen
}

/** Ids on a cycle among the given schemas (Tarjan's strongly connected components, without recursion). */
export const recursiveIds = (schemas: ReadonlyMap<SchemaId, Schema>): Set<SchemaId> => {
  const index = new Map<SchemaId, number>()
  const low = new Map<SchemaId, number>()
  const onStack = new Set<SchemaId>()
  const stack: SchemaId[] = []
  const recursive = new Set<SchemaId>()
  for (const root of schemas.keys()) {
    if (index.has(root)) continue
    const work: { id: SchemaId; children: SchemaId[]; next: number }[] = []
    const visit = (id: SchemaId) => {
      index.set(id, index.size)
      low.set(id, index.size - 1)
      stack.push(id)
      onStack.add(id)
      work.push({ id, children: childrenWithin(schemas, id), next: 0 })
    }
    visit(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const child = frame.children[frame.next++]
      if (child !== undefined) {
        if (!index.has(child)) visit(child)
        else if (onStack.has(child)) lower(low, frame.id, index.get(child))
        if (child === frame.id) recursive.add(child)
        continue
      }
      work.pop()
      const parent = work.at(-1)
      if (parent) lower(low, parent.id, low.get(frame.id))
      if (low.get(frame.id) === index.get(frame.id))
        closeComponent(frame.id, stack, onStack, recursive)
    }
  }
  return recursive
}

const childrenWithin = (schemas: ReadonlyMap<SchemaId, Schema>, id: SchemaId): SchemaId[] => {
  const schema = schemas.get(id)
  return schema ? childrenOf(schema).filter((child) => schemas.has(child)) : []
}

const lower = (low: Map<SchemaId, number>, id: SchemaId, to: number | undefined): void => {
  if (to !== undefined && to < (low.get(id) ?? Infinity)) low.set(id, to)
}

const closeComponent = (
  id: SchemaId,
  stack: SchemaId[],
  onStack: Set<SchemaId>,
  recursive: Set<SchemaId>,
): void => {
  const members = stack.splice(stack.lastIndexOf(id))
  for (const member of members) {
    onStack.delete(member)
    if (members.length > 1) recursive.add(member)
  }
}

/** Every id after those that it refers to; without recursion, for chains may be long. */
export function* bottomUp(
  roots: Iterable<SchemaId>,
  childrenOfId: (id: SchemaId) => readonly SchemaId[],
): Generator<SchemaId> {
  const entered = new Set<SchemaId>()
  for (const root of roots) {
    const work: { readonly id: SchemaId; readonly rest: SchemaId[] }[] = []
    const enter = (id: SchemaId): void => {
      if (entered.has(id)) return
      entered.add(id)
      work.push({ id, rest: [...childrenOfId(id)] })
    }
    enter(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const child = frame.rest.pop()
      if (child !== undefined) enter(child)
      else {
        work.pop()
        yield frame.id
      }
    }
  }
}

/**
 * The types that a schema is about, for its TypeScript type and its writer. Without `type`, keywords that only
 * objects or arrays have tell them. Validators go by the letter: there such a schema takes values of any other
 * type, with a warning (NX2130), unless `impliedTypes` is set and reading made the type explicit.
 */
export const typesOf = (schema: Schema): readonly JsonType[] | null => {
  if (schema.types !== null) return schema.types
  const isObject =
    schema.properties.length + schema.patternProperties.length > 0 ||
    schema.additionalProperties !== null
  const isArray = schema.items !== null || schema.prefixItems.length > 0
  if (isObject && !isArray) return ['object']
  if (isArray && !isObject) return ['array']
  return null
}

/** Whether a schema without a component name still deserves a name of its own. */
export const isComposite = (schema: Schema): boolean =>
  schema.properties.length > 0 ||
  schema.allOf.length + schema.anyOf.length + schema.oneOf.length > 1 ||
  schema.discriminator !== null

/** A schema that asks nothing of a value. */
export const isFree = (schema: Schema): boolean =>
  schema.boolean !== false &&
  schema.types === null &&
  schema.enum === null &&
  schema.const === null &&
  schema.pattern === null &&
  schema.format === null &&
  schema.multipleOf === null &&
  !schema.uniqueItems &&
  inPlaceChildrenOf(schema).length === 0 &&
  asksNothingOfMembers(schema) &&
  [schema.minLength, schema.maxLength].every((n) => n === null) &&
  [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum].every(
    (n) => n === null,
  )

const asksNothingOfMembers = (schema: Schema): boolean =>
  schema.properties.length + schema.patternProperties.length + schema.prefixItems.length === 0 &&
  schema.required.length + schema.dependentRequired.length === 0 &&
  [schema.minItems, schema.maxItems, schema.minProperties, schema.maxProperties].every(
    (n) => n === null,
  ) &&
  [schema.items, schema.contains, schema.unevaluatedItems].every((id) => id === null) &&
  [schema.propertyNames, schema.unevaluatedProperties].every((id) => id === null) &&
  (schema.additionalProperties === null || schema.additionalProperties === true)
