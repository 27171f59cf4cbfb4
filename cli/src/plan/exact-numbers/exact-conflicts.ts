// Owns refusing exact numbers where what handlers see of them could not be told from other values, or not be put there.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { isLines } from '../../ir/media-types.js'
import type { Operation } from '../../ir/operation.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { schemaOf } from '../schemas/graph.js'
import { becomings } from './exact.js'

/** What no document with exact numbers may have; nothing where numbers are doubles. */
export const exactConflicts = (context: PlanContext): readonly Diagnostic[] => {
  const { api } = context
  if (api.exactNumbers !== true) return []
  return [
    ...[...api.schemas].flatMap(([id, schema]) => mixedForms(context, id, schema)),
    ...api.operations.flatMap((operation) => wholeMessages(context, operation)),
  ]
}

const mixedForms = ({ inputShapes }: PlanContext, id: SchemaId, schema: Schema): Diagnostic[] => {
  const shape = inputShapes.ofSchema(id)
  if (shape.kind === 'any') return []
  const forms = becomings.filter((each) => shape.scalars.has(each))
  const isText = forms.some((each) => each !== 'bigint')
  if (forms.length < 2 && !(isText && shape.scalars.has('string'))) return []
  const message =
    forms.length < 2
      ? 'the digits of a number, as text, cannot be told from the text that is allowed beside it'
      : 'numbers of two formats cannot be told apart'
  return [diagnostic('NX4052', { message, at: schema.at })]
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
