// Owns which schemas become named units, what they are called and in which module they stand.

import { posix } from 'node:path'
import type { Api } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'
import { operationTypeSuffixes } from '../ir/plan/operation-types.js'
import type { Schema, SchemaId } from '../ir/schema.js'
import { isComposite, recursiveIds } from './graph.js'
import { assignNames, type Claim, fileName, pascal, typeName } from './names.js'
import { sharedPrefix } from './sharing.js'

/** An operation as naming sees it. */
export interface NamedOperation {
  readonly operation: Operation
  readonly typePrefix: string
  readonly file: string
}

export interface UnitName {
  readonly name: string
  readonly inputName: string
  /** Module below `src/generated`. */
  readonly file: string
}

interface Wish {
  readonly id: SchemaId
  readonly name: string
  readonly rank: number
  /** Module of an operation, id of the unit whose module it shares, or null for a module of its own. */
  readonly home: { readonly file: string } | { readonly unit: SchemaId } | null
}

/** Schemas that get names: components, composites, and what closes a cycle that has none of these. */
export const unitIds = (api: Api, reached: ReadonlySet<SchemaId>): Set<SchemaId> => {
  const units = new Set<SchemaId>()
  const others = new Map<SchemaId, Schema>()
  for (const [id, schema] of api.schemas) {
    if (!reached.has(id)) continue
    if (schema.name !== null || isComposite(schema)) units.add(id)
    else others.set(id, schema)
  }
  for (const id of recursiveIds(others)) units.add(id)
  return units
}

/** Names and modules of all units. `split` tells which have an input type of their own. */
export const nameUnits = (
  api: Api,
  units: ReadonlySet<SchemaId>,
  operations: readonly NamedOperation[],
  split: ReadonlySet<SchemaId>,
): ReadonlyMap<SchemaId, UnitName> => {
  const places = new PlaceIndex(api, units, operations)
  const wishes = [...units].map((id) => wishFor(api, id, places))
  const claims: Claim[] = wishes.flatMap((wish) => {
    const identity = places.identity(wish.id)
    const own = { identity, name: wish.name, rank: wish.rank }
    if (!split.has(wish.id)) return [own]
    return [own, { identity: `input ${identity}`, name: `${wish.name}Input`, rank: wish.rank + 2 }]
  })
  const names = assignNames([...claims, ...operations.flatMap(claimsOfOperation)])
  const named = new Map(
    wishes.map((wish) => [wish.id, { wish, name: nameOf(names, places.identity(wish.id)) }]),
  )
  const fileOf = (id: SchemaId): string => {
    const entry = named.get(id)
    if (!entry) throw new TypeError(`no unit ${id}`)
    const { home } = entry.wish
    if (home === null) return `schemas/${fileName(entry.name)}`
    return 'file' in home ? home.file : fileOf(home.unit)
  }
  return new Map(
    wishes.map(({ id }) => {
      const name = nameOf(names, places.identity(id))
      const inputName = split.has(id) ? nameOf(names, `input ${places.identity(id)}`) : name
      return [id, { name, inputName, file: fileOf(id) }]
    }),
  )
}

const nameOf = (names: ReadonlyMap<string, string>, identity: string): string => {
  const name = names.get(identity)
  if (name === undefined) throw new TypeError(`nobody named ${identity}`)
  return name
}

const claimsOfOperation = ({ typePrefix, file }: NamedOperation): Claim[] =>
  operationTypeSuffixes.map((suffix) => {
    return { identity: `${file} ${suffix}`, name: `${typePrefix}${suffix}`, rank: 0.5 }
  })

const pointerOf = (schema: Schema): string =>
  schema.id.startsWith(`${schema.at.file}#`)
    ? schema.id.slice(schema.at.file.length + 1)
    : schema.at.pointer

const unescapeToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')

/** Finds what a schema stands in: an operation, another unit, or neither. */
class PlaceIndex {
  readonly #root: string
  readonly #operations: ReadonlyMap<string, NamedOperation>

  constructor(
    readonly api: Api,
    readonly units: ReadonlySet<SchemaId>,
    operations: readonly NamedOperation[],
  ) {
    this.#root = posix.dirname(api.file)
    this.#operations = new Map(
      operations.map((named) => [
        `${named.operation.at.file}#${named.operation.at.pointer}`,
        named,
      ]),
    )
  }

  /** The same text on every machine: the file relative to the root document. */
  identity(id: SchemaId): string {
    const schema = this.api.schemas.get(id)
    if (!schema || id.startsWith(sharedPrefix)) return id
    return `${posix.relative(this.#root, schema.at.file)}#${pointerOf(schema)}`
  }

  /** The nearest enclosing operation or unit, and the pointer's tokens below it. */
  enclosing(schema: Schema): {
    readonly of: NamedOperation | SchemaId | null
    readonly rest: string[]
  } {
    const pointer = pointerOf(schema)
    for (let end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
      const prefix = `${schema.at.file}#${pointer.slice(0, end)}`
      const rest = pointer
        .slice(end + 1)
        .split('/')
        .map(unescapeToken)
      const operation = this.#operations.get(prefix)
      if (operation) return { of: operation, rest }
      if (this.units.has(prefix)) return { of: prefix, rest }
      if (end === 0) break
    }
    return { of: null, rest: pointer.split('/').slice(1).map(unescapeToken) }
  }
}

const wishFor = (api: Api, id: SchemaId, places: PlaceIndex): Wish => {
  const schema = api.schemas.get(id)
  if (!schema) throw new TypeError(`there is no schema ${id}`)
  if (schema.name !== null) {
    const name = typeName(schema.name)
    return { id, name, rank: name === schema.name ? 0 : 1, home: null }
  }
  if (id.startsWith(sharedPrefix)) {
    const name = `${typeName(schema.title ?? 'Shape')}_${id.slice(sharedPrefix.length)}`
    return { id, name, rank: 3, home: null }
  }
  const { of, rest } = places.enclosing(schema)
  if (of === null) {
    const base = posix.basename(schema.at.file).replace(/\.[^.]*$/, '')
    const words = contextWords(rest)
    const name = schema.at.file === api.file || words !== '' ? words : base
    return { id, name: typeName(name === '' ? 'Root' : name), rank: 2, home: null }
  }
  if (typeof of === 'string') {
    const parent = wishFor(api, of, places)
    return { id, name: typeName(parent.name + contextWords(rest)), rank: 3, home: { unit: of } }
  }
  return {
    id,
    name: typeName(of.typePrefix + operationWords(of.operation, rest)),
    rank: 3,
    home: { file: of.file },
  }
}

/** `requestBody/content/application~1json/schema/...` in words. */
const operationWords = (operation: Operation, tokens: readonly string[]): string => {
  const [head = '', ...rest] = tokens
  if (head === 'requestBody')
    return `Body${contentWords(rest, operation.body?.content.length ?? 1)}`
  if (head === 'responses') {
    const [status = '', ...inner] = rest
    const response = operation.responses.find(
      (candidate) => candidate.status.toLowerCase() === status.toLowerCase(),
    )
    return `Reply${pascal(status)}${contentWords(inner, response?.content.length ?? 1)}`
  }
  if (head === 'parameters') {
    const [index = '', ...inner] = rest
    const parameter = operation.parameters.find((p) =>
      p.at.pointer.endsWith(`/parameters/${index}`),
    )
    return `${pascal(parameter?.name ?? `Parameter ${index}`)}${contextWords(inner)}`
  }
  return contextWords(tokens)
}

const contentWords = (tokens: readonly string[], alternatives: number): string => {
  const [head, mediaType = '', ...rest] = tokens
  if (head !== 'content') return contextWords(tokens)
  return `${alternatives > 1 ? pascal(mediaType) : ''}${contextWords(rest)}`
}

/** Words that follow a keyword and carry the next token's text. */
const named = new Set([
  'properties',
  'schemas',
  'responses',
  'parameters',
  'requestBodies',
  'headers',
  'content',
  'paths',
  '$defs',
  'definitions',
  'patternProperties',
])

const contextWords = (tokens: readonly string[]): string => {
  let words = ''
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? ''
    const next = tokens[i + 1] ?? ''
    if (named.has(token)) {
      words += token === 'content' && next === 'application/json' ? '' : pascal(next)
      i++
    } else if (
      token === 'allOf' ||
      token === 'anyOf' ||
      token === 'oneOf' ||
      token === 'prefixItems'
    ) {
      words += `${token === 'allOf' ? 'Part' : token === 'prefixItems' ? 'Item' : 'Option'}${Number(next) + 1}`
      i++
    } else if (token === 'items') words += 'Item'
    else if (token === 'additionalProperties') words += 'Value'
    else if (token !== 'schema' && token !== 'components') words += pascal(token)
  }
  return words
}
