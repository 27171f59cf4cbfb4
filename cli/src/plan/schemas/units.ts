// Owns which schemas become named units, what they are called and in which module they stand.

import { posix } from 'node:path'
import type { Api } from '../../ir/api.js'
import type { Operation } from '../../ir/operation.js'
import { operationTypeSuffixes } from '../../ir/plan/operation-types.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { assignNames, type Claim, type GivenNames } from '../names/assign-names.js'
import { boundedName, fileName, typeName } from '../names/names.js'
import { contextWords, operationWords, roleWords } from '../names/place-words.js'
import { isComposite, recursiveIds } from './graph.js'
import { repeatedIds } from './repeated.js'
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

/** What a schema stands in, and the tokens of its pointer below that. */
interface Place {
  readonly of: NamedOperation | SchemaId | null
  readonly rest: string[]
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
  for (const id of repeatedIds(others, units)) units.add(id)
  return units
}

/** What names are given from. */
export interface Naming {
  readonly api: Api
  readonly units: ReadonlySet<SchemaId>
  readonly operations: readonly NamedOperation[]
  /** Units that have an input type of their own. */
  readonly split: ReadonlySet<SchemaId>
  /** Inline units by the shared shape or component that they are. */
  readonly aliases: ReadonlyMap<SchemaId, SchemaId>
  /** Names that things had when the project was generated last. */
  readonly given: GivenNames
}

/** Names of units, and what those are called that another document could rename, for the next generation. */
export interface NamedUnits {
  readonly units: ReadonlyMap<SchemaId, UnitName>
  readonly given: GivenNames
}

/**
 * Names and modules of all units. Modules of their own are told apart in the whole document; what stands in
 * the module of an operation or of another unit, in that module only: no other operation can rename it.
 */
export const nameUnits = (naming: Naming): NamedUnits => {
  const places = new PlaceIndex(naming)
  const wishes = new Map([...naming.units].map((id) => [id, wishFor(naming.api, id, places)]))
  const scopes = new Map<string, Wish[]>()
  for (const wish of wishes.values()) {
    const scope = scopeOf(wish, wishes)
    const members = scopes.get(scope)
    if (members) members.push(wish)
    else scopes.set(scope, [wish])
  }
  const claimsOf = (wish: Wish): Claim[] => claimsOfUnit(wish, places, naming.split)
  const given = assignNames((scopes.get(ownModule) ?? []).flatMap(claimsOf), naming.given)
  const names = new Map(given)
  for (const [scope, members] of scopes) {
    if (scope === ownModule) continue
    const inside = assignNames([
      ...namesInScope(scope, naming, places, names),
      ...members.flatMap(claimsOf),
    ])
    for (const [identity, name] of inside) names.set(identity, name)
  }
  const fileOf = ({ id, home }: Wish): string => {
    if (home === null) return `schemas/${fileName(nameOf(names, places.identity(id)))}`
    return 'file' in home ? home.file : fileOf(wishIn(wishes, home.unit))
  }
  const units = [...wishes.values()].map((wish) => {
    const name = nameOf(names, places.identity(wish.id))
    const isSplit = naming.split.has(wish.id)
    const inputName = isSplit ? nameOf(names, `input ${places.identity(wish.id)}`) : name
    return [wish.id, { name, inputName, file: fileOf(wish) }] as const
  })
  return { units: new Map(units), given }
}

/** The scope of units that have a module of their own. */
const ownModule = ''

/** The module that a unit stands in: an operation's file, or the id of the unit that it belongs to. */
const scopeOf = (wish: Wish, wishes: ReadonlyMap<SchemaId, Wish>): string => {
  let { home } = wish
  let scope = ownModule
  while (home !== null) {
    scope = 'file' in home ? home.file : home.unit
    home = 'file' in home ? null : wishIn(wishes, home.unit).home
  }
  return scope
}

const wishIn = (wishes: ReadonlyMap<SchemaId, Wish>, id: SchemaId): Wish => {
  const wish = wishes.get(id)
  if (!wish) throw new TypeError(`no unit ${id}`)
  return wish
}

const claimsOfUnit = (
  { id, name, rank }: Wish,
  places: PlaceIndex,
  split: ReadonlySet<SchemaId>,
): Claim[] => {
  const identity = places.identity(id)
  const own = { identity, name, rank }
  if (!split.has(id)) return [own]
  return [own, { identity: `input ${identity}`, name: `${name}Input`, rank: rank + 2 }]
}

/** What a module declares before its inline units: the types of an operation, or a unit's own two names. */
const namesInScope = (
  scope: string,
  { operations }: Naming,
  places: PlaceIndex,
  names: ReadonlyMap<string, string>,
): Claim[] => {
  const operation = operations.find(({ file }) => file === scope)
  if (operation) return claimsOfOperation(operation)
  const identity = places.identity(scope)
  return [identity, `input ${identity}`].flatMap((each) => {
    const name = names.get(each)
    return name === undefined ? [] : [{ identity: each, name, rank: -1 }]
  })
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

  readonly api: Api
  readonly units: ReadonlySet<SchemaId>
  readonly #given: GivenNames
  /** Names of parameters by the places that they are written at. */
  readonly #parameters: ReadonlyMap<string, string>
  /** Media types by the places of the responses and bodies that have them. */
  readonly #contents: ReadonlyMap<string, number>
  /** Type names of components. */
  readonly #components: ReadonlySet<string>
  /** Places of each shared shape. */
  readonly #members = new Map<SchemaId, SchemaId[]>()

  constructor({ api, units, operations, aliases, given }: Naming) {
    this.#given = given
    this.api = api
    this.units = units
    this.#root = posix.dirname(api.file)
    for (const [member, shape] of aliases) {
      const members = this.#members.get(shape)
      if (members) members.push(member)
      else this.#members.set(shape, [member])
    }
    this.#parameters = new Map(
      operations.flatMap(({ operation }) =>
        operation.parameters.map(({ at, name }) => [`${at.file}#${at.pointer}`, name] as const),
      ),
    )
    this.#contents = new Map(
      operations.flatMap(({ operation: { body, responses } }) =>
        [...responses, ...(body === null ? [] : [body])].map(
          ({ at, content }) => [`${at.file}#${at.pointer}`, content.length] as const,
        ),
      ),
    )
    this.#components = new Set(
      [...api.schemas.values()].flatMap(({ name }) => (name === null ? [] : [typeName(name)])),
    )
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

  /** What a shared shape is called already: a further place may call it something else. */
  given(shape: SchemaId): string | undefined {
    const name = this.#given.get(shape)
    return name !== undefined && isNameOfShape(name, shape) ? name : undefined
  }

  /** What most places of a shared shape call it: `Owner`, `LabelsItem`, `Reply422`. */
  roleOf(shape: SchemaId): string {
    const counts = new Map<string, number>()
    for (const member of this.#members.get(shape) ?? []) {
      const schema = this.api.schemas.get(member)
      const role = schema === undefined ? '' : this.#roleIn(this.enclosing(schema))
      if (role !== '') counts.set(role, (counts.get(role) ?? 0) + 1)
    }
    const [best] = [...counts].sort(
      ([a, timesA], [b, timesB]) => timesB - timesA || a.length - b.length || (a < b ? -1 : 1),
    )
    return best?.[0] ?? 'Shape'
  }

  // A branch of a union or a part of `allOf` has no name of its own: it takes its owner's.
  #roleIn({ of, rest }: Place): string {
    const role = roleWords(rest)
    const isNamed = !/^(?:Option|Part|Item\d|Value)/.test(role)
    if (isNamed || typeof of !== 'string') return role
    const owner = wishFor(this.api, of, this).name
    return owner.replace(/_[0-9a-f]{8}$/, '') + role
  }

  /** Words of a place outside of operations; the media type is one where the response or body has several. */
  wordsOf(schema: Schema, tokens: readonly string[]): string {
    const words = contextWords(tokens)
    const content = tokens.indexOf('content')
    if (content < 0) return words
    const owner = pointerOf(schema)
      .split('/')
      .slice(0, content + 1)
      .join('/')
    if (this.#contents.get(`${schema.at.file}#${owner}`) !== 1) return words
    const short = contextWords(tokens, true)
    // A component of that name keeps it: a hash would say less than the media type.
    return this.#components.has(typeName(short)) ? words : short
  }

  /** The nearest enclosing operation or unit, and the pointer's tokens below it. */
  enclosing(schema: Schema): Place {
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
    return { of: null, rest: this.#namedTokens(schema.at.file, pointer) }
  }

  /** The tokens of a pointer, with names of parameters for their numbers: those move when another is added. */
  #namedTokens(file: string, pointer: string): string[] {
    const tokens = pointer.split('/').slice(1)
    const rest = tokens.map(unescapeToken)
    const list = tokens.indexOf('parameters')
    if (list < 0 || !/^\d+$/.test(rest[list + 1] ?? '')) return rest
    const place = `${file}#/${tokens.slice(0, list + 2).join('/')}`
    return rest.with(list + 1, this.#parameters.get(place) ?? rest[list + 1] ?? '')
  }
}

/** Eight digits of the content are enough to tell shapes apart. */
const shapeHash = (shape: SchemaId): string => shape.slice(sharedPrefix.length).slice(0, 8)

/** A lock is a text that anybody may have edited: only what a shape may be called is a name of it. */
const isNameOfShape = (name: string, shape: SchemaId): boolean =>
  /^[A-Za-z]\w{0,79}$/.test(name) && name.endsWith(`_${shapeHash(shape)}`)

const wishFor = (api: Api, id: SchemaId, places: PlaceIndex): Wish => {
  const schema = api.schemas.get(id)
  if (!schema) throw new TypeError(`there is no schema ${id}`)
  if (schema.name !== null) {
    const name = typeName(schema.name)
    return { id, name, rank: name === schema.name ? 0 : 1, home: null }
  }
  if (id.startsWith(sharedPrefix)) {
    const role = () => typeName(schema.title ?? places.roleOf(id))
    const name = places.given(id) ?? boundedName(`${role()}_${shapeHash(id)}`, id)
    return { id, name, rank: 3, home: null }
  }
  const { of, rest } = places.enclosing(schema)
  if (of === null) {
    const base = posix.basename(schema.at.file).replace(/\.[^.]*$/, '')
    const words = places.wordsOf(schema, rest)
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
