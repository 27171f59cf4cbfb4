// Owns which operations of a document are compiled when a project asks for a part of it, and that nothing which
// only the others use is left.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import type { Selection } from '../ir/document-options.js'
import type { Operation } from '../ir/operation.js'
import { inputSchemas, outputSchemas } from '../ir/operation-schemas.js'
import type { Schema, SchemaId } from '../ir/schema.js'
import { childrenOf } from '../ir/schema-children.js'
import { ownerKey, receivedSchemas, sentSchemas } from '../ir/sent-operation.js'

/** The document with the selected operations and what they use; a wish that nothing fulfils is an error. */
export const selectOperations = (api: Api, include: Selection): PassResult<Api> => {
  const wishes = wishesOf(include)
  if (wishes.length === 0) return { value: api, diagnostics: [] }
  const diagnostics = wishes
    .filter(({ names }) => !api.operations.some(names))
    .map(
      ({ what }): Diagnostic =>
        diagnostic('NX2020', { message: `no operation has ${what}`, at: null }),
    )
  const operations = api.operations.filter((each) => wishes.some(({ names }) => names(each)))
  const owners = new Set(
    operations.map(({ at, method, path }) => ownerKey(at, `${method} ${path}`)),
  )
  const sent = api.sent.filter(({ operation, callback }) =>
    callback === null
      ? wishes.some(({ names }) => names(operation))
      : owners.has(ownerKey(callback.of, callback.route)),
  )
  return { value: reduced({ ...api, sent }, operations), diagnostics }
}

interface Wish {
  readonly what: string
  readonly names: (operation: Operation) => boolean
}

const wishesOf = ({ tags, paths, operationIds }: Selection): readonly Wish[] => [
  ...tags.map((tag) => ({
    what: `the tag \`${tag}\``,
    names: (each: Operation) => each.tags.includes(tag),
  })),
  ...paths.map((path) => ({
    what: `the path \`${path}\``,
    names: (each: Operation) => isAt(each.path, path),
  })),
  ...operationIds.map((id) => ({
    what: `the operationId \`${id}\``,
    names: (each: Operation) => each.operationId === id,
  })),
]

const isAt = (path: string, wanted: string): boolean =>
  wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted

const reduced = (api: Api, operations: readonly Operation[]): Api => {
  const used = usedSchemas(api, operations)
  const schemas = new Map([...api.schemas].filter(([id]) => used.has(id)))
  const isLeft = leftPlaces(api, operations, schemas)
  const schemes = new Set(
    operations.flatMap(({ security }) => security.flat().map(({ scheme }) => scheme)),
  )
  const tags = new Set(operations.flatMap((each) => each.tags))
  return {
    ...api,
    operations,
    schemas,
    tags: api.tags.filter(({ name }) => tags.has(name)),
    securitySchemes: api.securitySchemes.filter(({ name }) => schemes.has(name)),
    keywordUses: api.keywordUses.filter(({ at }) => isLeft(at)),
    objects: api.objects.filter(isLeft),
  }
}

const usedSchemas = (api: Api, operations: readonly Operation[]): ReadonlySet<SchemaId> => {
  const open = operations.flatMap((each) => [...inputSchemas(each), ...outputSchemas(each)])
  open.push(...api.sent.flatMap((each) => [...sentSchemas(each), ...receivedSchemas(each)]))
  const used = new Set<SchemaId>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (used.has(id)) continue
    used.add(id)
    const schema = api.schemas.get(id)
    if (schema !== undefined) open.push(...childrenOf(schema))
  }
  return used
}

type Place = { readonly file: string; readonly pointer: string }

// A place goes with the operation or schema around it that was dropped; what stands in neither is left.
const leftPlaces = (
  api: Api,
  operations: readonly Operation[],
  schemas: ReadonlyMap<SchemaId, Schema>,
): ((place: Place) => boolean) => {
  const kept = new Set(operations)
  const owners = new Map<string, boolean>()
  for (const schema of api.schemas.values())
    owners.set(`${schema.at.file}#${schema.at.pointer}`, schemas.has(schema.id))
  for (const each of api.operations)
    owners.set(`${each.at.file}#${each.at.pointer}`, kept.has(each))
  return ({ file, pointer }) => {
    for (let place = pointer; ; place = place.slice(0, place.lastIndexOf('/'))) {
      const isKept = owners.get(`${file}#${place}`)
      if (isKept !== undefined) return isKept
      if (!place.includes('/')) return true
    }
  }
}
