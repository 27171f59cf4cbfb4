// Owns the cases of `nexus conform`: for each operation a valid request, requests at the bounds of its schemas,
// and requests that break one rule each.

import type { Api } from '../../ir/api.js'
import type { ConformancePlan, ConformCase, Untried } from '../../ir/conform-cases.js'
import { isObject, type JsonObject } from '../../ir/json-values.js'
import { isMarked } from '../../ir/marks.js'
import type { Operation, Parameter } from '../../ir/operation.js'
import type { OperationPlan } from '../../ir/plan/api.js'
import type { ApiPlan } from '../../ir/plan/output.js'
import type { TestRequest } from '../../ir/plan/tests.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { conforms } from '../checks/conforms.js'
import { exactRange, jsonText } from '../exact-numbers/exact.js'
import { schemaOf } from '../schemas/graph.js'
import { type BodyRequest, bodyRequests } from './contract-tests.js'
import { TemplateTree } from './template-tree.js'
import { encoded } from './test-requests.js'

/** Boundary requests of one operation. */
const boundariesMax = 32

/** No server takes this much, and it fits every counter. */
const tooManyBytes = 2 ** 40

/** Every case of a document, operation by operation, and what there is no case for. */
export const planConformance = (api: Api, plan: ApiPlan): ConformancePlan => {
  const planned = new Map(plan.operations.map((each) => [`${each.method} ${each.path}`, each]))
  const own = api.operations.flatMap((operation) => {
    const each = planned.get(`${operation.method} ${api.basePath}${operation.path}`)
    return each === undefined ? [] : [planOperation(api, operation, each)]
  })
  return {
    cases: [...own.flatMap(({ cases }) => cases), ...pathCases(api, plan)],
    untried: own.flatMap(({ untried }) => untried),
  }
}

const planOperation = (api: Api, operation: Operation, plan: OperationPlan): ConformancePlan => {
  const { request, gap } = plan.test
  const bodies = hasBody(operation) ? bodyRequests(api, operation, plan) : []
  const miss = (what: string, why: string): Untried => ({ operation: plan.id, what, why })
  if (request === null)
    return { cases: [], untried: [miss('every request', gap ?? 'it opens a WebSocket')] }
  const type = request.headers['content-type']
  // The plain request has a body already where one is required.
  const others = bodies.filter((each) => each.request?.headers['content-type'] !== type)
  const why = (of: string) => `no valid value could be made up for ${of}`
  return {
    cases: operationCases(api, operation, plan, others),
    untried: [
      ...(gap === null ? [] : [miss('valid', gap)]),
      ...others.flatMap((each) =>
        each.request === null && gap === null ? [miss(`valid: ${each.type}`, why('the body'))] : [],
      ),
    ],
  }
}

const hasBody = ({ body, method }: Operation): boolean =>
  body !== null && !['GET', 'HEAD'].includes(method)

const operationCases = (
  api: Api,
  operation: Operation,
  plan: OperationPlan,
  bodies: readonly BodyRequest[],
): readonly ConformCase[] => {
  const { request, secured, gap, refusals, takesJson, takesTypes } = plan.test
  if (request === null) return []
  const make: MakeCase = (part) => {
    return { operation: plan.id, detail: '', secured, announcedBytes: null, ...part }
  }
  const typed = {
    ...request,
    headers: { 'content-type': takesJson ?? 'application/json', ...request.headers },
  }
  const odd = (type: string) => ({
    ...request,
    headers: { ...request.headers, 'content-type': type },
    body: 'x',
  })
  return [
    ...(gap === null ? [make({ kind: 'valid', status: null, request })] : []),
    ...bodies.flatMap((each) => bodyCases(make, each)),
    ...(gap === null
      ? boundaries(api, operation, plan, request).map(([detail, each]) =>
          make({ kind: 'boundary', status: null, detail, request: each }),
        )
      : []),
    ...refusals.map((each) =>
      make({ kind: 'malformed', status: 400, detail: each.error, request: each.request }),
    ),
    ...(takesJson !== null
      ? [
          make({
            kind: 'malformed',
            status: 400,
            detail: 'no JSON',
            request: { ...typed, body: '{"' },
          }),
        ]
      : []),
    ...(takesTypes
      ? [make({ kind: 'unknown type', status: 415, request: odd('application/x-not-declared') })]
      : []),
    ...(!hasBody(operation)
      ? []
      : [
          make({
            kind: 'too large',
            status: 413,
            request: { ...typed, body: null },
            announcedBytes: tooManyBytes,
          }),
        ]),
    ...(isNegotiable(operation)
      ? [
          make({
            kind: 'not acceptable',
            status: 406,
            request: withHeader(request, 'accept', 'application/x-not-declared'),
          }),
        ]
      : []),
    ...(secured ? [make({ kind: 'unauthorised', status: 401, request })] : []),
  ]
}

type MakeCase = (
  part: Pick<ConformCase, 'kind' | 'status' | 'request'> & Partial<ConformCase>,
) => ConformCase

/** Cases of one media type of a body, beside that of the plain request. */
const bodyCases = (make: MakeCase, { type, isJson, request }: BodyRequest): ConformCase[] => {
  if (request === null) return []
  const broken = { ...request, body: '{"' }
  return [
    make({ kind: 'valid', status: null, detail: type, request }),
    ...(isJson
      ? [make({ kind: 'malformed', status: 400, detail: `no JSON: ${type}`, request: broken })]
      : []),
  ]
}

/** Whether Accept can be refused: every success has a body of a type that is no range. */
const isNegotiable = ({ responses }: Operation): boolean => {
  const successes = responses.filter(({ status }) => status.startsWith('2') || status === 'default')
  return (
    successes.length > 0 &&
    successes.every(
      ({ content }) => content.length > 0 && content.every(({ type }) => !type.includes('*')),
    )
  )
}

const withHeader = (request: TestRequest, name: string, value: string): TestRequest => {
  return { ...request, headers: { ...request.headers, [name]: value } }
}

/** What holds for paths: an unknown one is 404, an unknown method of a known one 405. */
const pathCases = (api: Api, plan: ApiPlan): readonly ConformCase[] => {
  const blank = { detail: '', secured: false, announcedBytes: null, operation: '' }
  const ask = (method: string, target: string): TestRequest => ({
    method,
    target,
    headers: {},
    body: null,
  })
  const byPath = new Map<string, { readonly methods: Set<string>; readonly target: string }>()
  for (const { path, method, test } of plan.operations) {
    const known = byPath.get(path)
    const target = test.request?.target.split('?')[0]
    if (known !== undefined) known.methods.add(method)
    else if (target !== undefined) byPath.set(path, { methods: new Set([method]), target })
  }
  const templates = new TemplateTree(byPath.keys())
  const wrongMethods = [...byPath].flatMap(([path, { methods, target }]): ConformCase[] => {
    const method = ['DELETE', 'PUT', 'PATCH', 'POST', 'GET'].find((each) => !methods.has(each))
    // Where another template matches too, its methods are allowed as well.
    if (method === undefined || templates.count(target, 2) > 1) return []
    return [
      { ...blank, kind: 'unknown method', detail: path, status: 405, request: ask(method, target) },
    ]
  })
  const nowhere = `${api.basePath}/no-such-path/of-this-api/at-all`
  if (templates.count(nowhere, 1) > 0) return wrongMethods
  return [
    ...wrongMethods,
    { ...blank, kind: 'unknown path', status: 404, request: ask('GET', nowhere) },
  ]
}

type Boundary = readonly [detail: string, request: TestRequest]

const boundaries = (
  api: Api,
  operation: Operation,
  { path }: OperationPlan,
  request: TestRequest,
): readonly Boundary[] => {
  const found: Boundary[] = []
  for (const parameter of operation.parameters) {
    // What is beyond the limit is not even made: parameters may have thousands of values.
    if (found.length >= boundariesMax) break
    for (const edge of edges(api, parameter.schema)) {
      const changed = withParameter(parameter, path, request, edge)
      if (changed !== null)
        found.push([`${parameter.place} ${parameter.name}=${shown(edge)}`, changed])
    }
  }
  return [...found, ...bodyBoundaries(api, operation, request)].slice(0, boundariesMax)
}

const shown = ({ json: text }: Edge): string => {
  return text.length > 24 ? `${text.slice(0, 20)}... (${text.length})` : text
}

/** The request with a plain value in the place of a parameter; null where it is written in another way. */
const withParameter = (
  { place, name, style, contentType }: Parameter,
  path: string,
  request: TestRequest,
  { value, json }: Edge,
): TestRequest | null => {
  if (contentType !== null || typeof value === 'object') return null
  const text = typeof value === 'string' ? value : json
  const [before = '', query = ''] = request.target.split('?')
  if (place === 'query' && style === 'form') {
    const kept = query
      .split('&')
      .filter((pair) => pair !== '' && !pair.startsWith(`${encoded(name)}=`))
    const pairs = [...kept, `${encoded(name)}=${encoded(text)}`]
    return { ...request, target: `${before}?${pairs.join('&')}` }
  }
  if (place === 'path' && style === 'simple' && text !== '') {
    const at = path.split('/').indexOf(`{${name}}`)
    const segments = before.split('/').map((part, index) => (index === at ? encoded(text) : part))
    return at === -1
      ? null
      : { ...request, target: [segments.join('/'), query].filter((part) => part !== '').join('?') }
  }
  return place === 'header' && /^[\x21-\x7e]+$/.test(text)
    ? withHeader(request, name.toLowerCase(), text)
    : null
}

const bodyBoundaries = (
  api: Api,
  { body }: Operation,
  request: TestRequest,
): readonly Boundary[] => {
  const schema = body?.content[0]?.schema ?? null
  const sample = request.body === null || schema === null ? null : parsed(request.body)
  if (schema === null || sample === null) return []
  return schemaOf(api, schema).properties.flatMap(({ name, schema: property }) =>
    edges(api, property).flatMap((edge): Boundary[] => {
      const changed = { ...sample, [name]: edge.value }
      if (!conforms(api, schema, changed)) return []
      return [[`body /${name}=${shown(edge)}`, { ...request, body: jsonWith(changed, name, edge) }]]
    }),
  )
}

/** An object as JSON, with all digits of one member. */
const jsonWith = (
  object: { readonly [name: string]: JsonValue },
  name: string,
  { json }: Edge,
): string => {
  const members = Object.entries(object).map(([key, each]) => {
    return `${JSON.stringify(key)}:${key === name ? json : JSON.stringify(each)}`
  })
  return `{${members.join()}}`
}

const parsed = (text: string): JsonObject | null => {
  try {
    const value = JSON.parse(text) as JsonValue
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** Strings longer than this would make the target or the body too long for other reasons. */
const textLengthMax = 4096

/** A value at a bound, and its JSON: numbers with the digits that the document has. */
interface Edge {
  readonly value: JsonValue
  readonly json: string
}

const plainEdge = (value: JsonValue): Edge => ({ value, json: JSON.stringify(value) })

/** Values at the bounds of a schema that satisfy it. */
const edges = (api: Api, id: SchemaId): readonly Edge[] => {
  const schema = schemaOf(api, id)
  if (isMarked(api, id, 'readOnly')) return []
  return candidates(schema).filter(({ value }) => conforms(api, id, value))
}

const numberEdges = (schema: Schema): readonly Edge[] => {
  const { exclusiveMinimum, exclusiveMaximum } = schema
  const step = schema.multipleOf ?? 1
  const { least, most } = schema.exact === undefined ? bounds(schema) : exactRange(schema)
  return [
    least,
    most,
    exclusiveMinimum === null ? null : exclusiveMinimum + step,
    exclusiveMaximum === null ? null : exclusiveMaximum - step,
  ].flatMap((bound) => {
    if (bound === null) return []
    if (typeof bound === 'string') return [{ value: Number(bound), json: bound }]
    // Elsewhere an integer that no double is sure to hold is refused, and its last digits say nothing about a bound.
    return Number.isInteger(bound) && !Number.isSafeInteger(bound) ? [] : [plainEdge(bound)]
  })
}

const bounds = ({ minimum, maximum }: Schema) => ({ least: minimum, most: maximum })

const enumEdges = (schema: Schema): readonly Edge[] =>
  (schema.enum ?? [])
    .slice(0, boundariesMax)
    .flatMap((value, i) =>
      typeof value === 'object' ? [] : [{ value, json: jsonText(schema, `/enum/${i}`, value) }],
    )

const candidates = (schema: Schema): readonly Edge[] => {
  if (schema.enum !== null) return enumEdges(schema)
  const types = schema.types ?? []
  const isNumber = types.includes('integer') || types.includes('number')
  const isText = types.includes('string') && schema.format === null && schema.pattern === null
  const { minLength, maxLength } = schema
  const lengths = [minLength, maxLength === null ? null : Math.min(maxLength, textLengthMax)]
  return [
    ...(isNumber ? numberEdges(schema) : []),
    ...(isText
      ? lengths.filter((length) => length !== null).map((length) => plainEdge('a'.repeat(length)))
      : []),
    ...(types.includes('boolean') ? [true, false].map(plainEdge) : []),
  ]
}
