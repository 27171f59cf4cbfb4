// Owns where a parameter's value comes from: the native engine where it can coerce it, text where not.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { ignoredHeaders } from '../../ir/ignored-headers.js'
import type { ListSeparator, Operation, Parameter, ParameterStyle } from '../../ir/operation.js'
import type { ParameterPlan } from '../../ir/plan/api.js'
import type {
  HintPlan,
  ParamKind,
  ParamSource,
  ParamSpecPlan,
  SegmentPlan,
  StylePlan,
} from '../../ir/plan/parameters.js'
import type { Schema } from '../../ir/schema.js'
import { checkOf } from '../checks/checks.js'
import { defaultOf as wholeDefault } from '../checks/defaults.js'
import type { PlanContext } from '../context.js'
import { docLengthMax, docTextOf } from '../docs.js'
import { schemaOf } from '../schemas/graph.js'
import type { Shape } from '../schemas/shape.js'
import { docOf, typeOf } from '../schemas/types.js'
import { cookieSource, isCookies, sharedCookies } from './cookies.js'
import { fieldsHint, itemHints, listHint, memberNames } from './hint-parts.js'
import { hintOf, withSeparators } from './hints.js'

export interface ParametersPlan {
  readonly params: readonly ParamSpecPlan[]
  readonly parameters: readonly ParameterPlan[]
  readonly styles: readonly StylePlan[]
}

/** Plans all parameters of an operation; a default that does not fit becomes a located warning. */
export const planParameters = (
  context: PlanContext,
  operation: Operation,
  diagnostics: Diagnostic[],
): ParametersPlan => {
  const params: ParamSpecPlan[] = []
  const used = operation.parameters.filter(
    (parameter) =>
      parameter.place !== 'header' || !ignoredHeaders.includes(parameter.name.toLowerCase()),
  )
  const path = `${context.api.basePath}${operation.path}`
  const parameters = used.map((parameter) => {
    const source = sourceOf(context, parameter, { path, all: used }, params)
    diagnostics.push(...sharedCookies(context, parameter, used, source))
    return planParameter(context, parameter, source, diagnostics)
  })
  return { params, parameters, styles: used.flatMap(styleOf) }
}

/** How a parameter is written, where it is not written as most are. */
export const styleOf = (parameter: Parameter): StylePlan[] => {
  const { name, place, style, explode, allowReserved, contentType } = parameter
  if (contentType !== null || place === 'cookie') return []
  const nested = parameter.nested.join('')
  const usual = place === 'query' ? style === 'form' && explode : style === 'simple' && !explode
  if (usual && !allowReserved && nested === '') return []
  return [{ place, name, style, explode, allowReserved, nested }]
}

const planParameter = (
  context: PlanContext,
  parameter: Parameter,
  source: ParamSource,
  diagnostics: Diagnostic[],
): ParameterPlan => {
  const schema = schemaOf(context.api, parameter.schema)
  const emptyIsNone = isNoneWhenEmpty(context, parameter)
  return {
    wireName: parameter.name,
    name: parameter.place === 'header' ? parameter.name.toLowerCase() : parameter.name,
    place: parameter.place,
    required: parameter.required,
    emptyIsNone,
    doc: memberDoc(parameter, schema),
    type: typeOf(context, parameter.schema, 'input'),
    source,
    check: checkOf(context, parameter.schema),
    default: parameter.required && !emptyIsNone ? null : defaultOf(context, parameter, diagnostics),
  }
}

const memberDoc = ({ description, deprecated }: Parameter, schema: Schema): string | null => {
  const text = description ?? docOf({ ...schema, deprecated: false })
  return docTextOf([text], deprecated || schema.deprecated, docLengthMax.member)
}

const defaultOf = (context: PlanContext, parameter: Parameter, diagnostics: Diagnostic[]) => {
  const schema = schemaOf(context.api, parameter.schema)
  if (schema.default === null) return null
  const found = wholeDefault(context, parameter.schema)
  if (found !== null) return found
  diagnostics.push(
    diagnostic('NX4003', {
      message: `the default of the parameter \`${parameter.name}\` is not valid, so it is not applied`,
      at: { file: schema.at.file, pointer: `${schema.at.pointer}/default` },
    }),
  )
  return null
}

/** Adds a native parameter and returns its index. */
const addNative = (
  params: ParamSpecPlan[],
  parameter: Parameter,
  kind: ParamKind,
  list: Pick<ParamSpecPlan, 'explode' | 'separator'> = { explode: null, separator: null },
): number => {
  const name = parameter.place === 'header' ? parameter.name.toLowerCase() : parameter.name
  params.push({ name, in: parameter.place, kind, required: parameter.required, ...list })
  return params.length - 1
}

const kindOf = (shape: Shape): { readonly isObject: boolean; readonly isList: boolean } => {
  const isObject = shape.kind === 'shape' && shape.object !== null
  return { isObject, isList: !isObject && shape.kind === 'shape' && shape.array !== null }
}

/** Where parameter `name` stands: segment `2` of `/a/{b}/c`, or a part of one as in `{b}.{c}`. */
const segmentOf = (path: string, name: string): SegmentPlan => {
  const segments = path.split('/')
  const index = segments.findIndex((segment) => segment.includes(`{${name}}`))
  const segment = segments[index] ?? ''
  const names = [...segment.matchAll(/\{([^{}]*)\}/g)].map(([, each]) => each)
  const literals = segment.split(/\{[^{}]*\}/)
  const isWhole = literals.every((literal) => literal === '') && names.length === 1
  return { index, literals: isWhole ? null : literals, position: names.indexOf(name) }
}

const sourceOf = (
  context: PlanContext,
  parameter: Parameter,
  { path, all }: { readonly path: string; readonly all: readonly Parameter[] },
  params: ParamSpecPlan[],
): ParamSource => {
  const expression = { kind: 'one', id: parameter.schema } as const
  const hint = hintOf(context.inputShapes, expression)
  const shape = context.inputShapes.of(expression)
  const { isObject, isList } = kindOf(shape)
  if (parameter.contentType !== null) {
    if (parameter.contentType === formType && parameter.style === 'querystring' && isObject)
      return wholeForm(fieldsHint(hint))
    const textHint = hintOfContent(parameter.contentType)
    if (parameter.style === 'querystring') return { kind: 'wholeQuery', hint: textHint }
    return { kind: 'text', index: addNative(params, parameter, 'string'), hint: textHint }
  }
  if (isCookies(parameter, isObject || isList))
    return cookieSource(context, parameter, all, { isObject, isList }, hint)
  const style = isSegmentStyle(parameter.style) ? parameter.style : null
  // Native code decodes a simple value first: members of an object could not be told from its separators.
  if (style !== null || (isObject && parameter.place === 'path')) {
    return {
      kind: 'styled',
      index: addNative(params, parameter, 'string'),
      style: style ?? 'simple',
      explode: parameter.explode,
      segment: segmentOf(path, parameter.name),
      hint: isObject ? fieldsHint(hint) : isList ? listHint(hint) : hint,
    }
  }
  if (isObject) return objectSource(context.inputShapes, parameter, all, params, hint)
  if (isList) {
    const form = listForm(parameter)
    const index = addNative(params, parameter, 'list', form)
    const { explode, separator } = form
    return {
      kind: 'list',
      index,
      explode: explode === true,
      separator: separator ?? ',',
      isHeader: parameter.place === 'header',
      ...itemHints(hint, (each) => withSeparators(each, parameter.nested)),
    }
  }
  // What the engine reads as a number cannot be empty.
  const nativeHint = nativeKind(hint)
  const isText = nativeHint !== 'string' && isNoneWhenEmpty(context, parameter)
  const kind = isText ? null : nativeHint
  const index = addNative(params, parameter, kind ?? 'string')
  return kind === null ? { kind: 'text', index, hint } : { kind: 'native', index, as: kind }
}

/** An empty value that the schema takes is that value. */
const isNoneWhenEmpty = (context: PlanContext, parameter: Parameter): boolean => {
  if (!parameter.allowEmptyValue) return false
  const { contentType, schema, explode } = parameter
  const expression = { kind: 'one', id: schema } as const
  const { isObject, isList } = kindOf(context.inputShapes.of(expression))
  if (contentType === null && isObject) return !explode
  if (contentType === null && isList) return !context.conforms(schema, explode ? [''] : [])
  const isJson = contentType !== null && hintOfContent(contentType) === 'json'
  const takesEmpty = context.conforms(schema, '') || context.conforms(schema, null)
  return isJson || !takesEmpty
}

const hintOfContent = (contentType: string): 'json' | 'string' =>
  /^(application|text)\/(.+\+)?json$/.test(contentType) ? 'json' : 'string'

const formType = 'application/x-www-form-urlencoded'

/** All that the query has is of the value, what no schema describes too. */
const wholeForm = (hint: HintPlan): ParamSource => {
  const fields = typeof hint === 'object' && 'fields' in hint ? hint : null
  return {
    kind: 'exploded',
    names: Object.keys(fields?.fields ?? {}),
    taken: [],
    hint: fields === null ? hint : { ...fields, rest: fields.rest ?? 'string' },
  }
}

const isSegmentStyle = (style: string): style is 'label' | 'matrix' =>
  style === 'label' || style === 'matrix'

const nativeKind = (hint: HintPlan): ParamKind | null => {
  switch (hint) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return hint
    default:
      return null
  }
}

const listForm = (parameter: Parameter): Pick<ParamSpecPlan, 'explode' | 'separator'> =>
  parameter.place === 'query' && parameter.explode
    ? { explode: true, separator: null }
    : { explode: false, separator: separatorOf(parameter) }

const separators: { readonly [style in ParameterStyle]?: ListSeparator } = {
  spaceDelimited: ' ',
  pipeDelimited: '|',
  tabDelimited: '\t',
}

const separatorOf = ({ style }: Parameter): ListSeparator => separators[style] ?? ','

/** Names in brackets of one deepObject key that are followed, as servers that read them with qs do. */
const bracketsMax = 5

const objectSource = (
  shapes: PlanContext['inputShapes'],
  parameter: Parameter,
  all: readonly Parameter[],
  params: ParamSpecPlan[],
  hint: HintPlan,
): ParamSource => {
  const fields = fieldsHint(hint)
  if (parameter.style === 'deepObject') {
    const expression = { kind: 'one', id: parameter.schema } as const
    return { kind: 'deepObject', hint: fieldsHint(hintOf(shapes, expression, bracketsMax + 1)) }
  }
  if (parameter.place === 'query' && parameter.explode) {
    const others = all.filter((other) => other.name !== parameter.name && other.place === 'query')
    const names = others.map(({ name }) => name)
    return { kind: 'exploded', ...memberNames(fields, names) }
  }
  const between = parameter.explode ? '=' : ','
  return {
    kind: 'listed',
    index: addNative(params, parameter, 'string'),
    between,
    separator: separatorOf(parameter),
    place: parameter.place === 'header' || parameter.place === 'cookie' ? parameter.place : 'query',
    hint: fields,
  }
}
