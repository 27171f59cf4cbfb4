// Owns the plan of links: which operation an answer leads to, and where the parameters of its address come from.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { child } from '../../diagnostics/pointer.js'
import { nearest, suggestionsFrom } from '../../diagnostics/suggest.js'
import type { ExpressionPart } from '../../ir/expression.js'
import type { Link, LinkParameter, Operation, Parameter } from '../../ir/operation.js'
import type { ContextMember, LinkPlan } from '../../ir/plan/links.js'
import { docLengthMax, docText } from '../docs.js'
import { statusKey } from './bodies.js'

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

/** Plans the links of an operation; what leads nowhere becomes a located warning. A name counts once. */
export const planLinks = (
  { responses }: Operation,
  targets: LinkTargets,
  diagnostics: Diagnostic[],
): LinkPlan[] => {
  const plans = new Map<string, LinkPlan>()
  for (const { status, links } of responses) {
    for (const link of links) {
      const target = targetOf(link, targets, diagnostics)
      if (target === null || plans.has(link.name)) continue
      plans.set(link.name, planLink(link, statusKey(status), target, diagnostics))
    }
  }
  return [...plans.values()]
}

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
): LinkPlan => {
  const parameters = writtenParameters(link, operation, diagnostics)
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
