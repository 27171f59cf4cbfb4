// Owns how answers are written as JSON: one writer per unit, local ones for merged shapes.

import { isDeepStrictEqual } from 'node:util'
import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { ArrayWrite, ObjectWrite, ScalarWrite, WritePlan } from '../../ir/plan/writes.js'
import type { SchemaId } from '../../ir/schema.js'
import { childrenOf } from '../../ir/schema-children.js'
import { patternOf } from '../checks/patterns.js'
import type { PlanContext } from '../context.js'
import { choiceOfSchema } from './choices.js'
import { bottomUp, schemaOf } from './graph.js'
import { isComposedOnly } from './open-parts.js'
import { declaredMember, matchingAll } from './pattern-members.js'
import {
  type Expression,
  type Items,
  keyOf,
  type ObjectShape,
  type Scalar,
  type Shape,
} from './shape.js'
import type { Shapes } from './shapes.js'
import type { ToldApart } from './told-apart.js'

export interface WriteContext {
  readonly shapes: Shapes
  readonly units: ReadonlySet<SchemaId>
  readonly recursive: ReadonlySet<SchemaId>
  /** Units that have a writer only because many of them would stand inside each other. */
  readonly deepLists: ReadonlySet<SchemaId>
}

/** The planner of what answers of a document are written by. */
export const writersOf = (context: PlanContext, prefix: string): WriterPlanner =>
  new WriterPlanner({ ...context, shapes: context.outputShapes }, prefix)

/** The diagnostic of a planner that came to its limit. */
export const tooManyShapes = (writers: WriterPlanner, at: SourceRef): readonly Diagnostic[] => {
  if (!writers.isOverflown) return []
  const message = `members merge into more than ${mergedShapesMax} shapes here`
  return [diagnostic('NX4050', { message, at })]
}

interface Local {
  readonly name: string
  write: WritePlan
}

/** Merged shapes of one unit or operation, each a function. */
export const mergedShapesMax = 512

/** Shapes that one fallback of a union may take for itself, and all fallbacks of one planner. */
const fallbackShapesMax = 8
const fallbacksShapesMax = 256

/** Lists and maps whose writers stand inside each other; the next one gets a function. */
const writersInsideMax = 8

/** Plans the writers of one module part: a unit, or the replies of an operation. */
export class WriterPlanner {
  readonly #locals = new Map<string, Local>()
  /** Keys of what is being written in place. */
  readonly #open = new Set<string>()
  /** How many lists with a writer for each place are being written. */
  #tuples = 0
  /** Locals that only fallbacks of unions asked for, which do not count as shapes of the document. */
  #fallbackShapes = 0
  /** Where a fallback is tried, how many locals there may be then, and whether that was too few. */
  #trial: { readonly localsMax: number; isOver: boolean } | null = null
  constructor(
    readonly context: WriteContext,
    /** Local writers are called after it. */
    readonly prefix: string,
  ) {}

  /** Whether there are more merged shapes than `mergedShapesMax`: what is planned is not whole then. */
  get isOverflown(): boolean {
    return this.#locals.size - this.#fallbackShapes >= mergedShapesMax
  }

  /** Whether no shape may be added: to the document, or to a fallback that is being tried. */
  #isFull(): boolean {
    if (this.#trial === null) return this.isOverflown
    this.#trial.isOver ||= this.#locals.size >= this.#trial.localsMax
    return this.#trial.isOver
  }

  get locals(): Local[] {
    return [...this.#locals.values()]
  }

  /** The writer that a unit's function is. */
  ofUnit(id: SchemaId): WritePlan {
    const whole: Expression = { kind: 'one', id }
    const less = this.context.shapes.leaves.absorb(whole)
    if (less !== whole) return this.#ofExpression(less)
    const discriminated = this.#discriminated(id)
    if (discriminated !== null) return this.#choice(discriminated)
    const apart = this.#apart(whole)
    if (apart !== null) return { ...this.#choice(apart), fallback: this.#fallback(whole) }
    return this.#ofShape(this.context.shapes.ofSchema(id))
  }

  /** The writer of a schema where it is used. */
  ofUse(id: SchemaId): WritePlan {
    return this.#ofExpression({ kind: 'one', id })
  }

  /** The writer of what stands at one place of a list. */
  ofPlace(expression: Expression): WritePlan {
    return this.#ofExpression(expression)
  }

  #ofExpression(whole: Expression): WritePlan {
    const expression = this.context.shapes.leaves.absorb(whole)
    if (expression.kind === 'one') {
      const id = this.#unwrap(expression.id)
      if (id !== expression.id) return this.#ofExpression({ kind: 'one', id })
      if (hasWriter(this.context, id)) return { kind: 'call', unit: id }
      const inner = nullableOf(this.context, id)
      if (inner !== null)
        return { kind: 'nullable', of: this.#ofExpression({ kind: 'one', id: inner }) }
    }
    const shape = this.context.shapes.of(expression)
    if (shape.kind === 'any') return this.#ofShape(shape)
    const key = keyOf(expression)
    const known = this.#locals.get(key)
    if (known) return { kind: 'local', name: known.name }
    if (this.#isFull()) return { kind: 'nothing' }
    const apart = this.#apart(expression)
    if (apart !== null) return this.#localChoice(expression, apart)
    if (hasNoMembers(shape) && !this.#isTupleInTuple(shape)) return this.#inPlace(key, shape)
    const local = this.#addLocal(key)
    local.write = this.#ofShape(shape)
    return { kind: 'local', name: local.name }
  }

  /** A tuple inside of another has a writer of its own: in place they would double with each level. */
  #isTupleInTuple({ array }: Exclude<Shape, { kind: 'any' }>): boolean {
    return this.#tuples > 0 && array !== null && array.first.length > 1
  }

  /** Lists and maps are written where they stand, unless one is met inside itself: `[1, [2, [3]]]`. */
  #inPlace(key: string, shape: Shape): WritePlan {
    if (this.#open.has(key)) return { kind: 'local', name: this.#addLocal(key).name }
    this.#open.add(key)
    const write = this.#ofShape(shape)
    this.#open.delete(key)
    const met = this.#locals.get(key)
    if (met === undefined) return write
    met.write = write
    return { kind: 'local', name: met.name }
  }

  #addLocal(key: string): Local {
    const name = `${this.prefix}Part${this.#locals.size + 1}`
    const local: Local = { name, write: { kind: 'any' } }
    this.#locals.set(key, local)
    return local
  }

  /** `allOf` of one schema, with nothing beside it, is that schema. */
  #unwrap(id: SchemaId): SchemaId {
    const schema = schemaOf(this.context.shapes.api, id)
    const [only, ...others] = [...schema.allOf, ...schema.anyOf, ...schema.oneOf]
    if (only === undefined || others.length > 0 || this.context.units.has(id)) return id
    const isBare = schema.required.length === 0 && isComposedOnly(this.context.shapes.api, schema)
    return isBare && (schema.types === null || schema.types.length === 0) ? only : id
  }

  #ofShape(shape: Shape): WritePlan {
    if (shape.kind === 'any') return { kind: 'any' }
    const scalars = [...new Set([...shape.scalars].map(scalarWriteOf))]
    const array = shape.array === null ? null : this.#array(shape.array)
    const object = shape.object === null ? null : this.#object(shape.object)
    if (scalars.length === 0 && array === null && object === null) return { kind: 'nothing' }
    return { kind: 'value', scalars, array, object }
  }

  #array({ first, rest }: Items): ArrayWrite {
    const behind = rest === null ? anyWrite : this.#ofExpression(rest)
    this.#tuples++
    const places = first.map((each) => this.#ofExpression(each))
    this.#tuples--
    while (places.length > 0 && isDeepStrictEqual(places.at(-1), behind)) places.pop()
    // Where none may follow, all are written as those that may be there.
    const [all = behind] = places
    const isSame = rest === null && places.every((each) => isDeepStrictEqual(each, all))
    return isSame ? { first: [], rest: all } : { first: places, rest: behind }
  }

  #object(shape: ObjectShape): ObjectWrite {
    // Where no name is described by a pattern, `rest` is all that is undeclared.
    const rest = shape.patterns.length > 0 ? shape.unmatched : shape.rest
    return {
      members: [...shape.members].map(([name, { expression, required }]) => {
        const whole = declaredMember(shape, name, expression)
        return { name, required, write: this.#ofExpression(whole) }
      }),
      hidden: [...shape.hidden],
      patterns: matchingAll(shape.patterns).flatMap(({ sources, expression }) => {
        const all = sources.map(patternOf).filter((each) => each !== null)
        return all.length < sources.length ? [] : [{ all, write: this.#ofExpression(expression) }]
      }),
      rest:
        typeof rest === 'object' ? this.#ofExpression(rest) : rest === 'dropped' ? null : anyWrite,
    }
  }

  /** A union whose branches a property tells apart: one `switch`. */
  #choice({ property, branches }: ToldApart): Extract<WritePlan, { kind: 'choice' }> {
    return {
      kind: 'choice',
      property,
      fallback: null,
      branches: branches.map(({ id, values }) => ({
        values,
        write: this.#ofExpression({ kind: 'one', id }),
      })),
    }
  }

  #localChoice(expression: Expression, apart: ToldApart): WritePlan {
    const local = this.#addLocal(keyOf(expression))
    const choice = this.#choice(apart)
    local.write = choice
    local.write = { ...choice, fallback: this.#fallback(expression) }
    return { kind: 'local', name: local.name }
  }

  /**
   * What writes an object whose value is that of no branch, as a handler passes on that knows newer ones: all branches
   * merged. Null where that takes too many shapes, which are given back.
   */
  #fallback(expression: Expression): WritePlan | null {
    if (this.#trial !== null) return this.#merged(expression)
    const before = this.#locals.size
    const left = fallbacksShapesMax - this.#fallbackShapes
    this.#trial = { localsMax: before + Math.min(fallbackShapesMax, left), isOver: false }
    const write = this.#merged(expression)
    const { isOver } = this.#trial
    this.#trial = null
    if (isOver) for (const key of [...this.#locals.keys()].slice(before)) this.#locals.delete(key)
    this.#fallbackShapes += this.#locals.size - before
    return isOver ? null : write
  }

  #merged(expression: Expression): WritePlan {
    if (this.#isFull()) return { kind: 'nothing' }
    const local = this.#addLocal(`merged ${keyOf(expression)}`)
    local.write = this.#ofShape(this.context.shapes.of(expression))
    return { kind: 'local', name: local.name }
  }

  #apart(expression: Expression): ToldApart | null {
    const { tags } = this.context.shapes
    if (expression.kind === 'one') return tags.ofUnion(expression.id)
    if (expression.kind !== 'or') return null
    const ids = expression.of.flatMap((part) => (part.kind === 'one' ? [part.id] : []))
    return ids.length === expression.of.length ? tags.ofBranches(ids) : null
  }

  /** A union of units that have writers, with a discriminator. */
  #discriminated(id: SchemaId): ToldApart | null {
    const schema = schemaOf(this.context.shapes.api, id)
    const choice = choiceOfSchema(schema)
    // What is written without the property is written by what its branches say together.
    if (choice === null || choice.fallback !== null) return null
    if (schema.allOf.length > 0 || schema.types?.includes('null')) return null
    if (!isComposedOnly(this.context.shapes.api, schema)) return null
    if (![...choice.values.keys()].every((branch) => hasWriter(this.context, branch))) return null
    const branches = [...choice.values].map(([branch, values]) => ({ id: branch, values }))
    return { property: choice.property, branches }
  }
}

const scalarWriteOf = (scalar: Scalar): ScalarWrite => {
  if (scalar === 'integerText' || scalar === 'decimalText') return 'digits'
  return scalar === 'integer' ? 'number' : scalar
}

const anyWrite: WritePlan = { kind: 'any' }

const hasNoMembers = ({ object }: Exclude<Shape, { kind: 'any' }>): boolean =>
  object === null || object.members.size + object.hidden.size + object.patterns.length === 0

/** Whether a unit gets a writer of its own: scalars, free values and plain maps are written in place. */
export const hasWriter = (context: WriteContext, id: SchemaId): boolean => {
  if (!context.units.has(id)) return false
  if (context.recursive.has(id)) return true
  const shape = context.shapes.ofSchema(id)
  if (shape.kind === 'any' || nullableOf(context, id) !== null) return false
  if (!hasNoMembers(shape)) return true
  return context.deepLists.has(id)
}

/** Units at every so many levels of lists and maps inside each other: their writers would stand inside each other. */
export const deepListsOf = (api: Api, units: ReadonlySet<SchemaId>): Set<SchemaId> => {
  const inner = (id: SchemaId): SchemaId[] => {
    const schema = schemaOf(api, id)
    return schema.properties.length > 0 ? [] : childrenOf(schema)
  }
  const depths = new Map<SchemaId, number>()
  const found = new Set<SchemaId>()
  for (const id of bottomUp(api.schemas.keys(), inner)) {
    const depth = inner(id).reduce((most, each) => Math.max(most, depths.get(each) ?? 0), 0) + 1
    const isDeep = depth > writersInsideMax && units.has(id)
    if (isDeep) found.add(id)
    depths.set(id, isDeep ? 0 : depth)
  }
  return found
}

/** The only schema beside `null` in a union of two that says nothing else; null without one. */
const nullableOf = (context: WriteContext, id: SchemaId): SchemaId | null => {
  const { api } = context.shapes
  const schema = schemaOf(api, id)
  const branches = [...schema.anyOf, ...schema.oneOf]
  const isBare = schema.allOf.length === 0 && schema.types === null && isComposedOnly(api, schema)
  if (branches.length !== 2 || !isBare || context.recursive.has(id)) return null
  const isNull = (branch: SchemaId) =>
    schemaOf(api, branch).types?.every((type) => type === 'null') === true
  const [other, ...more] = branches.filter((branch) => !isNull(branch))
  return other !== undefined && more.length === 0 ? other : null
}
