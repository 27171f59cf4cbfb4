// Owns `webhook` and `callback`: typed senders of what the document says the server calls.

import {
  type Expression,
  type ExpressionRequest,
  type ExpressionResponse,
  textOfExpression,
} from '../http/expression.js'
import { operationUri, type ParameterStyles } from '../http/operation-uri.js'
import { NumberBeyond, parseExact } from '../validate/exact-json.js'
import { escapeSegment, type Issue, Issues } from '../validate/issues.js'
import { WriteError } from '../validate/write.js'
import { locatedWriteError } from '../validate/write-place.js'
import type { WebhookAnswer, WebhookDelivery, Webhooks } from './sender.js'

/** The types of one sender. */
export interface WebhookTypes {
  body: unknown
  headers: object
  query: object
  /** Answers that the document describes. */
  answer: { status: number; body: unknown }
}

type Check = (value: unknown, issues: Issues) => unknown
type Write = (value: never) => string

/** A parameter that a message carries. */
export interface SentParameter {
  readonly name: string
  readonly required: boolean
  /** null: nothing to check. */
  readonly check: Check | null
  /** Where types say more digits than a number holds: the JSON that is checked. Absent: the value itself is. */
  readonly write?: Write
}

/** How the body of an answer is read. */
export interface AnswerSpec {
  readonly form: 'json' | 'text' | 'bytes'
  readonly check: Check | null
}

/** What the compiler read of an operation that the server calls. */
export interface WebhookDefinition {
  readonly name: string
  readonly method: string
  /** null: a message without a body. `write` null: text or bytes as they are. */
  readonly body: {
    readonly contentType: string
    readonly required: boolean
    readonly check: Check | null
    readonly write: Write | null
  } | null
  readonly headers: readonly SentParameter[]
  readonly query: readonly SentParameter[]
  readonly styles?: ParameterStyles
  /** By status, range or `default`: how the answer's body is read; null: it has none. */
  readonly answers: Readonly<Record<string, AnswerSpec | null>>
}

type Part<Name extends string, T> =
  Record<never, never> extends T ? { readonly [N in Name]?: T } : { readonly [N in Name]: T }

type BodyPart<T> = [T] extends [undefined]
  ? { readonly body?: undefined }
  : undefined extends T
    ? { readonly body?: T }
    : { readonly body: T }

/** One message: where it goes, and what the document says it carries. */
export type MessageOf<T extends WebhookTypes> = BodyPart<T['body']> &
  Part<'headers', T['headers']> &
  Part<'query', T['query']> & {
    /** As the receiver gave it: https, and no private address. */
    readonly url: string
    /** Of this receiver; two while secrets are exchanged. Default: the setting. */
    readonly secret?: string | readonly string[]
    /** Names the message for its receiver. Default: a new one. */
    readonly id?: string
    readonly signal?: AbortSignal
  }

/** A message that was taken. */
export interface Delivery<T extends WebhookTypes> extends WebhookDelivery {
  /** What the receiver said, where the document describes it; null when it said something else. */
  readonly answer: T['answer'] | null
}

/** What a generated module under `webhooks/` exports. */
export interface Webhook<T extends WebhookTypes> {
  readonly definition: WebhookDefinition
  /**
   * Checks a message, signs it and sends it until its receiver takes it.
   *
   * @throws {InvalidMessage} when it is not what the document says: nothing was sent.
   * @throws {ForbiddenAddress} when the address is no URL, private or not https.
   * @throws {WebhookFailed} when nobody took it.
   */
  send(webhooks: Webhooks, message: MessageOf<T>): Promise<Delivery<T>>
}

/** What a generated module under `callbacks/` exports. */
export interface Callback<T extends WebhookTypes, Request, Response, Url> extends Webhook<T> {
  /**
   * The address that a request gave for this callback, by the expression of the document; keep it until there is
   * something to send. Undefined when the request gave none.
   */
  url(
    request: Request,
    ...response: undefined extends Response ? [response?: Response] : [response: Response]
  ): Url
}

/** An answer of the operation that a callback belongs to, as expressions about it look at it. */
export interface AnswerOf<O extends { replies: object }> {
  readonly status?: number
  readonly headers?: object
  readonly body?: BodyIn<O['replies'][keyof O['replies']]>
}

type BodyIn<Answer> = Answer extends { body: infer Body } ? Body : never

/**
 * A message that is not what the document says.
 *
 * @example if (error instanceof InvalidMessage) log.error({ issues: error.issues }, error.message)
 */
export class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage'
  constructor(
    webhook: string,
    readonly issues: readonly Issue[],
  ) {
    const [first] = issues
    super(
      `The message of ${webhook} does not match the contract: ${first?.in} ${first?.pointer} ${first?.message}.`,
    )
  }
}

/**
 * Makes a sender from what the compiler read in `webhooks`.
 *
 * @example
 * await newPet.send(state.webhooks, { url: subscriber.url, body: pet })
 */
export const webhook = <T extends WebhookTypes>(definition: WebhookDefinition): Webhook<T> => ({
  definition,
  send: (webhooks, message) => send<T>(definition, webhooks, message as Loose),
})

/**
 * Makes a sender from what the compiler read in `callbacks`.
 *
 * @example
 * const url = orderPaid.url(context)
 * await orderPaid.send(state.webhooks, { url, body: { id: 7 } })
 */
export const callback = <T extends WebhookTypes, Request, Response, Url>(
  definition: WebhookDefinition,
  expression: Expression,
): Callback<T, Request, Response, Url> => ({
  ...webhook<T>(definition),
  url: (request, ...[response]) =>
    textOfExpression(expression, {
      request: request as ExpressionRequest,
      ...(response === undefined ? {} : { response: response as ExpressionResponse }),
    }) as Url,
})

interface Loose {
  readonly url: string
  readonly secret?: string | readonly string[]
  readonly id?: string
  readonly signal?: AbortSignal
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
}

const send = async <T extends WebhookTypes>(
  definition: WebhookDefinition,
  webhooks: Webhooks,
  message: Loose,
): Promise<Delivery<T>> => {
  const body = checkedBody(definition, message)
  const { secret, id, signal, query = {} } = message
  const { method, answers } = definition
  const answer = await webhooks.send({
    ...(secret === undefined ? {} : { secret }),
    ...(id === undefined ? {} : { id }),
    ...(signal === undefined ? {} : { signal }),
    method,
    url: withQuery(message.url, operationUri('', definition.styles ?? {}, {}, query)),
    headers: headersOf(definition, message),
    ...body,
    readAnswer: Object.values(answers).some((spec) => spec !== null),
  })
  const { status, attempts } = answer
  return {
    id: answer.id,
    status,
    attempts,
    answer: answerOf(definition, answer) as T['answer'] | null,
  }
}

/** A query that the address has stays. What is no URL is refused where addresses are judged. */
const withQuery = (url: string, query: string): string => {
  if (query === '' || !URL.canParse(url)) return url
  const target = new URL(url)
  target.search = target.search === '' ? query : `${target.search}&${query.slice(1)}`
  return target.href
}

const headersOf = (
  { headers }: WebhookDefinition,
  { headers: given = {} }: Loose,
): Record<string, string> => {
  const texts: Record<string, string> = {}
  for (const { name } of headers) {
    const value = given[name.toLowerCase()]
    if (value !== undefined) texts[name] = Array.isArray(value) ? value.join(',') : String(value)
  }
  return texts
}

/** Checks a message as it would leave, and gives its body: what a writer drops, or digits as text, offend nobody. */
const checkedBody = (
  definition: WebhookDefinition,
  message: Loose,
): { readonly contentType?: string; readonly body: string | Uint8Array } => {
  const issues = new Issues()
  for (const [place, parameters, given] of [
    ['header', definition.headers, message.headers],
    ['query', definition.query, message.query],
  ] as const) {
    issues.place = place
    for (const parameter of parameters) {
      const key = place === 'header' ? parameter.name.toLowerCase() : parameter.name
      checkParameter(definition, issues, key, parameter, given?.[key])
    }
  }
  issues.place = 'body'
  const text = writtenBody(definition, message.body, issues)
  if (issues.count > 0) throw new InvalidMessage(definition.name, issues.list)
  if (definition.body === null || text === undefined) return { body: '' }
  return { contentType: definition.body.contentType, body: text }
}

const checkParameter = (
  definition: WebhookDefinition,
  issues: Issues,
  name: string,
  { required, check, write }: SentParameter,
  value: unknown,
): void => {
  const mark = issues.count
  if (value === undefined && required) issues.add('required', 'is required')
  if (value !== undefined && check !== null) {
    const pointer = `/${escapeSegment(name)}`
    check(write ? written(definition, issues, write, value, pointer).value : value, issues)
  }
  if (issues.count > mark) issues.within(mark, name)
}

const writtenBody = (
  definition: WebhookDefinition,
  value: unknown,
  issues: Issues,
): string | Uint8Array | undefined => {
  if (definition.body === null) return undefined
  const { required, check, write } = definition.body
  if (value === undefined) {
    if (required) issues.add('required', 'is required')
    return undefined
  }
  if (write === null) return value as string | Uint8Array
  const sent = written(definition, issues, write, value, '')
  check?.(sent.value, issues)
  return sent.text
}

/**
 * A value as the text that leaves, and as whoever gets that reads it.
 *
 * @throws {InvalidMessage} with the place of what cannot be written, or would not be read.
 */
const written = (
  { name }: WebhookDefinition,
  { place }: Issues,
  write: Write,
  value: unknown,
  pointer: string,
): { readonly text: string; readonly value: unknown } => {
  const refused = (code: string, at: string, message: string): InvalidMessage =>
    new InvalidMessage(name, [{ in: place, pointer: `${pointer}${at}`, code, message }])
  try {
    const text = write(value as never)
    return { text, value: parseExact(text) }
  } catch (error) {
    if (error instanceof NumberBeyond) throw refused('number', '', error.message)
    const located = locatedWriteError(error, write, value, `the message of ${name}`)
    if (!(located instanceof WriteError)) throw error
    throw refused('type', located.pointer ?? '', located.problem)
  }
}

/** What the receiver said, read as the document describes it; null when it says something else. */
const answerOf = (
  { answers }: WebhookDefinition,
  { status, body }: WebhookAnswer,
): { status: number; body: unknown } | null => {
  const keys = [String(status), `${Math.floor(status / 100)}XX`, 'default']
  const found = keys.find((key) => Object.hasOwn(answers, key))
  const described = found === undefined ? undefined : answers[found]
  if (described === undefined) return null
  if (described === null) return { status, body: undefined }
  if (body === null) return null
  const { form, check } = described
  if (form === 'bytes') return { status, body }
  const text = Buffer.from(body).toString('utf8')
  if (form === 'text') return { status, body: text }
  try {
    const value = parseExact(text)
    const issues = new Issues()
    check?.(value, issues)
    if (issues.count > 0) return null
    issues.apply()
    return { status, body: value }
  } catch {
    return null
  }
}
