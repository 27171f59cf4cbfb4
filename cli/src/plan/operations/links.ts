// Owns the plan of links: which operation an answer leads to, and where the parameters of its address come from.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../../diagnostics/diagnostic.js'
import { child } from '../../diagnostics/pointer.js'
import { nearest, suggestionsFrom } from '../../diagnostics/suggest.js'
import type { ExpressionPart } from '../../ir/expression.js'
import type { Link, LinkParameter, Operation, Parameter } from '../../ir/operation.js'
import type { BodyPlan } from '../../ir/plan/api.js'
import type { ContextMember, LinkPlan } from '../../ir/plan/links.js'
import { docLengthMax, docText } from '../docs.js'
import { statusKey } from './bodies.js'
import { inRequest } from './request-expressions.js'

/** An operation as links lead to it. */
interface LinkTarget {
  readonly operation: Operation
  readonly name: string
  readonly file: string
}

/** Operations of the document by what links call them. */
export interface LinkTargets {
  readonly byId: ReadonlyMap<string, LinkTarget>
  readonly byRef: ReadonlyMap<string, LinkTarget>
}

/** What links may lead to. */
export const linkTargets = (operations: readonly LinkTarget[]): LinkTargets => ({
  byId: new Map(
    operations.flatMap((each) =>
      each.operation.operationId === null ? [] : [[each.operation.operationId, each]],
    ),
  ),
  byRef: new Map([
    ...operations.map((each) => [`#${each.operation.at.pointer}`, each] as const),
    // Behind a `$ref` of its path item an operation stands elsewhere than where its path names it.
    ...operations.map((each) => [`#${namedPlace(each.operation)}`, each] as const),
  ]),
})

const namedPlace = ({ path, method }: Operation): string =>
  child(child('/paths', path), method.toLowerCase())

/** Plans the links of an operation; what leads nowhere becomes a located warning. The first of a name counts. */
export const planLinks = (
  { responses }: Operation,
  body: BodyPlan | null,
  targets: LinkTargets,
  diagnostics: Diagnostic[],
): LinkPlan[] => {
  const known = new Map<string, string>()
  return responses.flatMap(({ status, links }) =>
    links.flatMap((link) => {
      const target = targetOf(link, targets, diagnostics)
      if (target === null) return []
      const meaning = JSON.stringify([target.file, link.parameters.map(asWritten)])
      const first = known.get(link.name)
      if (first !== undefined && first !== meaning)
        diagnostics.push(diagnostic('NX4183', { message: elsewhere(link), at: keyOf(link) }))
      if (first !== undefined) return []
      known.set(link.name, meaning)
      const plan = planLink(link, statusKey(status), target, diagnostics)
      return plan === null ? [] : withBody(plan, body)
    }),
  )
}

const withBody = (plan: LinkPlan, body: BodyPlan | null): LinkPlan => ({
  ...plan,
  parameters: plan.parameters.map(({ value, ...each }) => ({
    ...each,
    value: 'expression' in value ? { expression: inRequest(value.expression, body) } : value,
  })),
})

const asWritten = ({ name, place, value }: LinkParameter): unknown => [name, place, value]

const elsewhere = ({ name }: Link): string =>
  `the link \`${name}\` of another answer leads elsewhere, and is the one that has a function`

const keyOf = ({ at }: Link): SourceRef => ({ ...at, part: 'key' })

const targetOf = (
  { operationId, operationRef, at }: Link,
  { byId, byRef }: LinkTargets,
  diagnostics: Diagnostic[],
): LinkTarget | null => {
  const found =
    operationId === null ? byRef.get(decoded(operationRef ?? '')) : byId.get(operationId)
  if (found !== undefined) return found
  const key = operationId === null ? 'operationRef' : 'operationId'
  const meant = operationId === null ? null : nearestId(byId)(operationId)
  diagnostics.push(
    diagnostic('NX4072', {
      message: `there is no operation \`${operationId ?? operationRef}\` in this document`,
      at: { ...at, pointer: child(at.pointer, key) },
      ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
    }),
  )
  return null
}

// Thousands of links may miss.
const suggestions = new WeakMap<LinkTargets['byId'], (id: string) => string | null>()

const nearestId = (byId: LinkTargets['byId']): ((id: string) => string | null) => {
  const known = suggestions.get(byId) ?? suggestionsFrom(byId.keys())
  suggestions.set(byId, known)
  return known
}

const decoded = (ref: string): string => {
  try {
    return decodeURIComponent(ref)
  } catch {
    return ref
  }
}

const planLink = (
  link: Link,
  status: string,
  { operation, name, file }: LinkTarget,
  diagnostics: Diagnostic[],
): LinkPlan | null => {
  const parameters = writtenParameters(link, operation, diagnostics)
  const missing = operation.parameters.find(
    (each) => each.place === 'path' && !parameters.some((own) => isOf(each, own)),
  )
  if (missing !== undefined) {
    const message = `the link \`${link.name}\` gives no value for the path parameter \`${missing.name}\` of \`${name}\``
    diagnostics.push(diagnostic('NX4182', { message, at: keyOf(link) }))
    return null
  }
  const parts = parameters.flatMap(({ value }) => ('expression' in value ? value.expression : []))
  return {
    name: link.name,
    doc: docText([link.description], docLengthMax.member),
    status,
    target: { name, file },
    parameters,
    request: distinct(parts.map(requestMember)),
    answer: distinct(parts.map(answerPart)),
  }
}

const isOf = (declared: Parameter, { name, place }: LinkPlan['parameters'][number]): boolean =>
  declared.name === name && declared.place === place

/** Each parameter once: `path.id` says more than `id`, where a link has both. */
const writtenParameters = (
  link: Link,
  operation: Operation,
  diagnostics: Diagnostic[],
): LinkPlan['parameters'] => {
  const written = new Map<string, LinkPlan['parameters'][number]>()
  const isNamedOnly = (each: LinkParameter): boolean => each.place === null
  const byWeight = [
    ...link.parameters.filter(isNamedOnly),
    ...link.parameters.filter((each) => !isNamedOnly(each)),
  ]
  for (const each of byWeight) {
    const declared = declaredOf(operation, each)
    if (declared?.place === 'path' || declared?.place === 'query') {
      const { place, name } = declared
      written.set(`${place} ${name}`, { place, name, value: each.value })
    } else diagnostics.push(notWritten(operation, each, declared))
  }
  return [...written.values()]
}

const declaredOf = ({ parameters }: Operation, { name, place }: LinkParameter): Parameter | null =>
  parameters.find((each) => each.name === name && (place === null || each.place === place)) ?? null

const notWritten = (
  { parameters }: Operation,
  { name, at }: LinkParameter,
  declared: Parameter | null,
): Diagnostic => {
  const meant =
    declared === null
      ? nearest(
          name,
          parameters.map((each) => each.name),
        )
      : null
  const message =
    declared === null
      ? `the operation has no parameter \`${name}\``
      : `the ${declared.place} parameter \`${name}\` is no part of an address`
  return diagnostic('NX4073', {
    message,
    at,
    ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
  })
}

const requestMember = (part: ExpressionPart): ContextMember | null => {
  if (part.kind === 'url') return 'target'
  if (part.kind === 'method') return 'method'
  if (!('of' in part) || part.of === 'response') return null
  if (part.kind === 'body') return 'body'
  return part.place === 'header' ? 'headers' : part.place
}

const answerPart = (part: ExpressionPart): 'body' | 'headers' | 'status' | null => {
  if (part.kind === 'status') return 'status'
  if (!('of' in part) || part.of === 'request') return null
  return part.kind === 'body' ? 'body' : 'headers'
}

const distinct = <T>(values: readonly (T | null)[]): T[] => [
  ...new Set(values.filter((each) => each !== null)),
]
