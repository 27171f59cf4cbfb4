// Owns the documents of the injection battery with what documents.mjs has no room for: extensions, streams, links,
// flows of OAuth, codings of content, cookies, ranges of types, and the objects of OpenAPI 3.2.

const since = (version, wanted, members) => (version >= wanted ? members : {})
const text = { type: 'string' }

const measured = (version) => ({
  type: 'object',
  minProperties: 0,
  maxProperties: 900,
  properties: {
    weight: { type: 'number', multipleOf: 0.5, maximum: 9, exclusiveMinimum: 0 },
    scan: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
    inner: {
      type: 'string',
      contentMediaType: 'application/json',
      contentSchema: { type: 'object', properties: { deep: text } },
    },
    days: { type: 'array', items: { type: 'string', format: 'date' }, minItems: 0, maxItems: 9 },
    price: { type: 'string', format: 'decimal', default: '1.50' },
    tree: { $ref: '#/components/schemas/Tree' },
    closed: {
      allOf: [{ properties: { ownName: text } }],
      unevaluatedProperties: false,
      unevaluatedItems: { type: 'string' },
    },
    dated: { oneOf: [{ const: 'never' }, { type: 'string', format: 'date-time' }] },
  },
  ...since(version, '3.2', { xml: { nodeType: 'element', name: 'weighed' } }),
})

const schemas = (version) => ({
  Measured: measured(version),
  Tree: {
    $id: 'https://example.com/schemas/tree',
    $dynamicAnchor: 'node',
    type: 'object',
    properties: { label: text, children: { type: 'array', items: { $dynamicRef: '#node' } } },
  },
  Shape: {
    oneOf: [{ $ref: '#/components/schemas/Round' }, { $ref: '#/components/schemas/Square' }],
    discriminator: {
      propertyName: 'outline',
      mapping: { 'a round': '#/components/schemas/Round' },
      ...since(version, '3.2', { defaultMapping: 'Square' }),
    },
  },
  Round: { type: 'object', required: ['outline'], properties: { outline: { const: 'a round' } } },
  Square: {
    type: 'object',
    required: ['outline'],
    properties: { outline: { enum: ['Square'] }, side: { type: 'number' } },
  },
})

const cookies = [
  { name: 'theme', in: 'cookie', schema: { type: 'string', enum: ['a light', 'a dark'] } },
  { name: 'visits', in: 'cookie', style: 'form', explode: false, schema: { type: 'integer' } },
  { name: 'X-Ranges', in: 'header', schema: { type: 'array', items: text } },
  { name: 'X-Pairs', in: 'header', explode: true, schema: { type: 'object' } },
  { name: 'free', in: 'query', allowReserved: true, allowEmptyValue: true, schema: text },
  { name: 'asForm', in: 'query', content: { 'application/x-www-form-urlencoded': {} } },
]

const answers = (version) => ({
  200: {
    description: 'An answer.',
    headers: {
      ETag: { schema: text },
      'Set-Cookie': { schema: text },
      'X-List': { schema: { type: 'array', items: { type: 'integer' } } },
      'X-Json': { content: { 'application/json': { schema: { type: 'object' } } } },
    },
    content: {
      'application/json; profile="a profile"': {
        schema: { $ref: '#/components/schemas/Shape' },
        example: { outline: 'a round' },
      },
      'text/*': { schema: text },
      'image/svg+xml': {},
    },
    links: {
      byId: { operationId: 'chart', parameters: { 'path.region': '$response.body#/outline' } },
      byRef: {
        operationRef: '#/paths/~1charts~1{region}~1{scale}.json/get',
        requestBody: '$request.body',
        server: { url: 'https://links.example.com' },
      },
      shared: { $ref: '#/components/links/SharedLink' },
    },
    ...since(version, '3.2', { summary: 'Short.' }),
  },
  '2XX': { description: 'Any success.' },
  '5XX': { description: 'A failure.', content: { 'application/problem+json': {} } },
})

const flow = (more) => ({
  refreshUrl: 'https://id.example.com/r',
  scopes: { 'a:b': 'A.' },
  ...more,
})

const securitySchemes = (version) => ({
  oauth: {
    type: 'oauth2',
    flows: {
      implicit: flow({ authorizationUrl: 'https://id.example.com/a' }),
      password: flow({ tokenUrl: 'https://id.example.com/t' }),
      authorizationCode: flow({
        authorizationUrl: 'https://id.example.com/a',
        tokenUrl: 'https://id.example.com/t',
      }),
      ...since(version, '3.2', {
        deviceAuthorization: flow({
          deviceAuthorizationUrl: 'https://id.example.com/d',
          tokenUrl: 'https://id.example.com/t',
        }),
      }),
    },
    ...since(version, '3.2', { oauth2MetadataUrl: 'https://id.example.com/.well-known' }),
  },
  queryKey: { type: 'apiKey', in: 'query', name: 'access_key' },
  hobaAuth: { type: 'http', scheme: 'hoba', description: 'Rare.' },
})

const streams = (version) => ({
  '/events': {
    get: {
      operationId: 'watchEvents',
      'x-nexus-timeout': '10s',
      responses: {
        200: {
          description: 'Events.',
          content: {
            'text/event-stream': since(version, '3.2', {
              itemSchema: { type: 'object', properties: { data: text, event: { const: 'moved' } } },
            }),
          },
        },
      },
    },
  },
  '/uploads': {
    put: {
      operationId: 'upload',
      'x-nexus-stream': true,
      'x-nexus-body-bytes-max': '5MiB',
      'x-nexus-middleware': 'slowly',
      requestBody: { content: { 'application/octet-stream': {}, 'image/*': {} } },
      responses: { 204: { description: 'Kept.' } },
    },
  },
  '/chat/{room}': {
    get: {
      operationId: 'chat',
      'x-nexus-websocket': {
        receive: { type: 'object', properties: { say: text } },
        send: { $ref: '#/components/schemas/Shape' },
        subprotocols: ['chat.v1'],
        origins: ['https://pages.example.com'],
        messageBytesMax: 65_536,
      },
      parameters: [{ name: 'room', in: 'path', required: true, schema: text }],
      responses: { 101: { description: 'Open.' } },
    },
  },
})

const form = {
  type: 'object',
  properties: { note: text, numbers: { type: 'array', items: { type: 'integer' } }, meta: {} },
}

const chart = (version) => ({
  parameters: [
    { name: 'region', in: 'path', required: true, style: 'label', schema: text },
    { name: 'scale', in: 'path', required: true, style: 'simple', schema: text },
  ],
  get: {
    operationId: 'chart',
    security: [{ oauth: ['a:b'] }, { queryKey: [] }, {}],
    parameters: cookies,
    responses: answers(version),
    callbacks: {
      drawn: { $ref: '#/components/callbacks/SharedCallback' },
      'sized up': {
        'https://hooks.example.com/{$request.query.free}?a={$request.header.X-Ranges}': {
          put: {
            operationId: 'sized',
            requestBody: { content: { 'application/json': { schema: form } } },
            responses: { '2XX': { description: 'Heard.' } },
          },
        },
      },
    },
  },
  post: {
    operationId: 'draw',
    requestBody: {
      content: {
        'multipart/form-data': {
          schema: form,
          encoding: {
            meta: { contentType: 'application/json', headers: { 'X-Meta': { schema: text } } },
            numbers: { style: 'form', explode: true, allowReserved: true },
          },
        },
        'application/x-www-form-urlencoded': {
          schema: form,
          encoding: { numbers: { style: 'spaceDelimited', explode: false } },
        },
      },
    },
    responses: { 201: { $ref: '#/components/responses/Made' } },
  },
  ...since(version, '3.2', {
    additionalOperations: {
      COPY: { operationId: 'copyChart', responses: { 204: { description: 'Copied.' } } },
    },
  }),
})

/** The document; of OpenAPI 3.1 or 3.2. */
export const rareDocument = (version) => ({
  openapi: version,
  jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
  ...since(version, '3.2', { $self: 'https://example.com/api.json' }),
  info: {
    title: 'Rare',
    version: '1',
    license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
  },
  servers: [
    { url: '/v1/base', description: 'Here.' },
    {
      url: '{scheme}://{host}.example.com:{port}',
      variables: {
        scheme: { enum: ['https', 'http'], default: 'https' },
        host: { default: 'api' },
        port: { default: '8443', description: 'A port.' },
      },
    },
  ],
  tags: [{ name: 'drawn things', 'x-nexus-middleware': ['ofTags'], 'x-displayName': 'Drawn' }],
  paths: { '/charts/{region}/{scale}.json': chart(version), ...streams(version) },
  webhooks: {
    'chart moved': {
      post: {
        operationId: 'chartMoved',
        parameters: [{ name: 'X-Signed-By', in: 'header', schema: text }],
        requestBody: { content: { 'application/json': { schema: form } } },
        responses: { 200: { description: 'Heard.' } },
      },
    },
    'no id': { put: { responses: { default: { description: 'Ok.' } } } },
  },
  components: {
    schemas: schemas(version),
    securitySchemes: securitySchemes(version),
    responses: {
      Made: { description: 'Made.', headers: { Location: { schema: text, example: '/charts/1' } } },
    },
    examples: {
      Kept: { externalValue: 'https://example.com/e.json' },
      ...since(version, '3.2', { Sent: { dataValue: { a: 'b' }, serializedValue: '{"a":"b"}' } }),
    },
    links: { SharedLink: { operationId: 'draw', parameters: { region: '$request.path.region' } } },
    callbacks: {
      SharedCallback: {
        '{$request.query.free}': { post: { responses: { 200: { description: 'Ok.' } } } },
      },
    },
    ...since(version, '3.2', { mediaTypes: { Kept: { itemSchema: text, itemEncoding: {} } } }),
  },
})
