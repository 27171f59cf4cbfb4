// Owns where which objects of OpenAPI stand in others, as far as references stand in them or lead to them. What has no
// line here is data, or a text, or an extension: copied as it is.

/** Objects that references may stand in, or lead to. */
export type Kind =
  | 'Callback'
  | 'Components'
  | 'Encoding'
  | 'Example'
  | 'Header'
  | 'Link'
  | 'Media Type'
  | 'OpenAPI'
  | 'Operation'
  | 'Parameter'
  | 'Path Item'
  | 'Paths'
  | 'Plain'
  | 'Request Body'
  | 'Response'
  | 'Schema'
  | 'Security Scheme'

/** What a member holds: an object or a list of them, or a map whose keys are names. */
export type Child = Kind | readonly [Kind]

type Members = { readonly [key: string]: Child }

const operations = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
] as const

const contents: Members = { schema: 'Schema', content: ['Media Type'], examples: ['Example'] }

const members: Readonly<Partial<Record<Kind, Members>>> = {
  OpenAPI: {
    info: 'Plain',
    servers: 'Plain',
    tags: 'Plain',
    paths: 'Paths',
    webhooks: 'Paths',
    components: 'Components',
    // 2.0 has these beside the paths.
    definitions: ['Schema'],
    parameters: ['Parameter'],
    responses: ['Response'],
    securityDefinitions: ['Security Scheme'],
  },
  Components: {
    schemas: ['Schema'],
    responses: ['Response'],
    parameters: ['Parameter'],
    examples: ['Example'],
    requestBodies: ['Request Body'],
    headers: ['Header'],
    securitySchemes: ['Security Scheme'],
    links: ['Link'],
    callbacks: ['Callback'],
    pathItems: ['Path Item'],
    mediaTypes: ['Media Type'],
  },
  'Path Item': {
    ...Object.fromEntries(operations.map((method) => [method, 'Operation' as const])),
    additionalOperations: ['Operation'],
    parameters: 'Parameter',
  },
  Operation: {
    parameters: 'Parameter',
    requestBody: 'Request Body',
    responses: ['Response'],
    callbacks: ['Callback'],
  },
  // The items of a parameter of 2.0 are no schema by name, and are made of the same keywords.
  Parameter: { ...contents, items: 'Schema' },
  Header: { ...contents, items: 'Schema' },
  'Request Body': { content: ['Media Type'] },
  'Media Type': {
    schema: 'Schema',
    itemSchema: 'Schema',
    examples: ['Example'],
    encoding: ['Encoding'],
    prefixEncoding: 'Encoding',
    itemEncoding: 'Encoding',
  },
  Encoding: {
    headers: ['Header'],
    encoding: ['Encoding'],
    prefixEncoding: 'Encoding',
    itemEncoding: 'Encoding',
  },
  Response: {
    headers: ['Header'],
    content: ['Media Type'],
    links: ['Link'],
    // 2.0 has it here.
    schema: 'Schema',
  },
  Schema: {
    ...ofKind(
      'Schema',
      'items prefixItems additionalItems contains unevaluatedItems additionalProperties propertyNames',
      'unevaluatedProperties allOf anyOf oneOf not if then else contentSchema',
    ),
    ...ofKind(
      ['Schema'],
      'properties patternProperties dependentSchemas dependencies $defs definitions',
    ),
  },
}

function ofKind(kind: Child, ...words: readonly string[]): Members {
  return Object.fromEntries(words.flatMap((each) => each.split(' ')).map((word) => [word, kind]))
}

/** What a member of an object holds; null: nothing that references stand in. */
export const childOf = (kind: Kind, key: string): Child | null => {
  if (key.startsWith('x-')) return null
  if (kind === 'Paths' || kind === 'Callback') return 'Path Item'
  const known = members[kind]
  return known !== undefined && Object.hasOwn(known, key) ? (known[key] ?? null) : null
}

type Version = '2.0' | '3.0' | '3.1' | '3.2'

const sections: readonly (readonly [Kind, string, Version])[] = [
  ['Schema', '/components/schemas', '3.0'],
  ['Response', '/components/responses', '3.0'],
  ['Parameter', '/components/parameters', '3.0'],
  ['Example', '/components/examples', '3.0'],
  ['Request Body', '/components/requestBodies', '3.0'],
  ['Header', '/components/headers', '3.0'],
  ['Security Scheme', '/components/securitySchemes', '3.0'],
  ['Link', '/components/links', '3.0'],
  ['Callback', '/components/callbacks', '3.0'],
  ['Media Type', '/components/mediaTypes', '3.2'],
]

const sectionsOf20: Readonly<Partial<Record<Kind, string>>> = {
  Schema: '/definitions',
  Response: '/responses',
  Parameter: '/parameters',
}

/**
 * Where a document keeps objects of a kind for others to refer to; null: nowhere, they stand where they are used.
 * Path Items always do: not all that reads documents follows references from a path.
 */
export const sectionOf = (kind: Kind, version: string): string | null => {
  if (version.startsWith('2')) return sectionsOf20[kind] ?? null
  const found = sections.find(([each]) => each === kind)
  return found === undefined || version < found[2] ? null : found[1]
}
