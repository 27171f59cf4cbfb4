// A document that uses every keyword of the registry that reading can come to: what the registry is held against.

type Json = { [key: string]: unknown }

const docs = { url: 'https://example.com', description: 'd' }
const example = {
  summary: 's',
  description: 'd',
  value: 1,
  externalValue: 'e',
  dataValue: 1,
  serializedValue: '1',
}
const examples = { one: example }
const text = { type: 'string' }

/** Every keyword of a schema, of 3.0 or from 3.1 on. */
const schema = (is30: boolean): Json => ({
  ...(is30 ? { nullable: true } : schemaSince31),
  type: 'object',
  enum: [{}],
  format: 'f',
  required: ['a'],
  properties: { a: text },
  additionalProperties: text,
  items: text,
  allOf: [{}],
  anyOf: [{}],
  oneOf: [{ $ref: '#/components/schemas/B' }],
  not: {},
  discriminator: { propertyName: 'a', mapping: { b: 'B' }, defaultMapping: 'B' },
  readOnly: false,
  writeOnly: false,
  minimum: 1,
  maximum: 2,
  exclusiveMinimum: is30 ? true : 1,
  exclusiveMaximum: is30 ? true : 2,
  multipleOf: 1,
  minLength: 1,
  maxLength: 1,
  pattern: 'p',
  minItems: 1,
  maxItems: 1,
  uniqueItems: true,
  minProperties: 1,
  maxProperties: 1,
  title: 't',
  description: 'd',
  deprecated: true,
  default: {},
  example: {},
  externalDocs: docs,
  xml: { name: 'n' },
})

const schemaSince31: Json = {
  $ref: '#/components/schemas/B',
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'i',
  $anchor: 'a',
  $dynamicRef: '#a',
  $dynamicAnchor: 'a',
  $recursiveRef: '#',
  $recursiveAnchor: true,
  $vocabulary: {},
  $defs: {},
  definitions: {},
  $comment: 'c',
  const: {},
  examples: [{}],
  prefixItems: [text],
  patternProperties: {},
  propertyNames: {},
  unevaluatedProperties: true,
  unevaluatedItems: true,
  dependentRequired: {},
  dependentSchemas: {},
  dependencies: {},
  ...Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, {}])),
  contains: {},
  minContains: 1,
  maxContains: 1,
  additionalItems: true,
  contentEncoding: 'base64',
  contentMediaType: 'text/plain',
  contentSchema: {},
}

const mediaType = {
  schema: { $ref: '#/components/schemas/A' },
  examples,
  encoding: {
    a: {
      contentType: 'text/plain',
      headers: {},
      style: 'form',
      explode: true,
      allowReserved: false,
      encoding: {},
      prefixEncoding: [],
      itemEncoding: {},
    },
  },
  itemSchema: {},
  itemEncoding: {},
  prefixEncoding: [],
}
const content = { 'application/json': mediaType }

const parameter = (name: string, value: Json): Json => ({
  name,
  in: 'query',
  description: 'd',
  required: true,
  deprecated: true,
  allowEmptyValue: true,
  style: 'form',
  explode: true,
  allowReserved: true,
  ...value,
})

const header = {
  description: 'd',
  required: true,
  deprecated: true,
  allowEmptyValue: true,
  allowReserved: true,
  style: 'simple',
  explode: false,
  schema: text,
}

const server = {
  url: 'https://example.com/{v}',
  description: 'd',
  name: 'n',
  variables: { v: { enum: ['1'], default: '1', description: 'd' } },
}

const sentOperation = {
  tags: ['t'],
  summary: 's',
  description: 'd',
  externalDocs: docs,
  operationId: 'o',
  parameters: [
    parameter('a', { schema: text, example: 'e' }),
    parameter('b', { content: { 'application/json': { schema: text, example: 'e' } }, examples }),
  ],
  requestBody: { $ref: '#/components/requestBodies/B', summary: 's', description: 'd' },
  responses: {
    '200': {
      description: 'd',
      summary: 's',
      headers: {
        H: header,
        I: { content: { 'text/plain': {} } },
        J: { examples },
        K: { example: 1 },
      },
      content,
      links: {
        L: {
          operationId: 'get',
          parameters: { a: '$request.query.a' },
          description: 'd',
          requestBody: 1,
          server,
        },
        R: { operationRef: '#/paths/~1/get' },
      },
    },
  },
  callbacks: {},
  deprecated: true,
  security: [],
  servers: [],
}

const operation = {
  tags: ['t'],
  summary: 's',
  description: 'd',
  externalDocs: docs,
  operationId: 'o',
  parameters: [
    parameter('a', { schema: text, example: 'e' }),
    parameter('b', { content: { 'application/json': { schema: text, example: 'e' } }, examples }),
  ],
  requestBody: { $ref: '#/components/requestBodies/B', summary: 's', description: 'd' },
  responses: {
    '200': {
      description: 'd',
      summary: 's',
      headers: {
        H: header,
        I: { content: { 'text/plain': {} } },
        J: { examples },
        K: { example: 1 },
      },
      content,
      links: {
        L: {
          operationId: 'get',
          parameters: { a: '$request.query.a' },
          description: 'd',
          requestBody: 1,
          server,
        },
        R: { operationRef: '#/paths/~1/get' },
      },
    },
  },
  callbacks: { called: { '{$url}': { post: sentOperation } } },
  deprecated: true,
  security: [{ key: [] }],
  servers: [],
}

const pathItem = {
  ...Object.fromEntries(
    ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'].map((method) => [
      method,
      { ...operation, operationId: method },
    ]),
  ),
  additionalOperations: {},
  summary: 's',
  description: 'd',
  servers: [],
  parameters: [],
  $ref: '#/components/pathItems/P',
}

const securitySchemes = {
  key: { type: 'apiKey', name: 'n', in: 'query', description: 'd', oauth2MetadataUrl: 'u' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'b', deprecated: true },
  oauth: { type: 'oauth2', flows: {} },
  connect: { type: 'openIdConnect', openIdConnectUrl: 'u' },
}

/** The document; keywords that came with 3.1 are in both, because each use is accounted for. */
export const everyKeyword = (version: '3.0.3' | '3.1.0'): Json => ({
  openapi: version,
  $self: 's',
  jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
  info: {
    title: 't',
    summary: 's',
    version: 'v',
    description: 'd',
    termsOfService: 't',
    contact: { name: 'n', url: 'u', email: 'e' },
    license: { name: 'n', url: 'u', identifier: 'i' },
  },
  externalDocs: docs,
  servers: [server],
  tags: [{ name: 't', description: 'd', externalDocs: docs, summary: 's', parent: 'p', kind: 'k' }],
  paths: { '/a': pathItem },
  webhooks: {},
  security: [],
  components: {
    schemas: { A: schema(version === '3.0.3'), B: { type: 'object' } },
    requestBodies: { B: { description: 'd', content, required: true } },
    responses: {},
    parameters: {},
    headers: {},
    mediaTypes: {},
    examples: {},
    links: {},
    callbacks: {},
    pathItems: { P: {} },
    securitySchemes,
  },
})
