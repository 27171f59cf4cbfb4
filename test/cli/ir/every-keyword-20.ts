// A Swagger 2.0 document that uses every keyword of the registry that reading it can come to.

const docs = { url: 'https://example.com', description: 'd' }

const scalar = (type: string) => ({
  type,
  format: 'f',
  collectionFormat: 'csv',
  default: 'd',
  maximum: 2,
  exclusiveMaximum: true,
  minimum: 1,
  exclusiveMinimum: true,
  maxLength: 2,
  minLength: 1,
  pattern: 'p',
  maxItems: 2,
  minItems: 1,
  uniqueItems: true,
  enum: ['d'],
  multipleOf: 1,
})

const value = (type: string) => ({
  ...scalar(type),
  items: { ...scalar('string'), items: { type: 'string' } },
})

const schema = {
  ...value('object'),
  items: { type: 'string' },
  collectionFormat: undefined,
  $ref: undefined,
  title: 't',
  description: 'd',
  required: ['a'],
  properties: { a: { type: 'string' } },
  additionalProperties: { type: 'string' },
  allOf: [{ type: 'object' }],
  discriminator: 'a',
  readOnly: true,
  maxProperties: 2,
  minProperties: 1,
  example: {},
  externalDocs: docs,
  xml: { name: 'n' },
}

const operation = {
  tags: ['t'],
  summary: 's',
  description: 'd',
  externalDocs: docs,
  operationId: 'o',
  consumes: ['application/json'],
  produces: ['application/json'],
  parameters: [
    {
      name: 'q',
      in: 'query',
      description: 'd',
      required: true,
      allowEmptyValue: true,
      ...value('array'),
    },
    {
      name: 'b',
      in: 'body',
      description: 'd',
      required: true,
      schema: { $ref: '#/definitions/A' },
    },
  ],
  responses: {
    200: {
      description: 'd',
      schema: { $ref: '#/definitions/A' },
      headers: { H: { description: 'd', ...value('string') } },
      examples: { 'application/json': {} },
    },
  },
  schemes: ['https'],
  deprecated: true,
  security: [{ key: [] }],
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

/** The document. */
export const everyKeyword20 = (): { [key: string]: unknown } => ({
  swagger: '2.0',
  info: {
    title: 't',
    version: 'v',
    description: 'd',
    termsOfService: 't',
    contact: { name: 'n', url: 'u', email: 'e' },
    license: { name: 'n', url: 'u' },
  },
  host: 'example.com',
  basePath: '/v1',
  schemes: ['https'],
  consumes: ['application/json'],
  produces: ['application/json'],
  paths: {
    '/a': {
      ...Object.fromEntries(
        methods.map((method) => [method, { ...operation, operationId: method }]),
      ),
      parameters: [],
      $ref: '#/paths/~1b',
    },
    '/b': {},
  },
  definitions: { A: schema },
  parameters: {},
  responses: {},
  securityDefinitions: {
    basic: { type: 'basic', description: 'd' },
    key: { type: 'apiKey', name: 'n', in: 'query' },
    oauth: {
      type: 'oauth2',
      flow: 'accessCode',
      authorizationUrl: 'u',
      tokenUrl: 'u',
      scopes: { read: 'd' },
    },
  },
  security: [{ key: [] }],
  tags: [{ name: 't', description: 'd', externalDocs: docs }],
  externalDocs: docs,
})
