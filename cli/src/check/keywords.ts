// Owns the table of support: what becomes of each keyword of OpenAPI. Planning and emitting agree
// with it by test; the ledger and the reference page are made from it.

import { checkedFormats } from '../ir/formats.js'

/**
 * `enforced`: the generated server acts on it. `typed`: it shapes the generated types or documentation
 * and nothing at run time has to. `ignored`: it is understood and nothing happens; every use warns.
 */
export type Support = 'enforced' | 'typed' | 'ignored'

/** Objects of the specification, as diagnostics name them. */
export type SpecObject =
  | 'OpenAPI'
  | 'Path Item'
  | 'Operation'
  | 'Parameter'
  | 'Media Type'
  | 'Response'
  | 'Header'
  | 'Schema'

type Row = Readonly<Record<string, Support>>

const rows = (support: Support, keywords: readonly string[]): Row =>
  Object.fromEntries(keywords.map((keyword) => [keyword, support]))

/** Support by object and keyword. Keywords that only describe the document are not listed. */
export const keywordSupport: Readonly<Record<SpecObject, Row>> = {
  OpenAPI: {
    ...rows('enforced', ['paths', 'components', 'security', 'servers']),
    ...rows('typed', ['info', 'tags']),
    ...rows('ignored', ['webhooks', '$self', 'jsonSchemaDialect']),
  },
  'Path Item': {
    ...rows('enforced', [
      'get',
      'put',
      'post',
      'delete',
      'options',
      'head',
      'patch',
      'trace',
      'parameters',
      '$ref',
    ]),
    ...rows('ignored', ['servers', 'query', 'additionalOperations']),
  },
  Operation: {
    ...rows('enforced', ['parameters', 'requestBody', 'responses', 'security']),
    ...rows('typed', ['operationId', 'tags', 'summary', 'description', 'deprecated']),
    ...rows('ignored', ['callbacks', 'servers']),
  },
  Parameter: {
    ...rows('enforced', ['name', 'in', 'required', 'schema', 'content', 'style', 'explode']),
    ...rows('typed', ['description', 'deprecated', 'allowReserved']),
    ...rows('ignored', ['allowEmptyValue']),
  },
  'Media Type': {
    ...rows('enforced', ['schema']),
    ...rows('typed', ['example', 'examples']),
    ...rows('ignored', ['encoding', 'itemSchema', 'itemEncoding', 'prefixEncoding']),
  },
  Response: {
    ...rows('enforced', ['content']),
    ...rows('typed', ['description', 'headers']),
    ...rows('ignored', ['links']),
  },
  Header: {
    ...rows('typed', ['schema', 'required', 'description', 'deprecated', 'content']),
    ...rows('ignored', ['allowEmptyValue', 'allowReserved']),
  },
  Schema: {
    ...rows('enforced', [
      'type',
      'nullable',
      'enum',
      'const',
      'format',
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'multipleOf',
      'minLength',
      'maxLength',
      'pattern',
      'items',
      'prefixItems',
      'minItems',
      'maxItems',
      'uniqueItems',
      'properties',
      'required',
      'additionalProperties',
      'minProperties',
      'maxProperties',
      'allOf',
      'anyOf',
      'oneOf',
      'not',
      'discriminator',
      '$ref',
      'readOnly',
      'writeOnly',
    ]),
    ...rows('typed', [
      'title',
      'description',
      'deprecated',
      'default',
      'example',
      'examples',
      '$defs',
      'definitions',
    ]),
    ...rows('ignored', [
      'xml',
      '$id',
      '$anchor',
      '$dynamicRef',
      '$dynamicAnchor',
      '$recursiveRef',
      '$recursiveAnchor',
      '$vocabulary',
      'patternProperties',
      'propertyNames',
      'unevaluatedProperties',
      'unevaluatedItems',
      'dependentRequired',
      'dependentSchemas',
      'dependencies',
      'if',
      'then',
      'else',
      'contains',
      'minContains',
      'maxContains',
      'contentEncoding',
      'contentMediaType',
      'contentSchema',
      'additionalItems',
    ]),
  },
}

/** Formats whose values generated validators check. Other formats only document, with a warning. */
export const enforcedFormats: ReadonlySet<string> = new Set([
  ...Object.keys(checkedFormats),
  'int32',
  'int64',
  'uint64',
])

/** Formats that ask nothing of a JSON value, so that there is nothing to enforce. */
export const descriptiveFormats: ReadonlySet<string> = new Set([
  'float',
  'double',
  'password',
  'binary',
])
