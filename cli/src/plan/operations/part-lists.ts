// Owns the plan of multipart bodies whose parts have no names (RFC 2046, 5.1; OpenAPI 3.2, 4.14.5.2): the items of a
// list, which of them are files, which are JSON, and what the list has to satisfy.

import { isMultipartList } from '../../ir/media-types.js'
import type { Encoding, MediaType } from '../../ir/operation.js'
import type {
  BodyContentPlan,
  Direction,
  MemberPlan,
  PartPlan,
  TypePlan,
} from '../../ir/plan/api.js'
import type { ArrayCheck, CheckPlan } from '../../ir/plan/checks.js'
import type { SchemaId } from '../../ir/schema.js'
import { bodyCheckOf, checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { schemaOf } from '../schemas/graph.js'
import { type Expression, free, type Items } from '../schemas/shape.js'
import type { Shapes } from '../schemas/shapes.js'
import { typeOf, unknownType } from '../schemas/types.js'
import { fileType, noOtherParts, planPart } from './forms.js'
import { hintOf } from './hints.js'

/** The items of a body that is a list of parts; null where its media type or schema says that it is none. */
export const partsIn = (shapes: Shapes, { type, schema }: MediaType): Items | null => {
  if (schema === null || !isMultipartList(type)) return null
  const shape = shapes.ofSchema(schema)
  if (shape.kind === 'any' || shape.object !== null || shape.array === null) return null
  if (![...shape.scalars].every((scalar) => scalar === 'null')) return null
  const { first, rest } = shape.array
  const isNone = rest?.kind === 'one' && schemaOf(shapes.api, rest.id).boolean === false
  return isNone ? { first, rest: null } : shape.array
}

/** Plans the body of a list of parts. */
export const planParts = (
  context: PlanContext,
  schema: SchemaId,
  encoding: readonly Encoding[],
  items: Items,
): Omit<BodyContentPlan, 'mediaType' | 'form'> => {
  const { places, rest } = placesOf(items, encoding)
  const parts = places.map(({ name, expression, encoding: own }) =>
    partAt(context, name, expression, own),
  )
  const others = rest === null ? null : partAt(context, '', rest.expression, rest.encoding)
  const isFileAt = (index: number): boolean => (parts[index] ?? others)?.kind === 'file'
  const files: Files = { count: parts.length, isFileAt }
  const check = withFiles(context, checkOf(context, schema), files, 0)
  return {
    type: {
      kind: 'runtime',
      name: 'MultipartList',
      of: listType(
        context,
        schema,
        { places, rest },
        { direction: 'input', file: fileType, isFileAt },
      ),
      headers: headersType(parts, others),
      joined: [],
    },
    check,
    hint: {
      fields: Object.fromEntries(
        places.map(({ name, expression }) => [name, hintOf(context.inputShapes, expression)]),
      ),
      rest: rest === null ? null : hintOf(context.inputShapes, rest.expression),
    },
    parts,
    otherParts: { ...noOtherParts, rest: others ?? 'refused' },
    ...(asksOfItemsOnly(check) ? { eachAlone: true } : {}),
    lists: {},
    styles: [],
  }
}

/** What nothing is said of is bytes (3.2, 4.15.1). */
export const partAt = (
  context: PlanContext,
  name: string,
  expression: Expression,
  encoding: Encoding | undefined,
): PartPlan => {
  const part = planPart(context, name, expression, encoding)
  const isOpen = part.types.length === 0 && context.inputShapes.of(expression).kind === 'any'
  return isOpen ? { ...part, kind: 'file', checks: [] } : part
}

interface Place {
  readonly name: string
  readonly expression: Expression
  readonly encoding: Encoding | undefined
}

export interface Places {
  readonly places: readonly Place[]
  /** null: nothing may follow. */
  readonly rest: Omit<Place, 'name'> | null
}

/** Positions that a schema or an encoding is said of, and all behind them. */
export const placesOf = ({ first, rest }: Items, encoding: readonly Encoding[]): Places => {
  const others = encoding.find(({ name }) => name === '*')
  const said = encoding.filter((each) => each !== others)
  const count = Math.max(first.length, rest === null ? 0 : said.length)
  const places = Array.from({ length: count }, (_, i) => ({
    name: String(i),
    expression: first[i] ?? rest ?? free,
    encoding: said.find(({ name }) => name === String(i)) ?? others,
  }))
  return { places, rest: rest === null ? null : { expression: rest, encoding: others } }
}

interface TypesOfParts {
  readonly direction: Direction
  readonly file: TypePlan
  readonly isFileAt: (index: number) => boolean
}

/** Lists with positions of their own are tuples: those that need not be there are optional. */
export const listType = (
  context: PlanContext,
  schema: SchemaId,
  { places, rest }: Places,
  { direction, file, isFileAt }: TypesOfParts,
): TypePlan => {
  const typeAt = (expression: Expression, index: number): TypePlan =>
    isFileAt(index) ? file : typeOfExpression(context, expression, direction)
  const behind = rest === null ? null : typeAt(rest.expression, places.length)
  if (places.length === 0) return { kind: 'list', item: behind ?? unknownType }
  const items = places.map(({ expression }, i) => typeAt(expression, i))
  return { kind: 'tuple', items, rest: behind, itemsMin: itemsMinOf(context, schema) }
}

const itemsMinOf = ({ api }: PlanContext, id: SchemaId): number => {
  const { minItems, allOf } = schemaOf(api, id)
  return Math.max(minItems ?? 0, ...allOf.map((part) => schemaOf(api, part).minItems ?? 0))
}

const typeOfExpression = (
  context: PlanContext,
  expression: Expression,
  direction: Direction,
): TypePlan => {
  if (expression.kind === 'one') return typeOf(context, expression.id, direction)
  if (!('of' in expression)) return unknownType
  const of = expression.of.map((part) => typeOfExpression(context, part, direction))
  return { kind: expression.kind === 'and' ? 'both' : 'union', of }
}

const headersType = (parts: readonly PartPlan[], others: PartPlan | null): TypePlan | null => {
  const named = [
    ...parts.map((part) => [part.name, part] as const),
    ...(others === null ? [] : [['*', others] as const]),
  ]
  const members = named.flatMap(([name, { headers }]): MemberPlan[] =>
    headers === null ? [] : [{ name, optional: false, type: headers.type, doc: null }],
  )
  return members.length === 0 ? null : { kind: 'object', members, rest: null }
}

/** Which positions are files: those before `count`, and all behind. */
interface Files {
  readonly count: number
  readonly isFileAt: (index: number) => boolean
}

/** Units are looked into this deep for items that are files. */
const depthMax = 8

/** The same check, that does not look into files. */
const withFiles = (
  context: PlanContext,
  check: CheckPlan,
  files: Files,
  depth: number,
): CheckPlan => {
  const inner = (part: CheckPlan): CheckPlan => withFiles(context, part, files, depth + 1)
  if (depth > depthMax) return check
  if (check.kind === 'call') return inner(bodyCheckOf(context, check.unit, check.mode))
  if (check.kind !== 'value') return check
  return {
    ...check,
    array: check.array === null ? null : arrayWithFiles(check.array, files),
    allOf: check.allOf.map(inner),
    anyOf: check.anyOf.map(inner),
    oneOf: check.oneOf.map(inner),
  }
}

const anything: CheckPlan = { kind: 'any' }

const arrayWithFiles = (array: ArrayCheck, { count, isFileAt }: Files): ArrayCheck => {
  const places = Array.from({ length: count + 1 }, (_, i) => i)
  if (!places.some(isFileAt)) return array
  const isBehind = places.slice(array.prefix.length).some(isFileAt)
  return {
    ...array,
    prefix: array.prefix.map((each, i) => (isFileAt(i) ? anything : each)),
    // Where nothing may follow, a file may not either.
    items: isBehind && array.items.kind !== 'never' ? anything : array.items,
    unique: false,
  }
}

/** Whether each part tells all by itself, whatever stands beside it. */
const asksOfItemsOnly = (check: CheckPlan): boolean => {
  if (check.kind !== 'value') return check.kind === 'any'
  const { array, kind: _kind, types: _types, ...others } = check
  return (array === null || !asksOfAll(array)) && Object.values(others).every(isNothing)
}

const asksOfAll = ({ itemsMin, itemsMax, unique, contains }: ArrayCheck): boolean =>
  (itemsMin ?? 0) > 0 || itemsMax !== null || unique || contains !== null

const isNothing = (asked: unknown): boolean =>
  asked === null || asked === undefined || (Array.isArray(asked) && asked.length === 0)
