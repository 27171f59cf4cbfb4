// Owns the plan of one operation: names, reader, replies, security.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { Operation } from '../../ir/operation.js'
import type { OperationPlan } from '../../ir/plan/api.js'
import type { PlanContext } from '../context.js'
import { docLengthMax, docTextOf } from '../docs.js'
import { assignNames, type Claim, type GivenNames } from '../names/assign-names.js'
import { fileName, typeName, valueName } from '../names/names.js'
import { tooManyShapes, writersOf } from '../schemas/writers.js'
import { planTest } from '../trials/contract-tests.js'
import { planBody, planReplies } from './bodies.js'
import { type LinkTargets, planLinks } from './links.js'
import { planParameters } from './parameters.js'
import { problemStatuses } from './problems.js'
import { planWebSocket } from './websockets.js'

/** An operation with the names that everything else builds on. */
export interface OperationName {
  readonly operation: Operation
  /** What it is to those who compile the document again. */
  readonly identity: string
  readonly name: string
  readonly typePrefix: string
  /** Module below `src/generated`. */
  readonly file: string
}

/** Names operations by `operationId`, and by method and path where there is none. */
export const nameOperations = (
  api: Api,
  given: GivenNames,
  diagnostics: Diagnostic[],
): OperationName[] => {
  const wishes = api.operations.map(wishOf)
  const names = assignNames(
    wishes.map(({ claim }) => claim),
    given,
  )
  tellCollisions(wishes, names, diagnostics)
  return wishes.map(({ operation, claim }) => {
    const name = names.get(claim.identity) ?? ''
    return {
      operation,
      identity: claim.identity,
      name,
      typePrefix: name.charAt(0).toUpperCase() + name.slice(1),
      file: `operations/${fileName(name)}`,
    }
  })
}

interface OperationWish {
  readonly operation: Operation
  readonly claim: Claim
}

const wishOf = (operation: Operation): OperationWish => {
  const { operationId, method, path } = operation
  const name = valueName(operationId ?? `${method.toLowerCase()} ${pathWords(path)}`)
  const identity = operationId === null ? `${method} ${path}` : `id ${operationId}`
  const rank = operationId === null ? 2 : name === operationId ? 0 : 1
  return { operation, claim: { identity, name, rank } }
}

const tellCollisions = (
  wishes: readonly OperationWish[],
  names: ReadonlyMap<string, string>,
  diagnostics: Diagnostic[],
): void => {
  for (const { operation, claim } of wishes) {
    const name = names.get(claim.identity)
    if (name === undefined || name === claim.name) continue
    const message = `\`${operation.operationId ?? claim.identity}\` is called \`${name}\`: another operation wants \`${claim.name}\` too`
    diagnostics.push(diagnostic('NX4006', { message, at: operation.at }))
  }
}

/** `/pets/{petId}` in words: `pets by petId`. */
const pathWords = (path: string): string =>
  path === '/' ? 'root' : path.replace(/\{([^}]*)\}/g, ' by $1 ').replaceAll('/', ' ')

/** Plans an operation whose names are given. */
export const planOperation = (
  context: PlanContext,
  { operation, name, typePrefix, file }: OperationName,
  targets: LinkTargets,
  diagnostics: Diagnostic[],
): OperationPlan => {
  const writers = writersOf(context, `${typePrefix}Reply`)
  const replies = planReplies(context, operation, writers)
  const webSocket = planWebSocket(context, operation, writers)
  diagnostics.push(...tooManyShapes(writers, operation.at))
  const tag = operation.tags[0] ?? 'default'
  const id = operation.operationId ?? name
  const inputs = planParameters(context, operation, diagnostics)
  const body =
    operation.body === null ? null : planBody(context, operation, operation.body, diagnostics)
  return {
    name,
    typePrefix,
    id,
    at: operation.at,
    method: operation.method,
    path: `${context.api.basePath}${operation.path}`,
    title: operation.summary ?? firstSentence(operation.description),
    doc: docOf(operation),
    tag,
    file,
    handlerFile: `handlers/${tagFolder(tag)}/${fileName(name)}`,
    ...inputs,
    body,
    test: planTest(context, operation, id, inputs.parameters, body),
    security: operation.security,
    middleware: middlewareOf(context.api, operation),
    timeoutMs: operation.timeoutMs,
    replies,
    problems: problemStatuses(context, operation),
    webSocket,
    links: planLinks(operation, body, targets, diagnostics),
    locals: writers.locals,
  }
}

const tagFolder = (tag: string): string => fileName(typeName(tag))

/** Every name that the contract puts around some operation; sorted. */
export const namedMiddleware = (operations: readonly OperationPlan[]): string[] =>
  [...new Set(operations.flatMap(({ middleware }) => middleware))].sort()

/** Each once, at its outermost place. */
const middlewareOf = (api: Api, { tags, middleware }: Operation): string[] => {
  const ofTags = tags.flatMap((tag) => api.tags.find(({ name }) => name === tag)?.middleware ?? [])
  return [...new Set([...api.middleware, ...ofTags, ...middleware])]
}

const firstSentence = (text: string | null): string => text?.split(/(?<=\.)\s|\n/, 1)[0] ?? ''

const docOf = ({ summary, description, deprecated }: Operation): string | null =>
  docTextOf([summary, description], deprecated, docLengthMax.whole)
