// Owns how text becomes values: the hints by which parameters and form fields are coerced.

import { isDeepStrictEqual } from 'node:util'
import type { Encoding } from '../../ir/operation.js'
import type { HintPlan, ListHint, PlainHintPlan } from '../../ir/plan/parameters.js'
import { patternOf } from '../checks/patterns.js'
import { declaredMember } from '../schemas/pattern-members.js'
import type { Expression, Items, Shape } from '../schemas/shape.js'
import type { Shapes } from '../schemas/shapes.js'

/** Objects and lists inside of text are followed this deep; below, text is taken as JSON. */
const levelsMax = 3

type Scalars = Extract<Shape, { kind: 'shape' }>['scalars']

/** The hint of a schema; lists and objects are followed `levels` deep. */
export const hintOf = (shapes: Shapes, expression: Expression, levels = levelsMax): HintPlan => {
  const shape = shapes.of(expression)
  if (shape.kind === 'any') return 'string'
  if (levels <= 0 && (shape.array !== null || shape.object !== null)) return 'json'
  const alternatives: HintPlan[] = scalarHints(shape.scalars)
  if (shape.array !== null) {
    alternatives.unshift(listHint(shapes, shape.array, levels))
  }
  if (shape.object !== null) alternatives.unshift(fieldsHint(shapes, shape.object, levels))
  const [first = 'string'] = alternatives
  return alternatives.length <= 1 ? first : { anyOf: alternatives }
}

/** A hint whose lists are parted by `separators`, outermost first; a comma parts lists that nothing is said of. */
export const withSeparators = (
  hint: HintPlan,
  [separator, ...inner]: Encoding['separators'],
): HintPlan => {
  if (separator === undefined || typeof hint === 'string') return hint
  if ('items' in hint) {
    const { first } = hint
    const parted = {
      ...(first === undefined ? {} : { first: first.map((each) => withSeparators(each, inner)) }),
      items: withSeparators(hint.items, inner),
    }
    return separator === '&' ? parted : { ...parted, separator }
  }
  if (!('anyOf' in hint)) return hint
  return { anyOf: hint.anyOf.map((each) => withSeparators(each, [separator, ...inner])) }
}

const listHint = (shapes: Shapes, { first, rest }: Items, levels: number): ListHint => {
  const inner = (expression: Expression) => hintOf(shapes, expression, levels - 1)
  const items = rest === null ? 'string' : inner(rest)
  const places = first.map(inner)
  const [all = items] = places
  // Most lists have items of one kind, however they say it.
  const isSame = places.every((each) => isDeepStrictEqual(each, all))
  if (isSame && (rest === null || isDeepStrictEqual(all, items))) return { items: all }
  return { first: places, items }
}

const scalarHints = (scalars: Scalars): HintPlan[] => {
  const hints: HintPlan[] = []
  if (scalars.has('bigint') || scalars.has('integerText')) hints.push('exactInteger')
  if (scalars.has('decimalText')) hints.push('exactNumber')
  else if (scalars.has('number')) hints.push('number')
  else if (scalars.has('integer')) hints.push('integer')
  if (scalars.has('boolean')) hints.push('boolean')
  if (scalars.has('null')) hints.push('null')
  if (scalars.has('string')) hints.push('string')
  return hints
}

/** The hint of a form, whose fields may be lists in one text. */
export const formHintOf = (
  shapes: Shapes,
  expression: Expression,
  encoding: readonly Encoding[],
): HintPlan => {
  const hint = hintOf(shapes, expression)
  if (typeof hint === 'string' || !('fields' in hint)) return hint
  const fields = Object.entries(hint.fields).map(([name, field]) => {
    const { separators = [] } = encoding.find((each) => each.name === name) ?? {}
    return [name, withSeparators(field, separators)]
  })
  return { ...hint, fields: Object.fromEntries(fields) }
}

type ObjectShape = NonNullable<Extract<Shape, { kind: 'shape' }>['object']>

/** Hints of objects by how deep they go: operations share them, and each member is asked for each pattern. */
const knownHints = new WeakMap<ObjectShape, Map<number, HintPlan>>()

const fieldsHint = (shapes: Shapes, object: ObjectShape, levels: number): HintPlan => {
  const ofObject = knownHints.get(object) ?? new Map<number, HintPlan>()
  knownHints.set(object, ofObject)
  const made = ofObject.get(levels) ?? newFieldsHint(shapes, object, levels)
  ofObject.set(levels, made)
  return made
}

const newFieldsHint = (shapes: Shapes, object: ObjectShape, levels: number): HintPlan => {
  const inner = (expression: Expression) => hintOf(shapes, expression, levels - 1)
  const fields = [...object.members].map(([name, { expression }]) => {
    return [name, inner(declaredMember(object, name, expression))]
  })
  const patterns = object.patterns.flatMap(({ source, expression }) => {
    const pattern = patternOf(source)
    return pattern === null ? [] : [{ pattern, hint: inner(expression) }]
  })
  const rest = patterns.length > 0 ? object.unmatched : object.rest
  return {
    fields: Object.fromEntries(fields),
    ...(patterns.length > 0 ? { patterns } : {}),
    rest: typeof rest === 'object' ? inner(rest) : rest === 'dropped' ? null : 'string',
  }
}

/** For readers that have no patterns: a name that is no field may be told by each of them. */
export const withoutPatterns = (hint: HintPlan): PlainHintPlan => {
  if (typeof hint === 'string') return hint
  const known = plainHints.get(hint) ?? newPlainHint(hint)
  plainHints.set(hint, known)
  return known
}

const plainHints = new WeakMap<Exclude<HintPlan, string>, PlainHintPlan>()

const newPlainHint = (hint: Exclude<HintPlan, string>): PlainHintPlan => {
  if ('anyOf' in hint) return { anyOf: hint.anyOf.map(withoutPatterns) }
  if ('items' in hint) {
    const { first, items, ...parted } = hint
    const places = first === undefined ? {} : { first: first.map(withoutPatterns) }
    return { ...places, items: withoutPatterns(items), ...parted }
  }
  const { fields, patterns = [], rest } = hint
  const named = Object.entries(fields).map(([name, each]): [string, PlainHintPlan] => [
    name,
    withoutPatterns(each),
  ])
  const others = [...patterns.map((each) => each.hint), ...(rest === null ? [] : [rest])]
  const [first = null, ...more] = others.map(withoutPatterns)
  return {
    fields: Object.fromEntries(named),
    rest: first === null || more.length === 0 ? first : { anyOf: [first, ...more] },
  }
}
