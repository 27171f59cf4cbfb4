// Owns where the address of a callback comes from: what of the request its expression looks at, and whether every
// valid request has it.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../../diagnostics/diagnostic.js'
import { nearest } from '../../diagnostics/suggest.js'
import type { Expression, ExpressionPart } from '../../ir/expression.js'
import { isJson } from '../../ir/media-types.js'
import type { Operation } from '../../ir/operation.js'
import type { BodyPlan } from '../../ir/plan/api.js'
import type { SenderPlan } from '../../ir/plan/senders.js'
import type { SchemaId } from '../../ir/schema.js'
import type { PlanContext } from '../context.js'
import { schemaOf } from '../schemas/graph.js'
import type { OperationName } from './operations.js'
import { inRequest } from './request-expressions.js'

type Address = NonNullable<SenderPlan['url']>
/** The operation that a callback belongs to. */
export interface AddressOwner extends OperationName {
  readonly body: BodyPlan | null
}

type Need = Address['needs'][number]

/** Plans the address of a callback; a name that the operation does not declare becomes a located warning. */
export const planAddress = (
  context: PlanContext,
  expression: Expression,
  { operation, file, typePrefix, body }: AddressOwner,
  at: SourceRef,
  diagnostics: Diagnostic[],
): Address => {
  const parts = expression.map((part) => look(context, operation, part))
  for (const { problem, help } of parts) {
    if (problem === null) continue
    const place = {
      ...at,
      pointer: at.pointer.slice(0, at.pointer.lastIndexOf('/')),
      part: 'key' as const,
    }
    diagnostics.push(
      diagnostic('NX4070', { message: problem, at: place, ...(help === null ? {} : { help }) }),
    )
  }
  return {
    expression: inRequest(expression, body),
    of: { file, typePrefix },
    needs: [...new Set(parts.flatMap(({ need }) => (need === null ? [] : [need])))].sort(),
    needsAnswer: expression.some(
      (part) => part.kind === 'status' || ('of' in part && part.of === 'response'),
    ),
    isSure: parts.every(({ isSure }) => isSure),
  }
}

interface Look {
  /** null: the answer, or text. */
  readonly need: Need | null
  readonly isSure: boolean
  readonly problem: string | null
  readonly help: string | null
}

const sure = (need: Need | null): Look => ({ need, isSure: true, problem: null, help: null })
const unsure = (need: Need | null): Look => ({ need, isSure: false, problem: null, help: null })

const needOf = { url: 'target', method: 'method', status: null } as const

const look = (context: PlanContext, operation: Operation, part: ExpressionPart): Look => {
  if (part.kind === 'text') return sure(null)
  if (!('of' in part)) return sure(needOf[part.kind])
  if (part.of === 'response') return unsure(null)
  return part.kind === 'body'
    ? lookAtBody(context, operation, part.pointer)
    : lookAtParameter(context, operation, part)
}

const lookAtParameter = (
  context: PlanContext,
  operation: Operation,
  { place, name }: Extract<ExpressionPart, { kind: 'value' }>,
): Look => {
  const need = place === 'header' ? 'headers' : place
  const declared = operation.parameters.filter((each) => each.place === place)
  const same = (each: string): boolean =>
    place === 'header' ? each.toLowerCase() === name.toLowerCase() : each === name
  const found = declared.find((each) => same(each.name))
  if (found !== undefined) {
    const { default: standIn } = schemaOf(context.api, found.schema)
    return { ...sure(need), isSure: found.required || standIn !== null }
  }
  const meant = nearest(
    name,
    declared.map((each) => each.name),
  )
  return {
    ...unsure(need),
    problem: `the operation has no ${place} parameter \`${name}\``,
    help: meant === null ? null : `did you mean \`${meant}\`?`,
  }
}

const lookAtBody = (
  context: PlanContext,
  { body }: Operation,
  pointer: readonly string[],
): Look => {
  const content = body?.content.find(({ type }) => isJson(type)) ?? body?.content[0]
  if (body === null || content === undefined)
    return { ...unsure('body'), problem: 'the operation takes no request body', help: null }
  if (content.schema === null) return unsure('body')
  const { isSure, missing, known } = follow(context, content.schema, pointer)
  const isAlone = body.content.length === 1
  if (missing === null) return { ...sure('body'), isSure: isSure && body.required && isAlone }
  const meant = nearest(missing, known)
  return {
    ...unsure('body'),
    problem: `the request body has no member \`${missing}\``,
    help: meant === null ? null : `did you mean \`${meant}\`?`,
  }
}

interface Followed {
  /** Every member on the way is required, and there is a text at its end. */
  readonly isSure: boolean
  /** The first member that is not declared where nothing else may be either. */
  readonly missing: string | null
  readonly known: readonly string[]
}

const follow = (context: PlanContext, start: SchemaId, pointer: readonly string[]): Followed => {
  let id = start
  let isSure = true
  for (const token of pointer) {
    const schema = schemaOf(context.api, id)
    const property = schema.properties.find(({ name }) => name === token)
    if (property === undefined) {
      const isComposed = schema.allOf.length + schema.anyOf.length + schema.oneOf.length > 0
      const isOpen =
        isComposed || schema.properties.length === 0 || schema.additionalProperties !== null
      const known = schema.properties.map(({ name }) => name)
      return { isSure: false, missing: isOpen ? null : token, known }
    }
    isSure &&= property.required && schema.types?.length === 1 && schema.types[0] === 'object'
    id = property.schema
  }
  const { types } = schemaOf(context.api, id)
  return {
    isSure: isSure && types?.length === 1 && types[0] === 'string',
    missing: null,
    known: [],
  }
}
