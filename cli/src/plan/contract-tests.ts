// Owns the requests of generated contract tests: one that satisfies the contract, and some that do not.

import type { Operation } from '../ir/operation.js'
import type { BodyPlan, ParameterPlan, TestPlan, TestRefusal, TestRequest } from '../ir/plan/api.js'
import type { JsonValue } from '../ir/schema.js'
import type { PlanContext } from './context.js'
import { sampleOf } from './samples.js'

/** What a request is put together from. */
interface Parts {
  readonly values: ReadonlyMap<ParameterPlan, JsonValue>
  readonly headers: { readonly [name: string]: string }
  readonly body: string | null
}

/** Plans the tests of one operation. */
export const planTest = (
  context: PlanContext,
  operation: Operation,
  id: string,
  parameters: readonly ParameterPlan[],
  body: BodyPlan | null,
): TestPlan => {
  const parts = validParts(context, operation, parameters, body)
  const secured =
    operation.security.length > 0 && !operation.security.some((uses) => uses.length === 0)
  if (parts === null || operation.method === 'TRACE')
    return { id, secured, valid: null, takesJson: false, takesTypes: false, refusals: [] }
  const request = (
    changed: Partial<Parts> = {},
    raw: ReadonlyMap<ParameterPlan, string> = new Map(),
  ) => requestOf(context, operation, parameters, { ...parts, ...changed }, raw)
  const refusals = secured
    ? []
    : [
        ...parameterRefusals(parameters, parts, request),
        ...bodyRefusals(context, operation, body, parts, request),
      ]
  const hasBody = body !== null && !secured && !['GET', 'HEAD'].includes(operation.method)
  const takesJson = hasBody && body.contents[0]?.form === 'json'
  const takesTypes = hasBody && body.accepts.length > 0 && !body.accepts.includes('application/*')
  return { id, secured, valid: request(), takesJson, takesTypes, refusals }
}

type MakeRequest = (
  changed?: Partial<Parts>,
  raw?: ReadonlyMap<ParameterPlan, string>,
) => TestRequest

const validParts = (
  context: PlanContext,
  operation: Operation,
  parameters: readonly ParameterPlan[],
  body: BodyPlan | null,
): Parts | null => {
  const values = new Map<ParameterPlan, JsonValue>()
  for (const parameter of parameters) {
    if (!parameter.required) continue
    const declared = operation.parameters.find(
      (candidate) => candidate.name === parameter.wireName && candidate.place === parameter.place,
    )
    const sample = declared ? sampleOf(context.api, declared.schema) : null
    if (sample === null || !isSendable(parameter, sample.value)) return null
    values.set(parameter, sample.value)
  }
  if (body === null || !body.required) return { values, headers: {}, body: null }
  const text = bodyText(context, operation, body)
  const [content] = body.contents
  if (text === null || content === undefined) return null
  return { values, headers: { 'content-type': concrete(content.mediaType) }, body: text }
}

/** A media type that a range allows. */
const concrete = (mediaType: string): string =>
  mediaType === '*/*' ? 'application/json' : mediaType.replace('/*', '/plain')

const isSendable = (parameter: ParameterPlan, value: JsonValue): boolean => {
  if (parameter.source.kind === 'styled') return false
  if (parameter.place === 'path' && value === '') return false
  if (parameter.place === 'header' || parameter.place === 'cookie')
    return /^[\x21-\x7e]*$/.test(String(value))
  return true
}

const bodyText = (context: PlanContext, operation: Operation, body: BodyPlan): string | null => {
  const [content] = body.contents
  const [declared] = operation.body?.content ?? []
  if (content === undefined || declared === undefined) return null
  if (content.form === 'text' || content.form === 'bytes') return 'text'
  const sample = declared.schema === null ? { value: {} } : sampleOf(context.api, declared.schema)
  if (sample === null) return null
  if (content.form === 'json') return JSON.stringify(sample.value)
  return isRecord(sample.value) ? new URLSearchParams(pairsOf(sample.value)).toString() : null
}

const isRecord = (value: JsonValue): value is { readonly [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: JsonValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)

const pairsOf = (value: { readonly [name: string]: JsonValue }): [string, string][] =>
  Object.entries(value).flatMap(([name, member]): [string, string][] =>
    Array.isArray(member) ? member.map((item) => [name, textOf(item)]) : [[name, textOf(member)]],
  )

const requestOf = (
  context: PlanContext,
  operation: Operation,
  parameters: readonly ParameterPlan[],
  parts: Parts,
  raw: ReadonlyMap<ParameterPlan, string>,
): TestRequest => {
  let path = `${context.api.basePath}${operation.path}`
  const query: string[] = []
  const headers: { [name: string]: string } = { ...parts.headers }
  const cookies: string[] = []
  for (const parameter of parameters) {
    const value = parts.values.get(parameter)
    const pairs = raw.has(parameter)
      ? [[parameter.wireName, raw.get(parameter) ?? '']]
      : value === undefined
        ? []
        : pairsOfParameter(parameter, value)
    if (parameter.place === 'path') {
      path = path.replace(`{${parameter.wireName}}`, () => encodeURIComponent(pairs[0]?.[1] ?? ''))
    } else if (parameter.place === 'query') {
      for (const [name = '', text = ''] of pairs)
        query.push(`${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
    } else if (parameter.place === 'header') {
      for (const [, text = ''] of pairs) headers[parameter.name] = text
    } else for (const [name, text] of pairs) cookies.push(`${name}=${text}`)
  }
  if (cookies.length > 0) headers.cookie = cookies.join('; ')
  const target = query.length === 0 ? path : `${path}?${query.join('&')}`
  return { method: operation.method, target, headers, body: parts.body }
}

/** Name and text of each pair that carries a value (OpenAPI 3.1, 4.8.12.3). */
const pairsOfParameter = ({ wireName, source }: ParameterPlan, value: JsonValue): string[][] => {
  if (source.kind === 'deepObject' && isRecord(value)) {
    return pairsOf(value).map(([name, text]) => [`${wireName}[${name}]`, text])
  }
  if (source.kind === 'exploded' && isRecord(value)) return pairsOf(value)
  if (source.kind === 'listed' && isRecord(value)) {
    const parts = pairsOf(value).map(([name, text]) => `${name}${source.between}${text}`)
    return [[wireName, parts.join(source.separator)]]
  }
  if (source.kind === 'list' && Array.isArray(value)) {
    return source.explode
      ? value.map((item) => [wireName, textOf(item)])
      : [[wireName, value.map(textOf).join(source.separator)]]
  }
  return [[wireName, textOf(value)]]
}

const typedKinds = new Set(['integer', 'number', 'boolean'])

function* parameterRefusals(
  parameters: readonly ParameterPlan[],
  parts: Parts,
  request: MakeRequest,
): Generator<TestRefusal> {
  for (const parameter of parameters) {
    const { place, wireName, name, source } = parameter
    const pointer = `/${(place === 'header' ? name : wireName).replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (source.kind === 'native' && typedKinds.has(source.as)) {
      yield {
        request: request({}, new Map([[parameter, 'not-a-value']])),
        error: `${place} ${pointer} type`,
      }
      return
    }
    if (parameter.required && place !== 'path' && 'index' in source) {
      const values = new Map(parts.values)
      values.delete(parameter)
      yield {
        request: request({ values }),
        error: `${place} ${pointer} required`,
      }
      return
    }
  }
}

function* bodyRefusals(
  context: PlanContext,
  operation: Operation,
  body: BodyPlan | null,
  parts: Parts,
  request: MakeRequest,
): Generator<TestRefusal> {
  if (body === null || operation.method === 'GET' || operation.method === 'HEAD') return
  const [content] = body.contents
  const [declared] = operation.body?.content ?? []
  if (content?.form !== 'json' || declared === undefined) return
  const headers = { ...parts.headers, 'content-type': concrete(content.mediaType) }
  const { schema } = declared
  if (schema === null) return
  const wrong = [null, 'text', 1, true, [], {}].find((value) => !context.conforms(schema, value))
  if (wrong !== undefined) {
    const text = JSON.stringify(wrong)
    yield {
      request: request({ headers, body: text }),
      error: 'body',
    }
  }
}
