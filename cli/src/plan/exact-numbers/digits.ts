// Owns where exact numbers stand in bodies: what a client, which has no validators, reads and writes them by.

import type { MediaType, Operation } from '../../ir/operation.js'
import type { DigitsPlan, DocumentDigits, OperationDigits } from '../../ir/plan/digits.js'
import type { SchemaId } from '../../ir/schema.js'
import { patternOf } from '../checks/patterns.js'
import type { PlanContext } from '../context.js'
import { statusKey } from '../operations/bodies.js'
import { declaredMember, matchingAll } from '../schemas/pattern-members.js'
import { type Expression, keyOf, type ObjectShape } from '../schemas/shape.js'
import type { Shapes } from '../schemas/shapes.js'
import type { NamedOperation } from '../schemas/units.js'
import { becomings } from './exact.js'

/** Collects the places of one document; empty where numbers are doubles. */
class DigitsPlanner {
  readonly #nodes = new Map<string, DigitsPlan>()
  constructor(readonly context: Pick<PlanContext, 'api' | 'inputShapes' | 'outputShapes'>) {}

  /** The node of a body; it may have no exact number. */
  of(id: SchemaId, direction: 'input' | 'output'): string {
    const { inputShapes, outputShapes } = this.context
    return this.#node(direction === 'input' ? inputShapes : outputShapes, { kind: 'one', id })
  }

  /** Nodes from which an exact number is reached. */
  get nodes(): ReadonlyMap<string, DigitsPlan> {
    const above = new Map<string, string[]>()
    for (const [key, node] of this.#nodes)
      for (const below of nodesBelow(node)) above.set(below, [...(above.get(below) ?? []), key])
    const reaching = new Set<string>()
    const open = [...this.#nodes].flatMap(([key, node]) => (node.becomes === null ? [] : [key]))
    for (let key = open.pop(); key !== undefined; key = open.pop())
      if (reaching.size < reaching.add(key).size) open.push(...(above.get(key) ?? []))
    return new Map([...this.#nodes].filter(([key]) => reaching.has(key)))
  }

  #node(shapes: Shapes, expression: Expression): string {
    const key = `${shapes.direction} ${keyOf(expression)}`
    if (this.#nodes.has(key)) return key
    this.#nodes.set(key, nothing)
    const shape = shapes.of(expression)
    if (shape.kind === 'any') return key
    const inner = (part: Expression) => this.#node(shapes, part)
    const { array, object, scalars } = shape
    const becomes = becomings.find((each) => scalars.has(each)) ?? null
    this.#nodes.set(key, {
      becomes,
      orText: becomes !== null && becomes !== 'bigint' && scalars.has('string'),
      first: (array?.first ?? []).map(inner),
      items: array === null || array.rest === null ? null : inner(array.rest),
      ...(object === null ? noMembers : membersOf(object, inner)),
    })
    return key
  }
}

const membersOf = (object: ObjectShape, inner: (part: Expression) => string) => {
  const rest = object.patterns.length > 0 ? object.unmatched : object.rest
  return {
    members: [...object.members].map(([name, { expression }]) => {
      return { name, node: inner(declaredMember(object, name, expression)) }
    }),
    patterns: matchingAll(object.patterns).flatMap(({ sources, expression }) => {
      const all = sources.map(patternOf).filter((each) => each !== null)
      return all.length < sources.length ? [] : [{ all, node: inner(expression) }]
    }),
    rest: typeof rest === 'object' ? inner(rest) : null,
  }
}

const nodesBelow = ({ items, first, members, patterns, rest }: DigitsPlan): readonly string[] =>
  [items, rest, ...first, ...[...members, ...patterns].map(({ node }) => node)].filter(
    (node) => node !== null,
  )

const noMembers = { members: [], patterns: [], rest: null }

const nothing: DigitsPlan = { becomes: null, orText: false, first: [], items: null, ...noMembers }

/** Of all operations; null where no number is exact. */
export const planDigits = (
  context: PlanContext,
  named: readonly NamedOperation[],
): DocumentDigits | null => {
  const { api } = context
  if (api.exactNumbers !== true) return null
  const planner = new DigitsPlanner(context)
  const bodies = named.map(({ operation, file }) => ({ file, ...bodiesOf(planner, operation) }))
  const { nodes } = planner
  const isExact = ({ node }: { readonly node: string }): boolean => nodes.has(node)
  const isBig = [...api.schemas.values()].some(({ exact }) => exact?.as === 'bigint')
  return {
    integers: isBig ? 'bigint' : 'text',
    nodes,
    operations: new Map(
      bodies.map(({ file, body, replies }) => [
        file,
        { body: body.filter(isExact), replies: replies.filter(isExact) },
      ]),
    ),
  }
}

const bodiesOf = (planner: DigitsPlanner, { body, responses }: Operation): OperationDigits => ({
  body: (body?.content ?? []).flatMap(({ type, schema }) =>
    schema === null ? [] : [{ mediaType: type, node: planner.of(schema, 'input') }],
  ),
  replies: responses.flatMap(({ status, content }) =>
    content.flatMap((media) =>
      exactParts(media).map(({ schema, mediaType }) => {
        return { status: statusKey(status), mediaType, node: planner.of(schema, 'output') }
      }),
    ),
  ),
})

/** What an answer of a media type is made of: one schema, or one for each name of an event, which stands behind it. */
const exactParts = ({ type, schema, events }: MediaType) => {
  const parts = events.length === 0 ? [{ names: null, data: schema }] : events
  return parts.flatMap(({ names, data }) =>
    data === null
      ? []
      : (names ?? [null]).map((name) => {
          return { schema: data, mediaType: name === null ? type : `${type} ${name}` }
        }),
  )
}
