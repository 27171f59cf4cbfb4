// Owns a document with the proportions of GitHub's: 300 operations of five kinds, schemas of twenty members that
// refer to each other, shared parameters and errors. The same text on every machine.

type Json = Record<string, unknown>

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` })
const range = <T>(n: number, of: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => of(i))

const resources = 60

const member = (resource: number, i: number): Json => {
  const description = `What member ${i} of resource ${resource} says. It is described in two sentences.`
  const kinds: readonly Json[] = [
    { type: 'string', description },
    { type: 'string', format: 'uri', description, example: 'https://example.com/a' },
    { type: 'integer', description },
    { type: 'boolean', default: false },
    { type: ['string', 'null'], format: 'date-time' },
    { type: 'string', enum: ['open', 'closed', 'all'], description },
    { type: 'array', items: { type: 'string' }, description },
  ]
  return kinds[(resource + i) % kinds.length] ?? {}
}

const resource = (i: number): Json => ({
  title: `Resource ${i}`,
  type: 'object',
  required: range(12, (m) => `member_${m}`),
  properties: {
    ...Object.fromEntries(range(20, (m) => [`member_${m}`, member(i, m)])),
    owner: ref('schemas', `resource-${(i * 7 + 1) % resources}`),
    settings: {
      type: 'object',
      properties: Object.fromEntries(range(4, (m) => [`setting_${m}`, member(i + 3, m)])),
    },
  },
})

const change = (i: number): Json => ({
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 100, description: 'The name.' },
          ...Object.fromEntries(range(8, (m) => [`field_${m}`, member(i + 1, m)])),
        },
      },
    },
  },
})

const json = (schema: Json): Json => ({ 'application/json': { schema } })
const errors = { 403: ref('responses', 'forbidden'), 404: ref('responses', 'missing') }
const owned = [ref('parameters', 'owner'), ref('parameters', 'repo')]
const item = [...owned, { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }]

const words = (summary: string) => ({
  summary,
  description: `${summary} of a repository. Whoever asks needs the right to read it, and what has no end comes in pages.`,
})

const paths = (i: number): [string, Json][] => {
  const schema = ref('schemas', `resource-${i}`)
  const tags = [`tag-${i % 12}`]
  const made = { 200: { description: 'Response', content: json(schema) }, ...errors }
  return [
    [
      `/repos/{owner}/{repo}/resource-${i}`,
      {
        get: {
          ...words(`List resource ${i}`),
          operationId: `resources/list-${i}`,
          tags,
          parameters: [...owned, ...['state', 'per-page', 'page'].map((p) => ref('parameters', p))],
          responses: {
            200: { description: 'Response', content: json({ type: 'array', items: schema }) },
            ...errors,
          },
        },
        post: {
          ...words(`Create resource ${i}`),
          operationId: `resources/create-${i}`,
          tags,
          parameters: owned,
          requestBody: change(i),
          responses: { ...made, 422: ref('responses', 'invalid') },
        },
      },
    ],
    [
      `/repos/{owner}/{repo}/resource-${i}/{id}`,
      {
        get: {
          ...words(`Get resource ${i}`),
          operationId: `resources/get-${i}`,
          tags,
          parameters: item,
          responses: made,
        },
        patch: {
          ...words(`Update resource ${i}`),
          operationId: `resources/update-${i}`,
          tags,
          parameters: item,
          requestBody: change(i + 2),
          responses: made,
        },
        delete: {
          ...words(`Delete resource ${i}`),
          operationId: `resources/delete-${i}`,
          tags,
          parameters: item,
          responses: { 204: { description: 'Response' }, ...errors },
        },
      },
    ],
  ]
}

const parameter = (name: string, place: string, schema: Json): Json => ({
  name,
  in: place,
  required: place === 'path',
  description: `The ${name} that is meant. Names are not case sensitive.`,
  schema,
})

const problem = (description: string): Json => ({
  description,
  content: json(ref('schemas', 'problem')),
})

/** 300 operations. */
export const largeDocument = (): object => ({
  openapi: '3.1.0',
  info: { title: 'Large', version: '1' },
  paths: Object.fromEntries(range(resources, paths).flat()),
  components: {
    parameters: {
      owner: parameter('owner', 'path', { type: 'string' }),
      repo: parameter('repo', 'path', { type: 'string' }),
      state: parameter('state', 'query', { enum: ['open', 'closed'], default: 'open' }),
      'per-page': parameter('per_page', 'query', { type: 'integer', default: 30 }),
      page: parameter('page', 'query', { type: 'integer', default: 1 }),
    },
    responses: {
      forbidden: problem('Forbidden'),
      missing: problem('Resource not found'),
      invalid: problem('Validation failed'),
    },
    schemas: {
      problem: {
        type: 'object',
        properties: { message: { type: 'string' }, documentation_url: { type: 'string' } },
      },
      ...Object.fromEntries(range(resources, (i) => [`resource-${i}`, resource(i)])),
    },
  },
})
