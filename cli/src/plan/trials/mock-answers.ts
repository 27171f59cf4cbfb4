// Owns the answers of `nexus mock`: for each operation what its document declares, made of the document's examples,
// else of its schemas. The same seed gives the same answers, on any machine.

import type { Api } from '../../ir/api.js'
import { isObject } from '../../ir/json-values.js'
import type { EventShape, MediaType, Operation, Response } from '../../ir/operation.js'
import type { ReplyContentPlan, ReplyPlan } from '../../ir/plan/api.js'
import type { ApiPlan } from '../../ir/plan/output.js'
import type { JsonValue, SchemaId } from '../../ir/schema.js'
import { conforms } from '../checks/conforms.js'
import { Chance } from '../samples/chance.js'
import { exampleFits } from '../samples/examples.js'
import { lifelikeValue } from '../samples/lifelike.js'
import type { Sample } from '../samples/samples.js'
import { wellKnownHeader } from '../samples/well-known-headers.js'
import { swappedDirections } from '../schemas/directions.js'
import { tinyFile } from './tiny-files.js'

/** What one operation answers. */
export interface MockAnswer {
  /** Name of the operation's constant, and its module below `src/generated`. */
  readonly name: string
  readonly file: string
  /** Module below `src`. */
  readonly handlerFile: string
  /** A success first; empty: nothing could be made up, so that it stays a stub (501). */
  readonly replies: readonly MockReply[]
}

export interface MockReply {
  /** `200`, `4XX`, `default`. */
  readonly status: string
  readonly headers: { readonly [name: string]: JsonValue }
  /** By the server's preference; empty: an answer without a body. */
  readonly contents: readonly MockContent[]
}

export interface MockContent {
  /** The header to send. */
  readonly type: string
  readonly kind: 'value' | 'bytes' | 'events' | 'lines'
  /** Its `status` and `title` are those of the answer (RFC 9457). */
  readonly isProblem: boolean
  /** Whether the answer names its type: it is one of several. */
  readonly named: boolean
  /** Lists of what is sent one by one, for events and lines; base64 for bytes. */
  readonly value: JsonValue
  /** By name. */
  readonly examples: { readonly [name: string]: JsonValue }
}

/** Events and lines of a made-up stream. */
const piecesMax = 3

/** The answers of every operation. */
export const mockAnswers = (api: Api, plan: ApiPlan, seed: number): readonly MockAnswer[] => {
  const answers = swappedDirections(api)
  const operations = new Map(
    api.operations.map((each) => [`${each.method} ${api.basePath}${each.path}`, each]),
  )
  return plan.operations.map(({ name, file, handlerFile, method, path, replies: planned }) => {
    const operation = operations.get(`${method} ${path}`)
    const making = { api: answers, chance: new Chance(`${seed} ${name}`) }
    const replies = operation === undefined ? [] : repliesOf(making, operation, planned)
    return { name, file, handlerFile, replies }
  })
}

interface Making {
  readonly api: Api
  /** Of the operation, so that adding one changes no other's answer. */
  readonly chance: Chance
}

/**
 * All declared answers, the success first; none where that one cannot be made up. An operation that declares no success
 * answers what it does declare.
 */
const repliesOf = (
  making: Making,
  { responses }: Operation,
  planned: readonly ReplyPlan[],
): readonly MockReply[] => {
  const success =
    responses.find(({ status }) => /^2\d\d$/.test(status)) ??
    responses.find(({ status }) => /^2xx$/i.test(status) || status === 'default') ??
    responses.find(({ status }) => /^3\d\d$/.test(status)) ??
    responses.find(({ status }) => !status.startsWith('1'))
  if (success === undefined) return []
  const [first, ...others] = [success, ...responses.filter((each) => each !== success)].map(
    (each) => replyOf(making, each, planned),
  )
  return first == null ? [] : [first, ...others.filter((each) => each !== null)]
}

const replyOf = (
  making: Making,
  response: Response,
  planned: readonly ReplyPlan[],
): MockReply | null => {
  const status = /^\dxx$/i.test(response.status) ? response.status.toUpperCase() : response.status
  const headers = headersOf(making, response)
  const plan = planned.find((each) => each.status === status)
  if (headers === null || plan === undefined) return null
  const isNamed =
    plan.contents.length > 1 || plan.contents.some(({ mediaType }) => mediaType.includes('*'))
  const contents = plan.contents.flatMap((each) => {
    const content = response.content.find(({ type }) => type === each.mediaType)
    const made = content === undefined ? null : contentOf(making, content, each)
    return made === null ? [] : [{ ...made, named: isNamed }]
  })
  return contents.length === 0 && plan.contents.length > 0 ? null : { status, headers, contents }
}

const headersOf = (making: Making, { headers }: Response): MockReply['headers'] | null => {
  const found: Record<string, JsonValue> = Object.create(null)
  for (const { name, required, schema } of headers) {
    if (!required) continue
    const value = headerValue(making, name, schema)
    if (value === null || !isSendable(value.value)) return null
    found[name.toLowerCase()] = value.value
  }
  return found
}

const headerValue = (making: Making, name: string, schema: SchemaId | null): Sample =>
  wellKnownHeader(making.api, name, schema, making.chance) ??
  (schema === null ? { value: 'text' } : valueFor(making, schema))

/** Whether a server sends a header's value as it is: what no field may hold (RFC 9110, 5.5) it refuses. */
const isSendable = (value: JsonValue): boolean =>
  typeof value !== 'string' || /^[\t\x20-\x7e]*$/.test(value)

const contentOf = (
  making: Making,
  content: MediaType,
  { form, contentType }: ReplyContentPlan,
): Omit<MockContent, 'named'> | null => {
  // A list of parts is sent one by one as well.
  const kind = form === 'parts' ? 'lines' : form === 'events' || form === 'lines' ? form : 'value'
  const sent = (value: JsonValue): JsonValue => {
    if (kind === 'value')
      return form === 'json' || typeof value === 'string' ? value : JSON.stringify(value)
    const pieces = Array.isArray(value) ? value : [value]
    return kind === 'lines' ? pieces : pieces.map((each) => eventOf(content, each))
  }
  // An example that its own schema refuses (NX4074) is none that a server could send.
  const fitting = content.examples.filter(({ value }) => exampleFits(making.api, content, value))
  const examples: Record<string, JsonValue> = Object.create(null)
  for (const { name, value } of fitting) examples[name] = sent(value)
  const chosen = making.chance.one(fitting)
  if (chosen !== undefined)
    return { type: contentType, kind, isProblem: false, value: sent(chosen.value), examples }
  const file = form === 'bytes' ? tinyFile(content.type) : null
  if (file !== null) return { ...file, kind: 'bytes', isProblem: false, examples }
  const made =
    form === 'parts' && content.schema !== null
      ? valueFor(making, content.schema)
      : madeUp(making, content, kind)
  if (made === null) return null
  const isProblem = form === 'json' && isProblemOf(making, content, made.value)
  return { type: contentType, kind, isProblem, value: sent(made.value), examples }
}

/** Whether status and title of a made-up problem may be those of its answer. */
const isProblemOf = ({ api }: Making, { type, schema }: MediaType, value: JsonValue): boolean =>
  type === 'application/problem+json' &&
  schema !== null &&
  isObject(value) &&
  conforms(api, schema, { ...value, status: 599, title: 'Not Found' })

/** Values of the schema where the form has one, else text. */
const madeUp = (
  making: Making,
  { type, schema, events }: MediaType,
  kind: MockContent['kind'],
): { readonly value: JsonValue } | null => {
  if (kind === 'events') return { value: events.flatMap((event) => eventsFor(making, event)) }
  if (kind !== 'value') {
    return { value: schema === null ? ['text'] : piecesOf(making, schema) }
  }
  if (/[/+]json$/.test(type) || type.startsWith('*'))
    return schema === null ? { value: {} } : valueFor(making, schema)
  return (schema === null ? null : textFor(making, schema)) ?? { value: 'text' }
}

/** A text of the schema of a body that is text. */
const textFor = (making: Making, schema: SchemaId): Sample => {
  const made = valueFor(making, schema)
  return typeof made?.value === 'string' ? made : null
}

/** Some events of one kind. */
const eventsFor = (making: Making, { names, data, isText }: EventShape): JsonValue[] => {
  const pieces = data === null ? [isText ? 'text' : {}] : piecesOf(making, data)
  return pieces.map((piece, i): JsonValue => {
    const event = names?.[i % names.length]
    return event === undefined ? { data: piece } : { event, data: piece }
  })
}

/** An example of a whole event, or of its data; JSON in a text is sent as what it is. */
const eventOf = ({ events }: MediaType, piece: JsonValue): JsonValue => {
  const isWhole = isObject(piece) && 'data' in piece && Object.keys(piece).every(isField)
  const { data = null, ...rest } = isWhole ? piece : { data: piece }
  const named = events.find(({ names }) => names?.includes(String(rest.event)) === true)
  const isText = (named ?? events.find(({ names }) => names === null))?.isText !== false
  if (isText) return { ...rest, data: typeof data === 'string' ? data : JSON.stringify(data) }
  return { ...rest, data: typeof data === 'string' ? unpacked(data) : data }
}

const isField = (name: string): boolean => ['data', 'event', 'id', 'retry'].includes(name)

const unpacked = (text: string): JsonValue => {
  try {
    return /^[[{]/.test(text) ? JSON.parse(text) : text
  } catch {
    return text
  }
}

const valueFor = ({ api, chance }: Making, schema: SchemaId): Sample =>
  lifelikeValue(api, schema, chance)

/** Some different values; one where the schema has no other. */
const piecesOf = ({ api, chance }: Making, schema: SchemaId): readonly JsonValue[] => {
  const pieces = new Map<string, JsonValue>()
  for (let i = 0; i < piecesMax; i++) {
    const made = lifelikeValue(api, schema, chance.at(String(i)))
    if (made !== null) pieces.set(JSON.stringify(made.value), made.value)
  }
  return [...pieces.values()]
}
