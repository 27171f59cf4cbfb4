// Owns hostile documents of a few kilobytes that lead to millions of ways through anything but schemas: components that
// refer to components, patterns of patterns, tuples of tuples, overlays that find what they made.

import {
  bodyOf,
  head,
  json,
  keyed,
  levelsOf,
  ok,
  post,
  schemaFanOuts,
  schemaLinks,
  schemaRef,
} from './schema-fan-outs.mjs'

const componentRef = (kind) => (name) => ({ $ref: `#/components/${kind}/${name}` })

const operationsOf = (names, of) => ({
  '{$request.body#/url}': {
    get: { responses: ok, callbacks: keyed(names, of) },
    post: { responses: ok, callbacks: keyed(names, of) },
  },
})

/** What refers to several of its own kind and is no schema. */
const componentFamilies = {
  callbacks: (random) => {
    const { objects, first } = levelsOf(random)
    const of = componentRef('callbacks')
    const callbacks = objects(
      (names) => operationsOf(names, of),
      () => operationsOf([], of),
    )
    const paths = post({ callbacks: keyed(first, of) })
    return json({ ...head, paths, components: { callbacks } })
  },
  'path items behind path items': (random) => {
    const { objects, first } = levelsOf(random)
    const of = componentRef('pathItems')
    const pathItems = objects(
      (names) => ({
        post: { responses: ok, callbacks: { c: keyed(names, of) } },
        get: { responses: ok, callbacks: { c: keyed(names, of) } },
      }),
      () => ({ get: { responses: ok } }),
    )
    const many = Array.from({ length: 1 + random.below(30) }, (_, i) => [`/a${i}`, of(first[0])])
    return json({ ...head, paths: Object.fromEntries(many), components: { pathItems } })
  },
  'headers of headers, links and examples': (random) => {
    const count = 2 + random.below(60)
    const names = Array.from({ length: count }, (_, i) => `n${i}`)
    const all = (kind) => keyed(names, componentRef(kind))
    const response = { description: '', headers: all('headers'), links: all('links'), content: {} }
    response.content['application/json'] = { examples: all('examples'), schema: {} }
    const statuses = Object.fromEntries(
      names.map((_, i) => [200 + i, { $ref: '#/components/responses/R' }]),
    )
    return json({
      ...head,
      paths: Object.fromEntries(
        names.map((each) => [`/${each}`, { get: { operationId: each, responses: statuses } }]),
      ),
      components: {
        responses: { R: response },
        headers: Object.fromEntries(
          names.map((each) => [each, { examples: all('examples'), schema: {} }]),
        ),
        links: Object.fromEntries(
          names.map((each) => [each, { operationId: names[0], parameters: { a: '$url' } }]),
        ),
        examples: Object.fromEntries(names.map((each) => [each, { value: names }])),
      },
    })
  },
  'parameters of all operations': (random) => {
    const count = 2 + random.below(90)
    const names = Array.from({ length: count }, (_, i) => `n${i}`)
    const refs = names.map(componentRef('parameters'))
    const schema = { type: 'object', properties: keyed(names, () => ({ type: 'integer' })) }
    const path = {
      parameters: refs,
      get: { responses: ok },
      post: { parameters: refs, responses: ok },
    }
    return json({
      ...head,
      paths: Object.fromEntries(
        names.map((each) => [`/${each}`, { $ref: '#/components/pathItems/P' }]),
      ),
      components: {
        pathItems: { P: path },
        parameters: Object.fromEntries(
          names.map((each) => [each, { name: each, in: 'query', style: 'deepObject', schema }]),
        ),
      },
    })
  },
  'security that is all of many': (random) => {
    const count = 2 + random.below(60)
    const names = Array.from({ length: count }, (_, i) => `n${i}`)
    const all = Object.fromEntries(names.map((each) => [each, []]))
    const get = { responses: ok, security: names.flatMap((each) => [all, { [each]: [] }, {}]) }
    return json({
      ...head,
      security: names.map(() => all),
      paths: Object.fromEntries(
        names.map((each) => [`/${each}`, { get, post: { responses: ok } }]),
      ),
      components: {
        securitySchemes: Object.fromEntries(
          names.map((each) => [each, { type: 'http', scheme: 'bearer' }]),
        ),
      },
    })
  },
  'encodings of parts': (random) => {
    const { objects, first } = levelsOf(random)
    const schemas = objects(schemaLinks.properties, () => ({ type: 'string', format: 'binary' }))
    const properties = Object.keys(schemas[first[0]].properties)
    const headers = keyed(properties, () => ({ schema: schemaRef(first[0]) }))
    const encoding = Object.fromEntries(
      properties.map((each) => [each, { headers, contentType: 'application/json, text/*' }]),
    )
    const content = { 'multipart/form-data': { schema: schemaRef(first[0]), encoding } }
    return json({ ...head, paths: post({ requestBody: { content } }), components: { schemas } })
  },
  'servers of variables': (random) => {
    const names = Array.from({ length: 2 + random.below(40) }, (_, i) => `v${i}`)
    const variables = Object.fromEntries(
      names.map((each) => [each, { default: 'a', enum: ['a', 'b', each] }]),
    )
    const server = { url: `https://${names.map((each) => `{${each}}`).join('.')}/{v0}`, variables }
    return json({
      ...head,
      servers: names.map(() => server),
      paths: post({ servers: [server, server] }),
    })
  },
  'templates of paths': (random) => {
    const count = 1 + random.below(60)
    const names = Array.from({ length: count }, (_, i) => `p${i}`)
    const path = names.map((each) => `${random.pick(['/', '-', '.', '/a'])}{${each}}`).join('')
    const parameters = names.map((name) => ({
      name,
      in: 'path',
      required: true,
      style: random.pick(['matrix', 'label', 'simple']),
      explode: true,
      schema: { type: random.pick(['object', 'array', 'string']) },
    }))
    const get = { parameters, responses: ok }
    return json({ ...head, paths: { [`/${path}`]: { get }, [`/x${path}`]: { get } } })
  },
}

const alternatives = ['a', 'b', 'ab', 'a?', '[ab]', '(?:a|b)']

/** Patterns and bounds whose product is large. */
const patternFamilies = {
  'patterns of patterns': ({ below, pick }) => {
    const wrap = pick([
      (inner) => `(?:${inner}){1,${1 + below(1_000)}}`,
      (inner) => `(?:${inner}|${inner})`,
      (inner) => `(?:${inner})?(?:${inner})?`,
      (inner) => `(?:${inner})*${inner}`,
      (inner) => `(?=${inner})${inner}`,
      (inner) => `[a-z]{${below(500)}}(?:${inner}){2}`,
    ])
    let pattern = pick(alternatives)
    for (let i = below(9); i > 0; i--) pattern = wrap(pattern)
    const length = pick([0, 10, 1_000, 1_000_000_000])
    const schema = { type: 'string', pattern, minLength: length, example: 'ab'.repeat(40) }
    const many = {
      type: 'object',
      patternProperties: { [pattern]: {}, [`^${pattern}$`]: schema },
      propertyNames: { pattern },
    }
    return json({
      ...head,
      paths: post({ requestBody: bodyOf({ properties: { a: schema, b: many } }) }),
    })
  },
  'bounds beyond what is made up': ({ pick }) => {
    const most = pick([1_000, 100_000, 1e9, 1e15])
    const schema = pick([
      { type: 'array', minItems: most, items: { type: 'array', minItems: most, items: {} } },
      { type: 'array', minItems: most, uniqueItems: true, items: { enum: [1, 2] } },
      {
        type: 'object',
        minProperties: most,
        additionalProperties: { type: 'object', minProperties: most },
      },
      { type: 'string', minLength: most, pattern: '^(ab)*$' },
      { type: 'array', contains: { const: 1 }, minContains: most },
      { type: 'number', multipleOf: 1e-300, minimum: most },
      { type: 'integer', multipleOf: 7, minimum: most, maximum: most + 3 },
    ])
    return json({
      ...head,
      paths: post({
        requestBody: bodyOf({ properties: { a: schema, b: schema }, required: ['a'] }),
      }),
    })
  },
}

const tupleOf = (depth, fan, leaf) => {
  let components = [leaf]
  for (let i = 0; i < depth; i++)
    components = Array.from({ length: fan }, (_, at) => ({
      name: `m${at}`,
      type: 'tuple[2]',
      components,
    }))
  return components
}

const abi = (entries) => ({ isAbi: true, file: 'Market.json', text: JSON.stringify(entries) })

/** Contracts: types of types, and names that many entries share. */
const abiFamilies = {
  'dimensions of types': ({ below, pick }) => {
    const dimension = () =>
      pick(['[]', '[2]', '[0]', '[1000000000]', '[18446744073709551616]', '[999]'])
    const type = `${pick(['uint256', 'string', 'bytes', 'tuple', 'uint8'])}${Array.from({ length: below(70) }, dimension).join('')}`
    const inputs = [{ name: 'a', type, components: [{ name: 'b', type: 'uint8' }] }]
    return abi([
      { type: 'function', name: 'f', stateMutability: 'view', inputs, outputs: inputs },
      { type: 'event', name: 'E', inputs: inputs.map((each) => ({ ...each, indexed: true })) },
      { type: 'error', name: 'X', inputs },
    ])
  },
  'tuples of tuples': ({ below }) => {
    const [depth, fan] = [1 + below(6), 1 + below(4)]
    const inputs = tupleOf(depth, fan, { name: 'z', type: 'uint256[3][3]' })
    return abi([{ type: 'function', name: 'f', stateMutability: 'pure', inputs, outputs: inputs }])
  },
  'overloads without number': ({ below }) => {
    const count = 1 + below(400)
    return abi(
      Array.from({ length: count }, (_, i) => ({
        type: ['function', 'event', 'error'][i % 3],
        name: i % 2 === 0 ? 'f' : 'f_1',
        stateMutability: 'view',
        anonymous: false,
        inputs: Array.from({ length: i % 17 }, () => ({
          name: 'a',
          type: `uint${8 * (1 + (i % 32))}`,
        })),
        outputs: [],
      })),
    )
  },
}

const action = (target, update) => ({ target, update })

/** What lies over a document and makes more of it. */
const overlayFamilies = {
  'overlays that grow what they find': ({ below, pick }) => {
    const fan = 1 + below(4)
    const more = Object.fromEntries(Array.from({ length: fan }, (_, i) => [`k${i}`, { y: {} }]))
    const target = pick(['$..y', "$..['y']", '$..[?@.y]', '$.x..y', '$..*'])
    const count = 1 + below(40)
    return {
      ...json({ ...head, paths: {}, 'x-a': { y: {} } }),
      overlay: {
        overlay: '1.0.0',
        info: { title: 'o', version: '1' },
        actions: Array.from({ length: count }, () => action(target, more)),
      },
    }
  },
}

/** What makes a hostile text, by what leads to many. */
export const fanOuts = {
  ...schemaFanOuts,
  ...componentFamilies,
  ...patternFamilies,
  ...abiFamilies,
  ...overlayFamilies,
}
