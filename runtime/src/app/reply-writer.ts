// Owns `op.reply` at run time: which media type of the contract an answer has, and writing it.

import { PartsBody } from '../body/multipart/part-writer.js'
import { essenceOf, isInRange } from '../http/media-type.js'
import { NegotiatedReply } from '../http/negotiated-reply.js'
import { Reply, type ReplyBody, type ReplyHeaders } from '../http/reply.js'
import { locatedWriteError } from '../validate/write-place.js'
import { checkedAnswer, checksAnswers, checksOwn, tellWrong } from './answer-checks.js'
import type { OperationDefinition, OtherContent, ReplySpec } from './definition.js'

type LooseHeaders = Readonly<Record<string, unknown>>
interface LooseInit {
  readonly headers?: LooseHeaders
  readonly contentType?: string
}
type LooseReply = (status: number, body?: unknown, init?: LooseInit) => Reply

/** `op.reply` of one operation. The public signature ties body and headers to the status; here they are loose. */
export const replyWriter = (definition: OperationDefinition): LooseReply => {
  const specs = new Map<number, ReplySpec>()
  let lastStatus = -1
  let lastSpec: ReplySpec = { contentType: null }
  return (status, body, init) => {
    if (status !== lastStatus) {
      lastSpec = specs.get(status) ?? specFor(definition, status, specs)
      lastStatus = status
    }
    const headers =
      init?.headers === undefined ? null : plainHeaders(init.headers, lastSpec.headers)
    const { contentType, also } = lastSpec
    if (body === undefined || contentType === null) return new Reply(status, null, null, headers)
    if (init?.contentType !== undefined)
      return typedReply(definition, lastSpec, status, body, init.contentType, headers)
    const text = textOf(definition, status, lastSpec, body)
    if (also === undefined) return new Reply(status, withBoundary(contentType, text), text, headers)
    const types = also.filter(({ same }) => same).map((other) => other.contentType)
    if (types.length === 0) return new Reply(status, withBoundary(contentType, text), text, headers)
    return new NegotiatedReply(status, [contentType, ...types], text, headers)
  }
}

/** Whether an operation has an answer whose media type Accept chooses. */
export const negotiates = ({ replies }: OperationDefinition): boolean =>
  Object.values(replies).some(({ also }) => also?.some(({ same }) => same))

const typedReply = (
  definition: OperationDefinition,
  spec: ReplySpec,
  status: number,
  body: unknown,
  contentType: string,
  headers: ReplyHeaders | null,
): Reply => {
  const content = contentFor(spec, contentType)
  if (content === null)
    throw new Error(`The contract has no answer of type ${contentType} with status ${status}.`)
  const written = 'same' in content ? spec : content
  const checked = checksOwn(content) ? content : written
  const text = textOf(definition, status, written, body, checked)
  const isBare = contentType.startsWith('text/') && !contentType.includes(';')
  const type = isBare ? `${contentType}; charset=utf-8` : contentType
  return new Reply(status, withBoundary(type, text), text, headers).varying('accept')
}

/** Parts are told from each other by what their media type names (RFC 2046, 5.1.1). */
const withBoundary = (contentType: string, body: ReplyBody): string =>
  body instanceof PartsBody ? `${contentType}; boundary=${body.boundary}` : contentType

/** What is sent of a body; one that does not fit its schema fails with the place of what does not. */
const textOf = (
  definition: OperationDefinition,
  status: number,
  spec: ReplySpec,
  body: unknown,
  checked: ReplySpec = spec,
): ReplyBody => {
  const { write } = spec
  let written: ReplyBody
  try {
    written = write === undefined ? (body as ReplyBody) : write(body as never)
  } catch (error) {
    const located = locatedWriteError(error, write as Write, body, answerOf(definition, status))
    if (checksAnswers()) tellWrong(checked, located)
    throw located
  }
  if (!checksAnswers()) return written
  return checkedAnswer(checked, written, answerOf(definition, status), write)
}

type Write = NonNullable<ReplySpec['write']>

const answerOf = ({ id }: OperationDefinition, status: number): string =>
  `answer ${status} of ${id}`

const contentFor = (spec: ReplySpec, contentType: string): ReplySpec | OtherContent | null => {
  const essence = essenceOf(contentType)
  if (spec.contentType !== null && essenceOf(spec.contentType) === essence) return spec
  const others = spec.also ?? []
  return (
    others.find((other) => essenceOf(other.contentType) === essence) ??
    others.find((other) => isInRange(essence, other.contentType)) ??
    null
  )
}

const specFor = (
  { id, replies }: OperationDefinition,
  status: number,
  specs: Map<number, ReplySpec>,
): ReplySpec => {
  const spec = replies[status] ?? replies[`${Math.floor(status / 100)}XX`] ?? replies.default
  if (spec === undefined)
    throw new Error(`The contract of ${id} has no answer with status ${status}.`)
  specs.set(status, spec)
  return spec
}

// Headers are typed by their schema (RFC 9110 fields are text): numbers and booleans are written as text, lists and
// objects as their style says.
const plainHeaders = (
  given: LooseHeaders,
  writers: ReplySpec['headers'] = {},
): ReplyHeaders | null => {
  const headers: Record<string, string | readonly string[]> = Object.create(null)
  let any = false
  for (const name of Object.keys(given)) {
    const value = given[name]
    if (value === undefined || value === null) continue
    const write = Object.hasOwn(writers, name) ? writers[name] : undefined
    if (write !== undefined) headers[name] = write(value as never)
    else headers[name] = Array.isArray(value) ? value.map(String) : String(value)
    any = true
  }
  return any ? headers : null
}
