// Owns the warning about readOnly and writeOnly where nothing is hidden by them: what they mark there is no member
// with a name of its own, or is marked for some values only.

import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child, tokensOf } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import { isMarked, type Mark, markingParts } from '../ir/marks.js'
import { inputSchemas, outputSchemas } from '../ir/operation-schemas.js'
import type { Schema, SchemaId } from '../ir/schema.js'
import { childrenOf } from '../ir/schema-children.js'
import { receivedSchemas, sentSchemas } from '../ir/sent-operation.js'
import { aggregate } from './aggregate.js'

/** A mark that hides nothing. */
export interface VainMark {
  readonly mark: Mark
  /** The keyword whose schema is marked; null: all that comes or goes. */
  readonly below: string | null
  /** Of the mark itself where it is vain, else of what refers to it. */
  readonly at: SourceRef
  /** Whether the mark hides nothing anywhere. */
  readonly isVain: boolean
}

export const checkMarks = (api: Api): readonly Diagnostic[] => {
  const groups = new Map<string, VainMark[]>()
  for (const found of vainMarks(api)) {
    const key = `${found.mark} ${found.below}`
    groups.set(key, [...(groups.get(key) ?? []), found])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const text = wording(first)
    return aggregate(
      'NX2198',
      group.map(({ at }) => at),
      (count) => (count === 1 ? text : `${text} (${count} times)`),
    )
  })
}

const wording = ({ mark, below }: VainMark): string => {
  const where = below === null ? 'of a whole parameter or body' : `below \`${below}\``
  const outcome =
    mark === 'readOnly' ? 'handlers see what a client sends' : 'answers hold what a handler gives'
  return `\`${mark}\` ${where} is not enforced: ${outcome}`
}

/** Every mark of what comes in (readOnly) or goes out (writeOnly) that no member is hidden by. */
export const vainMarks = (api: Api): readonly VainMark[] => [
  ...vainIn(api, 'readOnly', [
    ...api.operations.flatMap(inputSchemas),
    ...api.sent.flatMap(receivedSchemas),
  ]),
  ...vainIn(api, 'writeOnly', [
    ...api.operations.flatMap(outputSchemas),
    ...api.sent.flatMap(sentSchemas),
  ]),
]

interface Use {
  readonly below: string | null
  readonly at: SourceRef
  readonly marked: SchemaId
}

const vainIn = (api: Api, mark: Mark, roots: readonly SchemaId[]): VainMark[] => {
  const is = (id: SchemaId): boolean => isMarked(api, id, mark)
  const uses: Use[] = []
  const hidden: SchemaId[] = []
  const use = (below: string | null, at: SourceRef, id: SchemaId): void => {
    if (is(id)) uses.push({ below, at, marked: id })
  }
  for (const id of roots) use(null, api.schemas.get(id)?.at ?? nowhere, id)
  const seen = new Set<SchemaId>()
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const schema = seen.has(id) ? undefined : api.schemas.get(id)
    if (schema === undefined) continue
    seen.add(id)
    const below = childrenOf(schema)
    // Few schemas of a large document have to do with a mark: the others are walked without a word about them.
    if (!below.some(is)) {
      open.push(...below)
      continue
    }
    for (const [path, part] of [...partsOf(schema), ...(is(id) ? [] : branchesOf(schema))])
      use(tokensOf(path)[0] ?? null, { ...schema.at, pointer: schema.at.pointer + path }, part)
    // Nothing below a hidden member comes or goes.
    const out = new Set(schema.properties.map((each) => each.schema).filter(is))
    hidden.push(...out)
    open.push(...below.filter((each) => !out.has(each)))
  }
  if (uses.length === 0) return []
  const enforced = saying(api, mark, hidden)
  return uses.flatMap(({ below, at, marked }) =>
    [...saying(api, mark, [marked])].map((id) => {
      const isVain = !enforced.has(id)
      return { mark, below, at: isVain ? markAt(api, id, mark, at) : at, isVain }
    }),
  )
}

const nowhere: SourceRef = { file: '', pointer: '' }

const markAt = (api: Api, id: SchemaId, mark: Mark, otherwise: SourceRef): SourceRef => {
  const at = api.schemas.get(id)?.at
  return at === undefined ? otherwise : { ...at, pointer: child(at.pointer, mark) }
}

/** The schemas that say the mark which `ids` have. */
const saying = (api: Api, mark: Mark, ids: readonly SchemaId[]): ReadonlySet<SchemaId> => {
  const found = new Set<SchemaId>()
  const seen = new Set<SchemaId>()
  const open = [...ids]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const schema = seen.has(id) ? undefined : api.schemas.get(id)
    if (schema === undefined) continue
    seen.add(id)
    if (schema[mark]) found.add(id)
    open.push(...markingParts(schema).filter((part) => isMarked(api, part, mark)))
  }
  return found
}

type Part = readonly [path: string, id: SchemaId]

const single = (key: string, id: SchemaId | boolean | null): Part[] =>
  typeof id === 'string' ? [[`/${key}`, id]] : []

const list = (key: string, ids: readonly SchemaId[]): Part[] =>
  ids.map((id, i) => [child(`/${key}`, i), id])

/** Parts that are about members without a name of their own, or about items. */
const partsOf = (schema: Schema): Part[] => [
  ...schema.patternProperties.map(
    ({ pattern, schema: id }): Part => [child('/patternProperties', pattern), id],
  ),
  ...single('additionalProperties', schema.additionalProperties),
  ...single('unevaluatedProperties', schema.unevaluatedProperties),
  ...single('propertyNames', schema.propertyNames),
  ...list('prefixItems', schema.prefixItems),
  ...single('items', schema.items),
  ...single('contains', schema.contains),
  ...single('unevaluatedItems', schema.unevaluatedItems),
]

/** Parts that apply to some values of the schema. */
const branchesOf = (schema: Schema): Part[] => [
  ...list('anyOf', schema.anyOf),
  ...list('oneOf', schema.oneOf),
  ...single('not', schema.not),
  ...single('if', schema.if),
  ...single('then', schema.thenId),
  ...single('else', schema.elseId),
  ...schema.dependentSchemas.map(
    ({ name, schema: id }): Part => [child('/dependentSchemas', name), id],
  ),
]
