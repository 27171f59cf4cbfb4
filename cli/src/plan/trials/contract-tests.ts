// Owns the requests of generated contract tests: one that satisfies the contract, and some that do not.

import type { Api } from '../../ir/api.js'
import { isObject } from '../../ir/json-values.js'
import { isSequence } from '../../ir/media-types.js'
import type { Operation } from '../../ir/operation.js'
import type { BodyContentPlan, BodyPlan, OperationPlan, ParameterPlan } from '../../ir/plan/api.js'
import type { TestPlan, TestRefusal, TestRequest } from '../../ir/plan/tests.js'
import type { JsonValue, SchemaId } from '../../ir/schema.js'
import type { PlanContext } from '../context.js'
import { sampleOf, samplesOf } from '../samples/samples.js'
import { isVisible } from '../schemas/directions.js'
import { schemaOf } from '../schemas/graph.js'
import {
  formTextOf,
  multipartBoundary,
  multipartText,
  partListText,
  type RequestParts,
  requestOf,
  textOf,
} from './test-requests.js'

/** Parts of a request, and what no valid value could be made up for. */
interface Parts extends RequestParts {
  readonly gap: string | null
}

/** Plans the tests of one operation. */
export const planTest = (
  context: PlanContext,
  operation: Operation,
  id: string,
  parameters: readonly ParameterPlan[],
  body: BodyPlan | null,
): TestPlan => {
  const secured =
    operation.security.length > 0 && !operation.security.some((uses) => uses.length === 0)
  const gap = unaskable(operation)
  if (gap !== null) return withoutRequest(id, secured, gap)
  const parts = partsOf(context.api, operation, parameters, body)
  const make: MakeRequest = (changed = {}, raw = new Map()) =>
    requestOf(
      `${context.api.basePath}${operation.path}`,
      operation.method,
      parameters,
      { ...parts, ...changed },
      raw,
    )
  const first = body?.contents[0]
  const hasBody = body !== null && !['GET', 'HEAD'].includes(operation.method)
  return {
    id,
    secured,
    request: make(),
    gap: parts.gap,
    takesJson: hasBody && first?.form === 'json' ? concrete(first.mediaType) : null,
    takesTypes: hasBody && body.accepts.length > 0 && !body.accepts.includes('application/*'),
    refusals: [
      ...parameterRefusals(context, operation, parameters, parts, make),
      ...(hasBody ? bodyRefusals(context, operation, body, parts, make) : []),
    ],
  }
}

/** Why a test cannot ask an operation at all; null where it can. */
const unaskable = ({ webSocket, method }: Operation): string | null => {
  if (webSocket !== null) return 'fetch opens no WebSocket'
  return /^trac[ek]$/i.test(method) ? `fetch does not send ${method}` : null
}

const withoutRequest = (id: string, secured: boolean, gap: string): TestPlan => ({
  id,
  secured,
  request: null,
  gap,
  takesJson: null,
  takesTypes: false,
  refusals: [],
})

type MakeRequest = (
  changed?: Partial<Parts>,
  raw?: ReadonlyMap<ParameterPlan, string>,
) => TestRequest

/** A value for each required parameter and the body: a valid one, or one that native code lets pass. */
const partsOf = (
  api: Api,
  operation: Operation,
  parameters: readonly ParameterPlan[],
  body: BodyPlan | null,
): Parts => {
  const values = new Map<ParameterPlan, JsonValue>()
  const gaps: string[] = []
  for (const parameter of parameters.filter(({ required }) => required)) {
    const declared = declaredOf(operation, parameter)
    const samples = declared === null ? [] : samplesOf(api, declared.schema, samplesTriedMax)
    const sample = samples.find(
      (value) => isSendable(parameter, value) && isFound(operation, parameter, value),
    )
    if (sample === undefined) gaps.push(`${parameter.place} ${parameter.wireName}`)
    values.set(parameter, sample === undefined ? filler(parameter) : sample)
  }
  const [content] = body?.contents ?? []
  if (body === null || content === undefined || !body.required) {
    return { values, headers: {}, body: null, gap: gapText(gaps) }
  }
  const text = bodyText(api, operation, content)
  if (text === null) gaps.push('the body')
  const headers = { 'content-type': contentTypeOf(content) }
  return { values, headers, body: text ?? '{}', gap: gapText(gaps) }
}

/** A request with a body of one media type; `request` is null where none could be made up. */
export interface BodyRequest {
  readonly type: string
  readonly isJson: boolean
  readonly request: TestRequest | null
}

/** Valid requests of an operation for each media type that its body may have. */
export const bodyRequests = (
  api: Api,
  operation: Operation,
  { parameters, body }: Pick<OperationPlan, 'parameters' | 'body'>,
): readonly BodyRequest[] => {
  const parts = partsOf(api, operation, parameters, null)
  return (body?.contents ?? []).map((content) => {
    const text = parts.gap === null ? bodyText(api, operation, content) : null
    const headers = { 'content-type': contentTypeOf(content) }
    const whole = { ...parts, headers, body: text }
    const path = `${api.basePath}${operation.path}`
    return {
      type: content.mediaType,
      isJson: content.form === 'json',
      request:
        text === null ? null : requestOf(path, operation.method, parameters, whole, new Map()),
    }
  })
}

/** Values of a parameter that are looked at for one that its place can carry. */
const samplesTriedMax = 6

const gapText = (gaps: readonly string[]): string | null =>
  gaps.length === 0 ? null : `no valid value could be made up for ${gaps.join(', ')}`

const declaredOf = (operation: Operation, { wireName, place }: ParameterPlan) =>
  operation.parameters.find((entry) => entry.name === wireName && entry.place === place) ?? null

/** Text of the right native kind. */
const filler = ({ source }: ParameterPlan): JsonValue => {
  if (source.kind !== 'native') return 'x'
  return source.as === 'boolean' ? true : source.as === 'string' ? 'x' : 1
}

/** What the request says of its body. */
const contentTypeOf = ({ mediaType, form }: BodyContentPlan): string =>
  form === 'multipart' || form === 'parts'
    ? `${mediaType}; boundary=${multipartBoundary}`
    : concrete(mediaType)

/** A media type that a range allows. */
const concrete = (mediaType: string): string =>
  mediaType === '*/*' ? 'application/json' : mediaType.replace('/*', '/plain')

/** Whether its place can carry a value: an empty list has no text, and a path no empty segment. */
const isSendable = (parameter: ParameterPlan, value: JsonValue): boolean => {
  if (isEmpty(value) && parameter.source.kind !== 'text') return false
  if (parameter.place === 'path' && (value === '' || isEmpty(value))) return false
  if (parameter.place === 'header' || parameter.place === 'cookie')
    return /^[\x21-\x7e]*$/.test(textOf(value))
  return true
}

/** A list or an object of nothing. */
const isEmpty = (value: JsonValue | undefined): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Whether a router that ends a parameter at the literal after it, `{from}-{to}`, finds this value whole. */
const isFound = ({ path }: Operation, { place, wireName }: ParameterPlan, value: JsonValue) => {
  if (place !== 'path' || typeof value === 'object') return true
  const start = path.indexOf(`{${wireName}}`) + wireName.length + 2
  const [, literal] = /^([^{}/]+)\{/.exec(path.slice(start)) ?? []
  return literal === undefined || !String(value).includes(literal)
}

/** A valid body of one media type; null where none could be made up. */
const bodyText = (api: Api, operation: Operation, content: BodyContentPlan): string | null => {
  const declared = operation.body?.content.find(({ type }) => type === content.mediaType)
  if (declared === undefined) return null
  if (['bytes', 'stream', 'events'].includes(content.form) || isAnyText(content)) return 'text'
  const sample = declared.schema === null ? { value: {} } : sampleOf(api, declared.schema)
  if (sample === null) return null
  if (content.form === 'json') return JSON.stringify(sample.value)
  if (content.form === 'text') return textOf(sample.value)
  if (content.form === 'lines') {
    const start = isSequence(content.mediaType) ? '\x1e' : ''
    return `${start}${JSON.stringify(sample.value)}\n`
  }
  if (content.form === 'parts') return partListText(api, sample.value, content)
  if (content.form === 'multipart') return multipartText(api, sample.value, content)
  return declared.schema === null ? 'field=text' : formText(api, declared.schema, content)
}

const isAnyText = ({ form, check }: BodyContentPlan): boolean =>
  form === 'text' && check.kind === 'any'

/** A form of no fields is no body: one that has some is looked for. */
const formText = (api: Api, schema: SchemaId, content: BodyContentPlan): string | null => {
  const samples = samplesOf(api, schema, samplesTriedMax).filter(isObject)
  // A style has no words for a list or an object of nothing.
  const texts = samples
    .filter((value) => content.styles.every(({ name }) => !isEmpty(value[name])))
    .map((value) => formTextOf(value, content))
  return texts.find((text) => text !== '') ?? null
}

const numericHints = new Set(['integer', 'number', 'exactInteger', 'exactNumber'])
const typedHints: ReadonlySet<unknown> = new Set([...numericHints, 'boolean'])

/** Whether only some texts are values of a parameter, in native code or where its digits are kept. */
const isTyped = (source: ParameterPlan['source']): boolean =>
  source.kind === 'native'
    ? typedHints.has(source.as)
    : source.kind === 'text' && typedHints.has(source.hint)

const pointerOf = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** One parameter of a wrong type, one that is missing, one that breaks a rule of its schema. */
function* parameterRefusals(
  context: PlanContext,
  operation: Operation,
  parameters: readonly ParameterPlan[],
  parts: Parts,
  make: MakeRequest,
): Generator<TestRefusal> {
  const typed = parameters.find(({ source }) => isTyped(source))
  if (typed) {
    const request = make({}, new Map([[typed, 'not-a-value']]))
    yield { request, error: `${typed.place} ${pointerOf(typed.name)} type` }
  }
  const needed = parameters.find(({ required, place }) => required && place !== 'path')
  if (needed) {
    const values = new Map(parts.values)
    values.delete(needed)
    yield { request: make({ values }), error: `${needed.place} ${pointerOf(needed.name)} required` }
  }
  for (const parameter of parameters) {
    const declared = declaredOf(operation, parameter)
    const wrong = declared === null ? undefined : wrongText(context, parameter, declared.schema)
    if (wrong === undefined) continue
    yield {
      request: make({}, new Map([[parameter, wrong]])),
      error: `${parameter.place} ${pointerOf(parameter.name)}`,
    }
    return
  }
}

/** A text that native code lets pass and the schema does not. */
const wrongText = (
  context: PlanContext,
  parameter: ParameterPlan,
  schema: SchemaId,
): string | undefined => {
  const { source, place } = parameter
  const kind = source.kind === 'native' ? source.as : source.kind === 'text' ? source.hint : null
  if (typeof kind === 'string' && numericHints.has(kind))
    return [0, -1, 1e6, 1e12].find((value) => !context.conforms(schema, value))?.toString()
  const texts = place === 'path' ? wrongTexts.filter((text) => text !== '') : wrongTexts
  return kind === 'string' && source.kind === 'native'
    ? texts.find((text) => !context.conforms(schema, text))
    : undefined
}

const wrongTexts = ['not~declared', 'x', 'x'.repeat(65), 'x'.repeat(257)]

function* bodyRefusals(
  context: PlanContext,
  operation: Operation,
  body: BodyPlan,
  parts: Parts,
  make: MakeRequest,
): Generator<TestRefusal> {
  const [content] = body.contents
  const schema = operation.body?.content[0]?.schema ?? null
  if (content?.form === 'text' && schema !== null)
    yield* textRefusals(context, schema, content, parts, make)
  if (content?.form !== 'json' || schema === null) return
  const headers = { ...parts.headers, 'content-type': concrete(content.mediaType) }
  const wrong = [null, 'text', 1, true, [], {}].find((value) => !context.conforms(schema, value))
  if (wrong !== undefined) {
    yield { request: make({ headers, body: JSON.stringify(wrong) }), error: 'body' }
  }
  const sample = sampleOf(context.api, schema)
  if (sample === null || !isObject(sample.value)) return
  const changed = wrongMember(context, schema, sample.value)
  if (changed !== null)
    yield {
      request: make({ headers, body: JSON.stringify(changed.value) }),
      error: `body ${pointerOf(changed.name)}`,
    }
}

/** A text that its schema refuses; an empty one is no body. */
function* textRefusals(
  context: PlanContext,
  schema: SchemaId,
  content: BodyContentPlan,
  parts: Parts,
  make: MakeRequest,
): Generator<TestRefusal> {
  const wrong = wrongTexts.find((text) => !context.conforms(schema, text))
  if (isAnyText(content) || wrong === undefined) return
  const headers = { ...parts.headers, 'content-type': concrete(content.mediaType) }
  yield { request: make({ headers, body: wrong }), error: 'body' }
}

/** The sample with one member that its schema refuses. */
const wrongMember = (
  context: PlanContext,
  id: SchemaId,
  sample: { readonly [name: string]: JsonValue },
): { readonly name: string; readonly value: JsonValue } | null => {
  const schema = schemaOf(context.api, id)
  if (schema.anyOf.length + schema.oneOf.length > 0) return null
  for (const property of schema.properties) {
    if (!isVisible(context.api, property, 'input')) continue
    const candidates: JsonValue[] = [...wrongTexts, '', -1, 1e12, 1.5, true, [], {}]
    const wrong = candidates.find((value) => !context.conforms(property.schema, value))
    if (wrong !== undefined)
      return { name: property.name, value: { ...sample, [property.name]: wrong } }
  }
  return null
}
