// Owns refusing exact numbers where what handlers see of them could not be told from other values, or not be put there.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { isLines } from '../../ir/media-types.js'
import type { Operation } from '../../ir/operation.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import { checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { schemaOf } from '../schemas/graph.js'
import type { Expression } from '../schemas/shape.js'
import type { Shapes } from '../schemas/shapes.js'
import { type FoundForm, formsOf, textBeside } from './forms.js'
import { placesOf } from './places.js'

/** What no document with exact numbers may have; nothing where numbers are doubles. */
export const exactConflicts = (context: PlanContext): readonly Diagnostic[] => {
  const { api, inputShapes, outputShapes } = context
  if (api.exactNumbers !== true) return []
  return [
    ...distinct(
      [inputShapes, outputShapes].flatMap((shapes) =>
        placesOf(shapes).flatMap((place) => conflictsAt(shapes, place)),
      ),
    ),
    ...api.operations.flatMap((operation) => wholeMessages(context, operation)),
  ]
}

const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(diagnostics.map((each) => [JSON.stringify([each.code, each.at]), each])).values(),
]

const conflictsAt = (shapes: Shapes, place: Expression): readonly Diagnostic[] => {
  const forms = formsOf(shapes.api, place)
  const [first] = forms
  if (first === undefined) return []
  // Of schemas that apply in turn each is read by itself.
  if (place.kind !== 'or' && new Set(forms.map(({ becomes }) => becomes)).size > 1) {
    const at = place.kind === 'one' ? schemaOf(shapes.api, place.id).at : first.schema.at
    return [diagnostic('NX4052', { message: 'numbers of two formats cannot be told apart', at })]
  }
  return textConflicts(shapes, place, forms)
}

const textConflicts = (
  shapes: Shapes,
  place: Expression,
  forms: readonly FoundForm[],
): readonly Diagnostic[] => {
  const number = forms.find(({ becomes }) => becomes !== 'bigint')
  const text = textBeside(shapes, place)
  if (number === undefined || text === null) return []
  if (place.kind === 'one') {
    const message =
      'the digits of a number, as text, cannot be told from the text that is allowed beside it'
    return [diagnostic('NX4052', { message, at: schemaOf(shapes.api, place.id).at })]
  }
  if (shapes.direction === 'input') return []
  const message = `a text that is a number, as "1.5", is written as one in answers: the same member may be a number (${number.schema.format ?? 'exact'})`
  return [diagnostic('NX4170', { message, at: text.at })]
}

const wholeMessages = (context: PlanContext, operation: Operation): Diagnostic[] => {
  const { body, webSocket } = operation
  const lines = body?.content.filter(({ type }) => isLines(type)) ?? []
  return [...lines.map(({ schema }) => schema), webSocket?.receive ?? null].flatMap((id) => {
    if (id === null || !isExact(checkOf(context, id))) return []
    const message = 'an exact number cannot be a whole line or message'
    return [diagnostic('NX4053', { message, at: schemaOf(context.api, id).at })]
  })
}

const isExact = (check: CheckPlan): boolean => 'becomes' in check && check.becomes !== undefined
