// Owns the maximal Swagger 2.0 document of the injection battery.

const docs = { url: 'https://docs.example.com/a', description: 'Outer documents.' }

const animal = {
  type: 'object',
  title: 'An animal',
  description: 'A schema.',
  externalDocs: docs,
  required: ['petName', 'sort'],
  discriminator: 'sort',
  properties: {
    sort: { type: 'string' },
    petName: { type: 'string', pattern: '^[a-z]+$', default: 'a default', example: 'an example' },
    kindOf: { type: 'string', enum: ['a cat', 'a dog'], xml: { name: 'xmlName' } },
    coat: { type: 'string', readOnly: true, format: 'coat-format' },
    labels: { type: 'array', items: { type: 'string' } },
    parent: { $ref: '#/definitions/Animal' },
  },
  additionalProperties: { type: 'string' },
  example: { petName: 'an example' },
}

const operation = {
  operationId: 'savePet',
  tags: ['the animals'],
  summary: 'Saves.',
  description: 'Saves an animal.',
  externalDocs: docs,
  consumes: ['application/json'],
  produces: ['application/json', 'application/vnd.animal+json'],
  schemes: ['https'],
  deprecated: true,
  parameters: [
    { name: 'petId', in: 'path', required: true, type: 'string', description: 'In a path.' },
    {
      name: 'words',
      in: 'query',
      type: 'array',
      items: { type: 'string', enum: ['a word', 'words'] },
      collectionFormat: 'pipes',
      description: 'In a query.',
    },
    { name: 'sortBy', in: 'query', type: 'string', default: 'by name', pattern: '^by [a-z]+$' },
    { name: 'X-Trace', in: 'header', type: 'string', format: 'trace-format' },
    { name: 'animal', in: 'body', required: true, schema: { $ref: '#/definitions/Animal' } },
    { $ref: '#/parameters/SharedParameter' },
  ],
  responses: {
    200: {
      description: 'An answer.',
      schema: { $ref: '#/definitions/Cat' },
      headers: { 'X-Rate': { type: 'string', description: 'A header.', enum: ['a header value'] } },
      examples: { 'application/json': { petName: 'an example' } },
    },
    404: { $ref: '#/responses/SharedResponse' },
    default: { description: 'What is left.' },
  },
  security: [{ apiKeyAuth: [], oauthAuth: ['read:pets'] }, { basicAuth: [] }],
}

const upload = {
  operationId: 'sendPicture',
  consumes: ['multipart/form-data'],
  parameters: [
    { name: 'caption', in: 'formData', type: 'string', default: 'a caption' },
    { name: 'picture', in: 'formData', type: 'file', description: 'A file.' },
  ],
  responses: { 204: { description: 'Sent.' } },
}

/** The document. */
export const swaggerDocument = () => ({
  swagger: '2.0',
  info: {
    title: 'Maximal',
    version: '1.0.0-beta',
    description: 'Everything, everywhere.',
    termsOfService: 'https://example.com/terms',
    contact: { name: 'A contact', url: 'https://example.com', email: 'me@example.com' },
    license: { name: 'A licence', url: 'https://example.com/licence' },
  },
  host: 'example.com',
  basePath: '/base',
  schemes: ['https'],
  consumes: ['application/json'],
  produces: ['application/json'],
  externalDocs: docs,
  tags: [{ name: 'the animals', description: 'A tag.', externalDocs: docs }],
  'x-nexus-middleware': ['everywhere'],
  security: [{ apiKeyAuth: [] }],
  paths: {
    '/pets/{petId}': {
      parameters: [{ name: 'X-Shared-In', in: 'header', type: 'string' }],
      put: operation,
    },
    '/pictures': { post: upload },
  },
  definitions: {
    Animal: animal,
    Cat: {
      allOf: [
        { $ref: '#/definitions/Animal' },
        { type: 'object', properties: { meow: { type: 'string', description: 'A sound.' } } },
      ],
    },
  },
  parameters: {
    SharedParameter: { name: 'shared', in: 'query', type: 'integer', format: 'int64' },
  },
  responses: { SharedResponse: { description: 'Shared.', schema: { type: 'string' } } },
  securityDefinitions: {
    basicAuth: { type: 'basic', description: 'A password.' },
    apiKeyAuth: { type: 'apiKey', name: 'X-Api-Key', in: 'header' },
    oauthAuth: {
      type: 'oauth2',
      flow: 'accessCode',
      authorizationUrl: 'https://id.example.com/authorize',
      tokenUrl: 'https://id.example.com/token',
      scopes: { 'read:pets': 'Reads.' },
    },
  },
})
