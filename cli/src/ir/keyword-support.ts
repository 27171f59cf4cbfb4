// Owns the table of support: what becomes of each keyword of OpenAPI. Reading notes what the table ignores,
// so that every use warns; a test holds the rest of the compiler against it.

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
      'externalDocs',
      '$comment',
      '$schema',
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

/** Keywords of an object that are understood and have no effect. */
export const ignoredKeywords = (object: SpecObject): readonly string[] =>
  Object.entries(keywordSupport[object])
    .filter(([, support]) => support === 'ignored')
    .map(([keyword]) => keyword)
