// Owns the maximal OpenAPI documents of the injection battery: every keyword of the registry, and a name or a text
// wherever one can stand. They compile without an error.

const docs = { url: 'https://docs.example.com/a', description: 'Outer documents.' }

const isSince = (version, wanted) => version >= wanted

const keywordsSince31 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $comment: 'A comment.',
  $defs: { Inner: { type: 'string', description: 'An inner schema.' } },
  $anchor: 'animalAnchor',
  $dynamicAnchor: 'animalDynamic',
  examples: [{ petName: 'an example' }],
  patternProperties: { '^ext-': { type: 'string', description: 'An extension.' } },
  propertyNames: { maxLength: 200_000 },
  dependentRequired: { petName: ['kindOf'] },
  dependentSchemas: { breed: { properties: { coat: { const: 'a coat' } } } },
  if: { properties: { kindOf: { const: 'a condition' } } },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { required: ['coat'] },
  else: { properties: { coat: { enum: ['short hair', 'long hair'] } } },
  unevaluatedProperties: true,
}

const animal = (version) => ({
  type: 'object',
  title: 'An animal',
  description: 'A schema\nof two lines.',
  externalDocs: docs,
  required: ['petName', 'kindOf'],
  properties: {
    petName: {
      type: 'string',
      description: 'A property.',
      default: 'a default',
      example: 'an example',
      pattern: '^[a-z ]+$',
      maxLength: 200_000,
      format: 'pet-name',
      xml: { name: 'xmlName', namespace: 'https://xml.example.com', prefix: 'xmlPrefix' },
    },
    kindOf: { type: 'string', enum: ['a cat', 'a dog'], description: 'An enum.' },
    coat: { type: 'string', readOnly: true, deprecated: true },
    breed: { type: 'string', writeOnly: true, format: 'date-time' },
    counted: { type: 'integer', format: 'int64', enum: [1, 2], minimum: 0 },
    labels: { type: 'array', items: { type: 'string', maxLength: 9 }, uniqueItems: true },
    anything: { default: { anyKey: 'any value' } },
    parent: { $ref: '#/components/schemas/Animal' },
    nested: {
      type: 'object',
      properties: { innerName: { type: 'string' }, otherName: { type: 'number' } },
      additionalProperties: false,
    },
    ...(isSince(version, '3.1')
      ? {
          fixed: { const: { constKey: 'const value' } },
          pair: { type: 'array', prefixItems: [{ type: 'string' }], contains: { minLength: 1 } },
          byAnchor: { $ref: '#treatAnchor' },
          maybe: { type: ['string', 'null'], description: 'A type array.' },
        }
      : { maybe: { type: 'string', nullable: true } }),
  },
  additionalProperties: { type: 'string' },
  ...(isSince(version, '3.1') ? keywordsSince31 : {}),
})

const schemas = (version) => ({
  Animal: animal(version),
  Cat: {
    description: 'A branch.',
    allOf: [
      { $ref: '#/components/schemas/Tagged' },
      { type: 'object', required: ['meow'], properties: { meow: { type: 'string' } } },
    ],
  },
  Dog: {
    allOf: [
      { $ref: '#/components/schemas/Tagged' },
      { type: 'object', properties: { bark: { type: 'boolean' } }, not: { required: ['meow'] } },
    ],
  },
  Tagged: {
    type: 'object',
    required: ['sort'],
    properties: { sort: { type: 'string', description: 'Tells branches apart.' } },
  },
  Either: {
    oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    discriminator: {
      propertyName: 'sort',
      mapping: { 'the-cat': '#/components/schemas/Cat', 'the-dog': 'Dog' },
    },
  },
  Loose: { anyOf: [{ type: 'string', enum: ['a loose text'] }, { type: 'integer' }] },
  Treat: {
    type: 'string',
    enum: ['a treat', 'another treat'],
    description: 'Named enum.',
    ...(isSince(version, '3.1') ? { $anchor: 'treatAnchor' } : {}),
  },
  Dictionary: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Treat' } },
})

const examples = (value) => ({
  firstExample: { summary: 'A summary.', description: 'A description.', value },
  secondExample: { $ref: '#/components/examples/SharedExample' },
})

const parameters = () => [
  {
    name: 'petId',
    in: 'path',
    required: true,
    description: 'In a path.',
    schema: { type: 'string' },
  },
  {
    name: 'sortBy',
    in: 'query',
    description: 'In a query.',
    schema: { type: 'string', enum: ['by name', 'by age'], default: 'by name' },
    examples: examples('by age'),
  },
  { name: 'filters', in: 'query', style: 'deepObject', schema: filters },
  { name: 'words', in: 'query', style: 'pipeDelimited', explode: false, schema: listOfText },
  { name: 'spread', in: 'query', schema: filters },
  { name: 'asJson', in: 'query', content: { 'application/json': { schema: filters } } },
  { name: 'X-Trace', in: 'header', schema: { type: 'string', pattern: '^t-[0-9]+$' } },
  { name: 'crumb', in: 'cookie', schema: { type: 'string', example: 'a crumb' } },
  { $ref: '#/components/parameters/SharedParameter' },
]

const filters = {
  type: 'object',
  properties: { minAge: { type: 'integer' }, colour: { type: 'string', default: 'a colour' } },
}
const listOfText = { type: 'array', items: { type: 'string' } }
const jsonOf = (name) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
})

const requestBody = (version) => ({
  description: 'A body.',
  required: true,
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Animal' },
      examples: examples({ petName: 'an example', kindOf: 'a cat', coat: 'short hair' }),
    },
    'application/x-www-form-urlencoded': { schema: filters },
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: {
          caption: { type: 'string' },
          picture: { type: 'string', format: 'binary' },
          details: { type: 'object', properties: { depth: { type: 'integer' } } },
        },
      },
      encoding: {
        picture: { contentType: 'image/png, image/jpeg', headers: { 'X-Part': sharedHeader } },
      },
    },
    'text/plain; charset=utf-8': { schema: { type: 'string' } },
    ...(version >= '3.2'
      ? { 'application/jsonl': { itemSchema: { $ref: '#/components/schemas/Treat' } } }
      : {}),
  },
})

const sharedHeader = {
  description: 'A header.',
  schema: { type: 'string', enum: ['a header value'] },
}

const responses = (version) => ({
  200: {
    description: 'An answer.',
    headers: { 'X-Rate': sharedHeader, 'X-Shared': { $ref: '#/components/headers/SharedHeader' } },
    content: {
      ...jsonOf('Either'),
      'application/vnd.animal+json': { schema: { $ref: '#/components/schemas/Animal' } },
      ...(version >= '3.2'
        ? { 'text/event-stream': { itemSchema: { $ref: '#/components/schemas/Animal' } } }
        : {}),
    },
    links: {
      nextLink: { operationId: 'listPets', description: 'A link.', parameters: { word: '$url' } },
    },
  },
  '4XX': { description: 'A range.', content: { 'application/problem+json': { schema: filters } } },
  404: { $ref: '#/components/responses/SharedResponse' },
  default: { description: 'What is left.' },
})

const operations = (version) => ({
  summary: 'A path item.',
  description: 'Of an animal.',
  parameters: [{ $ref: '#/components/parameters/SharedHeaderParameter' }],
  post: {
    operationId: 'savePet',
    tags: ['the animals', 'others'],
    summary: 'Saves.',
    description: 'Saves an animal.\n\n- in a list',
    externalDocs: docs,
    deprecated: true,
    'x-nexus-middleware': ['audit'],
    'x-custom': { custom: 'a custom value' },
    parameters: parameters(),
    requestBody: requestBody(version),
    responses: responses(version),
    security: [{ apiKeyAuth: [], oauthAuth: ['read:pets'] }, { bearerAuth: [] }],
    callbacks: {
      onSaved: {
        '{$request.body#/url}': {
          post: { operationId: 'petSaved', responses: { 204: { description: 'Heard.' } } },
        },
      },
    },
    servers: [{ url: 'https://other.example.com', description: 'Another server.' }],
  },
  get: {
    operationId: 'loadPet',
    tags: ['the animals'],
    parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
    responses: { 200: { description: 'It.', content: jsonOf('Dictionary') } },
  },
})

const list = {
  get: {
    operationId: 'listPets',
    summary: 'Lists.',
    responses: {
      200: {
        description: 'A list.',
        content: {
          'application/json': {
            schema: { type: 'array', items: { $ref: '#/components/schemas/Loose' } },
          },
        },
      },
    },
  },
  put: {
    operationId: 'replacePets',
    requestBody: { $ref: '#/components/requestBodies/SharedBody' },
    responses: { 204: { description: 'Replaced.' } },
  },
}

const components = (version) => ({
  schemas: schemas(version),
  parameters: {
    SharedParameter: { name: 'shared', in: 'query', schema: { type: 'string', maxLength: 10 } },
    SharedHeaderParameter: { name: 'X-Shared-In', in: 'header', schema: { type: 'string' } },
  },
  headers: { SharedHeader: { schema: { type: 'integer' }, description: 'A shared header.' } },
  responses: { SharedResponse: { description: 'Shared.', content: jsonOf('Tagged') } },
  requestBodies: { SharedBody: { description: 'Shared.', content: jsonOf('Treat') } },
  examples: { SharedExample: { summary: 'Shared.', value: 'by name' } },
  links: { SharedLink: { operationId: 'loadPet' } },
  callbacks: { SharedCallback: {} },
  ...(version >= '3.1' ? { pathItems: { SharedPath: list } } : {}),
  securitySchemes: {
    apiKeyAuth: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'A key.' },
    cookieAuth: { type: 'apiKey', in: 'cookie', name: 'session' },
    bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    basicAuth: { type: 'http', scheme: 'basic' },
    oauthAuth: {
      type: 'oauth2',
      flows: {
        clientCredentials: {
          tokenUrl: 'https://id.example.com/token',
          refreshUrl: 'https://id.example.com/refresh',
          scopes: { 'read:pets': 'Reads.', 'write:pets': 'Writes.' },
        },
      },
    },
    openIdAuth: { type: 'openIdConnect', openIdConnectUrl: 'https://id.example.com/.well-known' },
    ...(version >= '3.1' ? { mutualAuth: { type: 'mutualTLS', description: 'A peer.' } } : {}),
  },
})

/** The maximal document of an OpenAPI version from 3.0 on. */
export const openapiDocument = (version) => ({
  openapi: version,
  info: {
    title: 'Maximal',
    version: '1.0.0-beta',
    description: 'Everything, everywhere.',
    termsOfService: 'https://example.com/terms',
    contact: { name: 'A contact', url: 'https://example.com', email: 'me@example.com' },
    license: { name: 'A licence', url: 'https://example.com/licence' },
    ...(version >= '3.1' ? { summary: 'A summary.' } : {}),
  },
  externalDocs: docs,
  servers: [
    {
      url: 'https://{region}.example.com/base',
      description: 'A server.',
      variables: { region: { default: 'eu', enum: ['eu', 'us'], description: 'A region.' } },
      ...(version >= '3.2' ? { name: 'serverName' } : {}),
    },
  ],
  tags: [
    { name: 'the animals', description: 'A tag.', externalDocs: docs },
    {
      name: 'others',
      ...(version >= '3.2' ? { summary: 'S.', parent: 'the animals', kind: 'nav' } : {}),
    },
  ],
  security: [{ cookieAuth: [] }],
  'x-nexus-middleware': ['everywhere'],
  paths: {
    '/pets/{petId}': operations(version),
    '/pets': version >= '3.1' ? { $ref: '#/components/pathItems/SharedPath' } : list,
    ...(version >= '3.2'
      ? {
          '/search': {
            query: { operationId: 'searchPets', responses: { 204: { description: 'Q.' } } },
          },
        }
      : {}),
  },
  ...(version >= '3.1'
    ? {
        webhooks: {
          petBorn: { post: { operationId: 'petBorn', responses: { 204: { description: 'Ok.' } } } },
        },
      }
    : {}),
  components: components(version),
})
