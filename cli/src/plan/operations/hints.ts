// Owns how text becomes values: the hints by which parameters and form fields are coerced.

import type { Encoding } from '../../ir/operation.js'
import { matchesPattern } from '../../ir/patterns/matches.js'
import type { HintPlan, PlainHintPlan } from '../../ir/plan/parameters.js'
import { patternOf } from '../checks/patterns.js'
import { combine, type Expression, type Shape } from '../schemas/shape.js'
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
    alternatives.unshift({
      items: shape.array === 'free' ? 'string' : hintOf(shapes, shape.array, levels - 1),
    })
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
    const items = withSeparators(hint.items, inner)
    return separator === '&' ? { items } : { items, separator }
  }
  if (!('anyOf' in hint)) return hint
  return { anyOf: hint.anyOf.map((each) => withSeparators(each, [separator, ...inner])) }
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

const fieldsHint = (
  shapes: Shapes,
  object: NonNullable<Extract<Shape, { kind: 'shape' }>['object']>,
  levels: number,
): HintPlan => {
  const inner = (expression: Expression) => hintOf(shapes, expression, levels - 1)
  const fields = [...object.members].map(([name, { expression }]) => {
    const matching = object.patterns.filter(({ source }) => matchesPattern(source, name) === true)
    return [name, inner(combine('and', [expression, ...matching.map((each) => each.expression)]))]
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
  if ('anyOf' in hint) return { anyOf: hint.anyOf.map(withoutPatterns) }
  if ('items' in hint) return { ...hint, items: withoutPatterns(hint.items) }
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
