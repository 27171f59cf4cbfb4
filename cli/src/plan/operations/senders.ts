// Owns the plan of what the server calls: webhooks and callbacks, their names, types, checks and addresses.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import { isJson } from '../../ir/media-types.js'
import type { MediaType, Operation, Parameter } from '../../ir/operation.js'
import type { BodyPlan, TypePlan } from '../../ir/plan/api.js'
import type { ApiPlan } from '../../ir/plan/output.js'
import type { SenderPlan, SendersPlan, SentParameterPlan } from '../../ir/plan/senders.js'
import { ownerKey, type SentOperation } from '../../ir/sent-operation.js'
import { outgoingUnits } from '../checks/answers.js'
import { type CheckContext, checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { docLengthMax, docText } from '../docs.js'
import { assignNames, type Claim, type GivenNames } from '../names/assign-names.js'
import { fileName, valueName } from '../names/names.js'
import { schemaOf } from '../schemas/graph.js'
import { docOf, typeOf, unknownType } from '../schemas/types.js'
import { tooManyShapes, type WriterPlanner, writersOf } from '../schemas/writers.js'
import { byPreference, statusKey } from './bodies.js'
import { planAddress } from './callback-urls.js'
import type { OperationName } from './operations.js'
import { styleOf } from './parameters.js'

/** Validators of what is sent lie here, below `src/generated`. */
const checksFolder = 'webhooks/checks'

/** A sender with its names. */
export interface SenderName extends OperationName {
  readonly sent: SentOperation
  /** The operation that a callback belongs to. */
  readonly owner: OperationName | null
}

/** Names senders by their keys, callbacks after their operation as well. */
export const nameSenders = (
  api: Api,
  operations: readonly OperationName[],
  given: GivenNames,
): SenderName[] => {
  const owners = new Map(
    operations.map((each) => {
      const { at, method, path } = each.operation
      return [ownerKey(at, `${method} ${path}`), each]
    }),
  )
  const wishes = api.sent.flatMap((sent) => {
    const { callback } = sent
    const owner = callback === null ? null : owners.get(ownerKey(callback.of, callback.route))
    // What no operation that is served has is not sent.
    return owner === undefined ? [] : [{ sent, owner, claim: claimOf(sent, owner) }]
  })
  const names = assignNames(
    wishes.map(({ claim }) => claim),
    given,
  )
  return wishes.map(({ sent, owner, claim }) => {
    const name = names.get(claim.identity) ?? ''
    const folder = sent.callback === null ? 'webhooks' : 'callbacks'
    return {
      sent,
      owner,
      operation: sent.operation,
      identity: claim.identity,
      name,
      typePrefix: name.charAt(0).toUpperCase() + name.slice(1),
      file: `${folder}/${fileName(name)}`,
    }
  })
}

const claimOf = (
  { key, operation, callback }: SentOperation,
  owner: OperationName | null,
): Claim => {
  const { operationId, method } = operation
  const own = operationId ?? key
  // A name that says what it is wins over one with the method in it.
  const words = method === 'POST' || operationId !== null ? own : `${method.toLowerCase()} ${own}`
  const name = valueName(owner === null ? words : `${owner.name} ${words}`)
  const kind = callback === null ? 'webhook' : `callback ${JSON.stringify(callback.url)}`
  return { identity: `${kind} ${owner?.name ?? ''} ${key} ${method}`, name, rank: 0 }
}

/** Plans every sender, and the validators that they call. */
export const planSenders = (
  context: PlanContext,
  names: readonly SenderName[],
  { units, operations }: Pick<ApiPlan, 'units' | 'operations'>,
  diagnostics: Diagnostic[],
): SendersPlan => {
  const outgoing: CheckContext = { ...context, direction: 'output' }
  const bodies = new Map(operations.map(({ name, body }) => [name, body]))
  const senders = names
    .map((name) => planSender(context, outgoing, { ...name, bodies }, diagnostics))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
  const checks = senders.flatMap(({ body, headers, query }) => [
    ...(body === null ? [] : [body.check]),
    ...[...headers, ...query].map(({ check }) => check),
  ])
  return { senders, units: outgoingUnits(outgoing, checks, units, checksFolder) }
}

type Bodies = ReadonlyMap<string, BodyPlan | null>

const planSender = (
  context: PlanContext,
  outgoing: CheckContext,
  { sent, owner, name, typePrefix, file, bodies }: SenderName & { readonly bodies: Bodies },
  diagnostics: Diagnostic[],
): SenderPlan => {
  const { operation, callback } = sent
  const writers = writersOf(context, `${typePrefix}Body`)
  const body = planSentBody(context, outgoing, operation, writers)
  diagnostics.push(...tooManyShapes(writers, operation.at))
  const parameters = sendable(operation, diagnostics)
  const at = (place: Parameter['place']) =>
    parameters
      .filter((each) => each.place === place)
      .map((each) => planParameter(context, outgoing, each, writers))
  return {
    kind: callback === null ? 'webhook' : 'callback',
    name,
    typePrefix,
    file,
    at: operation.at,
    method: operation.method,
    title: operation.summary ?? sent.key,
    doc: docText(
      [operation.summary, operation.description, operation.deprecated ? 'Deprecated.' : null],
      docLengthMax.whole,
    ),
    body,
    headers: at('header'),
    query: at('query'),
    styles: parameters.flatMap(styleOf),
    answers: planAnswersOf(context, operation),
    url:
      callback === null || owner === null
        ? null
        : planAddress(
            context,
            callback.url,
            { ...owner, body: bodies.get(owner.name) ?? null },
            operation.at,
            diagnostics,
          ),
    locals: writers.locals,
  }
}

const sendable = ({ parameters }: Operation, diagnostics: Diagnostic[]): Parameter[] =>
  parameters.filter(({ place, style, name, at }) => {
    if (place === 'header' || (place === 'query' && style !== 'querystring')) return true
    const message = `the ${place} parameter \`${name}\` is not sent`
    diagnostics.push(diagnostic('NX4071', { message, at }))
    return false
  })

const planParameter = (
  context: PlanContext,
  outgoing: CheckContext,
  parameter: Parameter,
  writers: WriterPlanner,
): SentParameterPlan => {
  const { name, place, required, description, schema } = parameter
  return {
    wireName: name,
    name: place === 'header' ? name.toLowerCase() : name,
    required,
    type: typeOf(context, schema, 'output'),
    check: checkOf(outgoing, schema),
    ...(context.api.exactNumbers === true ? { write: writers.ofUse(schema) } : {}),
    doc: docText([description ?? docOf(schemaOf(context.api, schema))], docLengthMax.member),
  }
}

const textOrBytes: TypePlan = {
  kind: 'union',
  of: [
    { kind: 'keyword', name: 'string' },
    { kind: 'keyword', name: 'bytes' },
  ],
}

const planSentBody = (
  context: PlanContext,
  outgoing: CheckContext,
  { body }: Operation,
  writers: WriterPlanner,
): SenderPlan['body'] => {
  const [content] = byPreference(body?.content ?? [])
  if (body === null || content === undefined) return null
  const { required } = body
  const { type: contentType, schema } = content
  if (!isJson(contentType) && !contentType.includes('*'))
    return { contentType, required, type: textOrBytes, check: { kind: 'any' }, write: null }
  return {
    contentType: contentType.includes('*') ? 'application/json' : contentType,
    required,
    type: schema === null ? unknownType : typeOf(context, schema, 'output'),
    check: schema === null ? { kind: 'any' } : checkOf(outgoing, schema),
    write: schema === null ? { kind: 'any' } : writers.ofUse(schema),
  }
}

const planAnswersOf = (context: PlanContext, { responses }: Operation): SenderPlan['answers'] =>
  responses
    .filter(({ status }) => /^2/.test(status) || status === 'default')
    .map(({ status, description, content }) => {
      const [media] = byPreference(content)
      const doc = docText([description], docLengthMax.member)
      const read = media === undefined ? null : planAnswer(context, media)
      return { status: statusKey(status), doc, content: read }
    })

const planAnswer = (
  context: PlanContext,
  { type, schema }: MediaType,
): NonNullable<SenderPlan['answers'][number]['content']> => {
  if (isJson(type)) {
    return {
      form: 'json',
      type: schema === null ? unknownType : typeOf(context, schema, 'input'),
      check: schema === null ? { kind: 'any' } : checkOf(context, schema),
    }
  }
  const isText = type.startsWith('text/')
  return {
    form: isText ? 'text' : 'bytes',
    type: { kind: 'keyword', name: isText ? 'string' : 'bytes' },
    check: { kind: 'any' },
  }
}
