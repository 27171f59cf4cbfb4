// Owns hostile documents of a few kilobytes that lead to millions of ways: every name of a level refers to all names of
// the next one. A seed decides how many there are, how they refer, and where they are used.

export const ok = { 200: { description: 'ok' } }
export const head = { openapi: '3.1.0', info: { title: 'a', version: '1' } }
export const json = (document) => ({ text: JSON.stringify(document) })
export const bodyOf = (schema, type = 'application/json') => ({ content: { [type]: { schema } } })

/** Names by level, `width` of each; those of one are made of the names of the next. */
export const levelsOf = ({ below, pick }) => {
  const width = pick([1, 2, 2, 3, 5])
  const count = 2 + below(width === 1 ? 40 : 40 / width)
  const level = (i) => Array.from({ length: width }, (_, at) => `L${i}n${at}`)
  /** Objects of all levels: `made` of the names below, `last` those that lead no further. */
  const objects = (made, last) =>
    Object.fromEntries(
      Array.from({ length: count + 1 }, (_, i) =>
        level(i).map((name, at) => [
          name,
          i === count ? last(name, at) : made(repeated(level(i + 1)), name, at),
        ]),
      ).flat(),
    )
  const repeats = width === 1 ? 2 + below(4) : 1
  const repeated = (names) => Array.from({ length: repeats }, () => names).flat()
  return { objects, first: level(0) }
}

export const schemaRef = (name) => ({ $ref: `#/components/schemas/${name}` })
const schemaRefs = (names) => names.map(schemaRef)
export const keyed = (names, of) =>
  Object.fromEntries(names.map((name, i) => [`${i}${name}`, of(name)]))

const kindOf = (name) => ({ kind: { const: name } })

/** How a schema leads to several others. */
export const schemaLinks = {
  allOf: (names) => ({ allOf: schemaRefs(names) }),
  oneOf: (names) => ({ oneOf: schemaRefs(names) }),
  anyOf: (names) => ({ anyOf: [...schemaRefs(names), { type: 'null' }] }),
  'anyOf and allOf': (names, _, at) => ({ [at % 2 === 0 ? 'anyOf' : 'allOf']: schemaRefs(names) }),
  'nullable parts': (names) => ({ oneOf: [{ allOf: schemaRefs(names) }, { type: 'null' }] }),
  'parts and properties': (names, name) => ({
    type: 'object',
    allOf: schemaRefs(names),
    properties: { [name]: schemaRef(names[0]) },
  }),
  properties: (names) => ({ type: 'object', properties: keyed(names, schemaRef) }),
  'required properties': (names) => ({
    type: 'object',
    properties: keyed(names, schemaRef),
    required: names.map((name, i) => `${i}${name}`),
  }),
  'properties with defaults': (names) => ({
    type: 'object',
    properties: keyed(names, (name) => ({ ...schemaRef(name), default: {} })),
  }),
  patternProperties: (names) => ({
    type: 'object',
    patternProperties: Object.fromEntries(
      names.map((each, i) => [`^${i}${each}`, schemaRef(each)]),
    ),
    additionalProperties: false,
  }),
  'branches of patterns': (names, name, at) => ({
    [at % 2 === 0 ? 'anyOf' : 'allOf']: [
      ...schemaRefs(names),
      ...names.map((each) => ({
        type: 'object',
        patternProperties: Object.fromEntries(names.map((other) => [`${each}x${other}`, {}])),
        properties: keyed([name, ...names], () => ({ type: 'string' })),
      })),
    ],
  }),
  additionalProperties: (names) => ({
    type: 'object',
    additionalProperties: { anyOf: schemaRefs(names) },
  }),
  dependentSchemas: (names) => ({ type: 'object', dependentSchemas: keyed(names, schemaRef) }),
  prefixItems: (names) => ({ type: 'array', prefixItems: schemaRefs(names), items: false }),
  contains: (names) => ({
    type: 'array',
    contains: { allOf: schemaRefs(names) },
    items: schemaRef(names[0]),
  }),
  not: (names) => ({ not: { anyOf: schemaRefs(names) } }),
  conditions: (names) => ({
    if: schemaRef(names[0]),
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: schemaRef(names.at(-1)),
    else: schemaRef(names[names.length >> 1]),
  }),
  'conditions in parts': (names) => ({
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    allOf: names.map((each) => ({ if: schemaRef(each), then: schemaRef(each) })),
  }),
  'a union with a discriminator': (names, name) => ({
    oneOf: schemaRefs([...new Set(names)]),
    discriminator: { propertyName: 'kind', mapping: keyed(names, (each) => schemaRef(each).$ref) },
    properties: kindOf(name),
  }),
  'parents with a discriminator': (names, name) => ({
    type: 'object',
    allOf: schemaRefs(names),
    discriminator: { propertyName: 'kind' },
    required: ['kind'],
    properties: { kind: { type: 'string' }, [name]: { type: 'string' } },
  }),
  unevaluatedProperties: (names) => ({
    type: 'object',
    anyOf: schemaRefs(names),
    unevaluatedProperties: false,
  }),
  unevaluatedItems: (names) => ({
    type: 'array',
    anyOf: schemaRefs(names),
    unevaluatedItems: schemaRef(names[0]),
  }),
  propertyNames: (names) => ({ type: 'object', propertyNames: { anyOf: schemaRefs(names) } }),
  'a reference and siblings': (names, name) => ({
    ...schemaRef(names[0]),
    anyOf: schemaRefs(names),
    description: name,
  }),
  definitions: (names) => ({
    $defs: keyed(names, schemaRef),
    allOf: names.map((each, i) => ({ $ref: `#/components/schemas/${each}`, title: `${i}` })),
  }),
  'dynamic references': (names, name) => ({
    $id: `https://example.com/${name}`,
    $defs: { own: { $dynamicAnchor: 'node' } },
    allOf: names.map((each) => ({ $ref: `https://example.com/${each}` })),
    properties: { [name]: { $dynamicRef: '#node' } },
  }),
  'marks of direction': (names, name, at) => ({
    type: 'object',
    properties: {
      ...keyed(names, schemaRef),
      [name]: { type: 'string', [at % 2 === 0 ? 'readOnly' : 'writeOnly']: true },
    },
  }),
}

const schemaLeaves = [
  () => ({ type: 'string' }),
  () => ({ type: 'integer', format: 'int64' }),
  (name) => ({ type: 'object', properties: kindOf(name), required: ['kind'] }),
  (name) => ({ type: 'object', properties: { [name]: { type: 'string', readOnly: true } } }),
  () => ({ enum: ['a', 'b', null] }),
  () => ({ type: 'array', items: { type: 'number' } }),
  () => ({}),
]

export const post = (operation) => ({ '/a': { post: { responses: ok, ...operation } } })
const queried = (schema, more = {}) =>
  post({ parameters: [{ name: 'q', in: 'query', schema, ...more }] })

/** Where a schema is used. */
const schemaUses = [
  (schema) => post({ requestBody: bodyOf(schema) }),
  (schema) => post({ responses: { 200: { description: 'ok', ...bodyOf(schema) } } }),
  (schema) =>
    post({
      requestBody: bodyOf(schema),
      responses: { 200: { description: '', ...bodyOf(schema) } },
    }),
  (schema) => post({ requestBody: bodyOf(schema, 'application/x-www-form-urlencoded') }),
  (schema) => post({ requestBody: bodyOf(schema, 'multipart/form-data') }),
  (schema) => post({ requestBody: bodyOf(schema, 'application/xml') }),
  (schema) => queried(schema),
  (schema) => queried(schema, { style: 'deepObject', explode: true }),
  (schema) => post({ parameters: [{ name: 'h', in: 'header', schema }] }),
  (schema) => queried(schema, { schema: undefined, ...bodyOf(schema) }),
  (schema) => post({ responses: { 200: { description: '', headers: { A: { schema } } } } }),
  (schema) =>
    post({ responses: { 200: { description: '', ...bodyOf(schema, 'text/event-stream') } } }),
  (schema) => post({ requestBody: bodyOf({ type: 'array', items: schema, default: [{}] }) }),
  (schema) => post({ requestBody: bodyOf({ allOf: [schema], unevaluatedProperties: false }) }),
  (schema) =>
    post({
      callbacks: { c: { '{$request.body#/u}': post({ requestBody: bodyOf(schema) })['/a'] } },
    }),
  (schema) =>
    post({ requestBody: { content: { 'application/json': { schema, example: { a: [{}] } } } } }),
]

const schemasOf = (random, link) => {
  const { objects, first } = levelsOf(random)
  const leaf = random.pick(schemaLeaves)
  const use = random.pick(schemaUses)
  return json({
    ...head,
    paths: use(schemaRef(first[0])),
    components: { schemas: objects(link, leaf) },
  })
}

/** What makes a hostile text of schemas, by how they lead to others. */
export const schemaFanOuts = Object.fromEntries(
  Object.entries(schemaLinks).map(([name, link]) => [
    `ways through ${name}`,
    (random) => schemasOf(random, link),
  ]),
)
