// Owns the answers of `nexus mock`: for each operation its success, made of the document's examples, else of its
// schemas. The same seed gives the same answers, on any machine.

import type { Api } from '../ir/api.js'
import type { MediaType, Operation, Response } from '../ir/operation.js'
import type { ApiPlan } from '../ir/plan/output.js'
import type { JsonValue, SchemaId } from '../ir/schema.js'
import { swappedDirections } from './declared-answers.js'
import { samplesOf } from './samples.js'

/** What one operation answers. */
export interface MockAnswer {
  /** Name of the operation's constant, and its module below `src/generated`. */
  readonly name: string
  readonly file: string
  /** Module below `src`. */
  readonly handlerFile: string
  /** null: nothing could be made up, so that it stays a stub (501). */
  readonly reply: MockReply | null
}

export interface MockReply {
  readonly status: number
  /** Absent in an answer without a body. */
  readonly body?: JsonValue
  readonly headers: { readonly [name: string]: string }
}

/** Values that a seed chooses from. */
const choicesMax = 8

/** The answers of every operation. */
export const mockAnswers = (api: Api, plan: ApiPlan, seed: number): readonly MockAnswer[] => {
  const answers = swappedDirections(api)
  const operations = new Map(
    api.operations.map((each) => [`${each.method} ${api.basePath}${each.path}`, each]),
  )
  return plan.operations.map(({ name, file, handlerFile, method, path }) => {
    const operation = operations.get(`${method} ${path}`)
    const reply = operation === undefined ? null : replyOf(answers, operation, chooser(seed, name))
    return { name, file, handlerFile, reply }
  })
}

type Choose = <T>(from: readonly T[]) => T | undefined

/** Chooses by seed and name, so that adding an operation changes no other's answer (FNV-1a, 32 bits). */
const chooser = (seed: number, name: string): Choose => {
  let hash = 0x811c9dc5
  for (const unit of `${seed} ${name}`)
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return (from) => from[hash % from.length]
}

const replyOf = (api: Api, { responses }: Operation, choose: Choose): MockReply | null => {
  const response =
    responses.find(({ status }) => /^2\d\d$/.test(status)) ??
    responses.find(({ status }) => status === '2XX' || status === 'default') ??
    responses.find(({ status }) => /^3\d\d$/.test(status))
  if (response === undefined) return null
  const status = /^\d+$/.test(response.status) ? Number(response.status) : 200
  const headers = headersOf(api, response, choose)
  if (headers === null) return null
  const [first] = response.content
  if (first === undefined) return { status, headers }
  const content = response.content.find(({ type }) => /[/+]json$/.test(type)) ?? first
  const body = bodyOf(api, content, choose)
  return body === null ? null : { status, headers, body: body.value }
}

const headersOf = (
  api: Api,
  { headers }: Response,
  choose: Choose,
): MockReply['headers'] | null => {
  const found: Record<string, string> = {}
  for (const { name, required, schema } of headers) {
    if (!required) continue
    const value = schema === null ? { value: 'text' } : valueFor(api, schema, choose)
    if (value === null) return null
    found[name.toLowerCase()] =
      typeof value.value === 'object' ? JSON.stringify(value.value) : String(value.value)
  }
  return found
}

const bodyOf = (
  api: Api,
  { type, schema, examples }: MediaType,
  choose: Choose,
): { readonly value: JsonValue } | null => {
  const example = choose(examples)
  if (example !== undefined) return { value: example.value }
  if (/[/+]json$/.test(type)) return schema === null ? { value: {} } : valueFor(api, schema, choose)
  return { value: 'text' }
}

const valueFor = (
  api: Api,
  schema: SchemaId,
  choose: Choose,
): { readonly value: JsonValue } | null => {
  const values = samplesOf(api, schema, choicesMax)
  return values.length === 0 ? null : { value: choose(values) ?? null }
}
