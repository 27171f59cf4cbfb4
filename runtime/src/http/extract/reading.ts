// Owns reading what extractors describe: parameters that the engine decodes, and readers of the rest.

import type { BodySpec, ParamSpec } from '../../native/engine.js'
import type { IssuePlace, Issues } from '../../validate/issues.js'
import type { Attributes } from '../attributes.js'
import type { RawRequest } from '../raw-request.js'
import type { Absent, Extractor, ExtractorPlan, ModelFields } from './extractor.js'
import { checked } from './schema.js'
import { matrixSegment, segmentOf } from './segments.js'
import type { Value } from './values.js'

/** What is there when the handler is about to run. */
export interface LateSource {
  readonly state: unknown
  readonly attributes: Attributes
}

/** A route's input, ready to be read. */
export interface InputPlan {
  readonly params: readonly ParamSpec[]
  readonly body: BodySpec | null
  /** Takes everything that comes from the request itself; what is wrong is in `issues`. */
  read(raw: RawRequest, issues: Issues): Record<string, unknown>
  /** Adds what comes from the application. */
  finish(input: Record<string, unknown>, source: LateSource): void
}

type Read = (raw: RawRequest, issues: Issues) => unknown
type Finish = (source: LateSource) => unknown

/**
 * Plans the reading of `extractors` for a route with this template.
 *
 * @throws {TypeError} when they cannot be read together, or the template lacks a variable.
 */
export const planInput = (
  template: string,
  extractors: Readonly<Record<string, Extractor<unknown, string>>>,
): InputPlan => {
  const planning = new Planning(template, Object.values(extractors))
  const early: [string, Read][] = []
  const late: [string, Finish][] = []
  for (const [name, { plan }] of Object.entries(extractors)) {
    if (plan.kind === 'state' || plan.kind === 'attribute') late.push([name, finisher(plan)])
    else early.push([name, planning.reader(plan)])
  }
  return {
    params: planning.params,
    body: planning.body,
    read: (raw, issues) => {
      const input: Record<string, unknown> = {}
      for (const [name, read] of early) input[name] = read(raw, issues)
      return input
    },
    finish: (input, source) => {
      for (const [name, finish] of late) input[name] = finish(source)
    },
  }
}

const finisher = (plan: Extract<ExtractorPlan, { kind: 'state' | 'attribute' }>): Finish => {
  if (plan.kind === 'state') return ({ state }) => plan.pick(state as never)
  const { key, absent } = plan
  return ({ attributes }) =>
    absent.kind === 'refused' ? attributes.require(key) : (attributes.get(key) ?? absent.value)
}

type Parameter = Extract<ExtractorPlan, { kind: 'parameter' }>

/** Collects parameters and the body while readers are made. */
class Planning {
  readonly params: ParamSpec[] = []
  body: BodySpec | null = null
  readonly #withMatrix: ReadonlySet<string>

  constructor(
    readonly template: string,
    extractors: readonly Extractor<unknown, string>[],
  ) {
    this.#withMatrix = new Set(
      extractors.flatMap(({ plan }) => (plan.kind === 'matrix' ? [plan.variable] : [])),
    )
  }

  reader(plan: Exclude<ExtractorPlan, { kind: 'state' | 'attribute' }>): Read {
    switch (plan.kind) {
      case 'parameter':
        return this.#parameter(plan)
      case 'matrix': {
        const at = this.#segment(plan.variable)
        return (raw, issues) => {
          const texts = matrixSegment(raw.target, at).matrix[plan.name]
          return fromTexts(plan, texts, 'path', plan.name, issues)
        }
      }
      case 'model':
        return this.#model(plan)
      case 'json':
        this.#takeBody(['application/json', 'application/*+json'], plan.absent)
        return ifBody(plan.absent, (raw, issues) => checked(plan.schema, raw.json(), issues))
      case 'form':
        this.#takeBody([formType], plan.absent)
        return ifBody(plan.absent, (raw, issues) => readFields(plan.fields, raw.form(), issues))
      case 'text':
        this.#takeBody([], plan.absent)
        return ifBody(plan.absent, (raw) => raw.bodyText())
      case 'bytes':
        this.#takeBody([], plan.absent)
        return ifBody(plan.absent, (raw) => raw.bodyBytes())
    }
  }

  #parameter(plan: Parameter): Read {
    const { place, name, value, absent } = plan
    if (place === 'path' && this.#withMatrix.has(name)) {
      const at = this.#segment(name)
      return (raw, issues) =>
        fromTexts(plan, [matrixSegment(raw.target, at).value], 'path', name, issues)
    }
    if (place === 'path' && !this.template.includes(`{${name}}`)) {
      throw new TypeError(`${this.template} has no {${name}}.`)
    }
    const index = this.#param(place, name, value, place === 'path' || absent.kind === 'refused')
    return (raw, issues) => {
      if (!raw.has(index)) return absentValue(absent)
      return accepted(value, nativeValue(raw, index, value), place, name, issues)
    }
  }

  // A field is looked for in the path, the query, the form, in this order.
  #model({ fields, schema }: Extract<ExtractorPlan, { kind: 'model' }>): Read {
    const indexes = new Map<string, number>()
    for (const [name, field] of Object.entries(fields)) {
      const value = typeOf(field)
      const isPath = this.template.includes(`{${name}}`)
      indexes.set(name, this.#param(isPath ? 'path' : 'query', name, value, isPath))
    }
    this.#takeBody([formType], { kind: 'value', value: undefined })
    return (raw, issues) => {
      const form = raw.hasBody() ? raw.form() : {}
      const model: Record<string, unknown> = {}
      const from = issues.count
      for (const [name, field] of Object.entries(fields)) {
        const index = indexes.get(name) as number
        const value = typeOf(field)
        if (!raw.has(index)) model[name] = readField(field, form[name], name, issues)
        else {
          const place = this.template.includes(`{${name}}`) ? 'path' : 'query'
          model[name] = accepted(value, nativeValue(raw, index, value), place, name, issues)
        }
      }
      issues.place = 'body'
      return issues.count === from ? checked(schema, model, issues) : model
    }
  }

  #param(
    place: Parameter['place'],
    name: string,
    { kind }: Value<unknown>,
    required: boolean,
  ): number {
    const explode = place === 'query'
    this.params.push({
      name,
      in: place,
      kind,
      required,
      ...(kind === 'list' ? { explode, separator: ',' as const } : {}),
    })
    return this.params.length - 1
  }

  #takeBody(types: readonly string[], absent: Absent): void {
    if (this.body !== null)
      throw new TypeError('A request has one body: only one extractor can take it.')
    this.body = { required: absent.kind === 'refused', types }
  }

  #segment(variable: string): number {
    const at = segmentOf(this.template, variable)
    if (at >= 0) return at
    throw new TypeError(
      `Matrix variables need {${variable}} as a whole segment of ${this.template}.`,
    )
  }
}

const formType = 'application/x-www-form-urlencoded'

const ifBody =
  (absent: Absent, read: Read): Read =>
  (raw, issues) => {
    issues.place = 'body'
    return raw.hasBody() ? read(raw, issues) : absentValue(absent)
  }

const absentValue = (absent: Absent): unknown =>
  absent.kind === 'value' ? absent.value : undefined

const typeOf = (field: ModelFields[string]): Value<unknown> =>
  'optional' in field ? field.optional : field

const nativeValue = (raw: RawRequest, index: number, value: Value<unknown>): unknown => {
  switch (value.kind) {
    case 'integer':
    case 'number':
      return raw.number(index)
    case 'boolean':
      return raw.flag(index)
    case 'list':
      return value.parse(raw.list(index))
    case 'string':
      return value.parse([raw.text(index)])
  }
}

/** `found` when it fits, else undefined and an issue at `name`. */
const accepted = (
  value: Value<unknown>,
  found: unknown,
  place: IssuePlace,
  name: string,
  issues: Issues,
): unknown => {
  const from = issues.count
  issues.place = place
  if (found === undefined) issues.add('type', value.message)
  else value.check(found, issues)
  if (issues.count !== from) issues.within(from, name)
  return found
}

/** As `accepted`, of texts that JavaScript took apart. */
export const fromTexts = (
  { value, absent }: { readonly value: Value<unknown>; readonly absent: Absent },
  texts: readonly string[] | undefined,
  place: IssuePlace,
  name: string,
  issues: Issues,
): unknown => {
  if (texts !== undefined) return accepted(value, value.parse(texts), place, name, issues)
  if (absent.kind === 'value') return absent.value
  issues.place = place
  issues.addAt(name, 'required', 'is required')
  return undefined
}

const readFields = (
  fields: ModelFields,
  form: Readonly<Record<string, readonly string[]>>,
  issues: Issues,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      readField(field, form[name], name, issues),
    ]),
  )

const readField = (
  field: ModelFields[string],
  texts: readonly string[] | undefined,
  name: string,
  issues: Issues,
): unknown => {
  const absent: Absent =
    'optional' in field ? { kind: 'value', value: field.fallback } : { kind: 'refused' }
  return fromTexts({ value: typeOf(field), absent }, texts, 'body', name, issues)
}
