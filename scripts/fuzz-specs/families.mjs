// Owns hostile documents that are no damage to a real one: texts made to exhaust, to go in circles, or to mean two
// things. A seed decides their size and where they stand.

import { depths, numbers, oddNames, schemaKeywords, wrongValues } from './odd-values.mjs'

/**
 * A hostile text and the file that it is.
 * @param {ReturnType<typeof import('../random.mjs').randomOf>} random
 * @param {Record<string, (random: object) => object>} pool  Families, one of which makes it.
 */
export const hostileText = (random, pool = families) => {
  const [name, make] = random.pick(Object.entries(pool))
  return { name, isAbi: false, file: 'api.json', ...make(random) }
}

const head = { openapi: '3.1.0', info: { title: 'a', version: '1' } }

const json = (document) => ({ text: JSON.stringify(document) })

const yaml = (text) => ({
  file: 'api.yaml',
  text: `openapi: 3.1.0\ninfo: { title: a, version: '1' }\n${text}`,
})

const withSchemas = (schemas, more = {}) => ({
  ...head,
  paths: { '/a': { post: { requestBody: bodyOf(refTo(Object.keys(schemas)[0])), responses: ok } } },
  components: { schemas, ...more },
})

const ok = { 200: { description: 'ok' } }
const bodyOf = (schema) => ({ content: { 'application/json': { schema } } })
const refTo = (name) => ({ $ref: `#/components/schemas/${name}` })

const keyedBy = (from, of) =>
  Object.fromEntries(Object.entries(from).map(([name, each]) => [name, of(each)]))

const ring = (length, name, of) =>
  Object.fromEntries(
    Array.from({ length }, (_, i) => [`${name}${i}`, of(`${name}${(i + 1) % length}`, i)]),
  )

const nested = (depth, wrap, core) => {
  let text = core
  for (let i = 0; i < depth; i++) text = wrap(text)
  return text
}

/** What makes a hostile text, by what it tries. */
export const families = {
  'aliases of aliases': ({ below }) => {
    const levels = 2 + below(40)
    const fan = 1 + below(12)
    const rows = Array.from({ length: levels }, (_, i) => {
      const items = Array(fan).fill(i === 0 ? 'x' : `*a${i - 1}`)
      return `  a${i}: &a${i} [${items.join(', ')}]`
    })
    return yaml(`paths: {}\nx-bomb:\n${rows.join('\n')}\n`)
  },
  'parts of parts': ({ below }) => {
    const [fan, deep] = [1 + below(120), 1 + below(6)]
    const rows = Array.from({ length: deep }, (_, i) => [
      `S${i}`,
      { allOf: Array.from({ length: fan }, () => refTo(`S${i + 1}`)) },
    ])
    const kind = (value) => ({
      type: 'object',
      required: ['kind'],
      properties: { kind: { enum: [value] } },
    })
    const schemas = { ...Object.fromEntries(rows), [`S${deep}`]: kind('s'), B: kind('b') }
    const union = { oneOf: [refTo('S0'), refTo('B')] }
    const events = { 'text/event-stream': { itemSchema: refTo('S0') } }
    const answer = { 200: { description: 'ok', content: { ...bodyOf(union).content, ...events } } }
    return json({
      ...head,
      openapi: '3.2.0',
      paths: { '/a': { post: { requestBody: bodyOf(union), responses: answer } } },
      components: { schemas },
    })
  },
  'members that require members': ({ pick, below }) => {
    const names = Array.from({ length: 2 + below(3_000) }, (_, i) => `p${i}`)
    const next = (_, i) => [names[(i + 1) % names.length]]
    const few = names.filter((_, i) => i % 50 === 0)
    const asked = pick([next, next, () => few, (name, i) => (i === 0 ? names : [name])])
    const rows = names.map((name, i) => [name, asked(name, i)])
    const required = Object.fromEntries(pick([rows, rows.toReversed()]))
    const schemas = keyedBy(required, (each) => ({ required: each }))
    const properties = keyedBy(required, () => ({ type: pick(['string', 'integer', 'object']) }))
    return json(
      withSchemas({
        A: {
          type: 'object',
          required: ['p0'],
          ...pick([{}, { properties }, { patternProperties: { '^p': {} } }]),
          ...pick([{ dependentRequired: required }, { dependentSchemas: schemas }]),
        },
      }),
    )
  },
  'patterns that do not end': ({ pick, below }) => {
    const piece = pick(['\\p{', '[', '(?:', '(', 'a?', '(a|a)*', '\\', '{1,', '[^', '(?='])
    const pattern = piece.repeat(1 + below(20_000))
    return json(withSchemas({ A: { type: 'string', pattern, default: 'a'.repeat(below(3_000)) } }))
  },
  'merges of merges': ({ below }) => {
    const rows = Array.from({ length: 2 + below(25) }, (_, i) => {
      const merged = i === 0 ? '' : `<<: [*m${i - 1}, *m${below(i)}], `
      return `  m${i}: &m${i} { ${merged}k${i}: ${i} }`
    })
    return yaml(`paths: {}\nx-merge:\n${rows.join('\n')}\n`)
  },
  'an alias inside of its anchor': ({ pick }) =>
    yaml(
      pick([
        'paths: &p { /a: *p }\n',
        'paths: {}\ncomponents: &c { schemas: { A: { properties: { a: *c } } } }\n',
        'paths: {}\nx-a: &a [*a]\n',
        'paths: {}\nx-a: *nobody\n',
        'paths: {}\nx-a: { ? &k [*k] : 1 }\n',
      ]),
    ),
  'nested lists and maps': ({ pick }) => {
    const [open, close] = pick([
      ['[', ']'],
      ['{"a":', '}'],
    ])
    const depth = pick(depths)
    const value = `${open.repeat(depth)}1${close.repeat(depth)}`
    return {
      text: `{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{},"x-a":${value}}`,
    }
  },
  'nested schemas': ({ pick }) => {
    const wrap = pick([
      (inner) => `{"allOf":[${inner}]}`,
      (inner) => `{"type":"array","items":${inner}}`,
      (inner) => `{"properties":{"a":${inner}}}`,
      (inner) => `{"not":${inner}}`,
      (inner) => `{"oneOf":[${inner},{"type":"null"}]}`,
      (inner) => `{"if":${inner},"then":{"type":"string"}}`,
      (inner) => `{"$defs":{"a":${inner}},"$ref":"#/$defs/a"}`,
    ])
    const schema = nested(pick(depths), wrap, '{"type":"string"}')
    return { text: JSON.stringify(withSchemas({ A: 'HERE' })).replace('"HERE"', schema) }
  },
  'circles of schemas': ({ below, pick }) => {
    const link = pick([
      (next) => next,
      (next) => ({ allOf: [next] }),
      (next) => ({ oneOf: [next, { type: 'string' }] }),
      (next) => ({ anyOf: [next, next] }),
      (next) => ({ not: next }),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      (next) => ({ if: next, then: next, else: next }),
      (next) => ({ items: next }),
      (next) => ({ properties: { next }, required: ['next'] }),
      (next) => ({ ...next, properties: { next } }),
      (next) => ({ additionalProperties: next, unevaluatedProperties: false }),
      (next) => ({ $dynamicAnchor: 'a', allOf: [next, { $dynamicRef: '#a' }] }),
      (next) => ({ discriminator: { propertyName: 'k' }, oneOf: [next] }),
    ])
    return json(withSchemas(ring(1 + below(30), 'R', (next) => link(refTo(next)))))
  },
  'circles of components': ({ below, pick }) => {
    const kind = pick([
      'parameters',
      'responses',
      'requestBodies',
      'headers',
      'examples',
      'links',
      'callbacks',
      'pathItems',
      'securitySchemes',
      'mediaTypes',
    ])
    const refs = ring(1 + below(70), 'R', (next) => ({ $ref: `#/components/${kind}/${next}` }))
    const uses = { $ref: `#/components/${kind}/R0` }
    const operation = {
      parameters: [uses],
      requestBody: uses,
      responses: { 200: uses, 201: { description: '', headers: { A: uses }, links: { L: uses } } },
      callbacks: { c: uses },
      security: [{ R0: [] }],
    }
    const paths = { '/a': uses, '/b': { post: operation } }
    return json({ ...head, paths, components: { [kind]: refs } })
  },
  'wrong values of keywords': ({ many, pick, chance }) => {
    const wrong = () => Object.fromEntries(many(5, () => [pick(schemaKeywords), pick(wrongValues)]))
    const schema = chance(50)
      ? { type: pick(['object', 'array', 'string', 'integer']), ...wrong() }
      : wrong()
    return json(withSchemas({ A: schema, B: { allOf: [refTo('A'), wrong()] } }))
  },
  'enormous numbers': ({ pick }) => {
    const keyword = pick([
      'minimum',
      'maximum',
      'multipleOf',
      'const',
      'default',
      'maxLength',
      'minItems',
      'example',
      'maxContains',
    ])
    const schema = { type: pick(['number', 'integer', 'string', 'array']), [keyword]: 'HERE' }
    return { text: JSON.stringify(withSchemas({ A: schema })).replace('"HERE"', pick(numbers)) }
  },
  'odd names': ({ many, pick }) => {
    const name = () => pick(oddNames)
    const own = (entries) => {
      const made = {}
      for (const [key, value] of entries)
        Object.defineProperty(made, key, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      return made
    }
    const properties = own(many(6, () => [name(), { type: 'string' }]))
    const schemas = own([
      ['A', { type: 'object', properties, required: many(3, name) }],
      [name(), {}],
    ])
    const operation = {
      operationId: name(),
      tags: many(3, name),
      parameters: [{ name: name(), in: pick(['query', 'header', 'cookie']), schema: {} }],
      responses: own([['200', { description: '', headers: own([[name(), { schema: {} }]]) }]]),
    }
    const paths = own([
      [`/${name()}`, { get: operation }],
      [`/x/{${name()}}`, { get: operation }],
    ])
    return json({ ...head, paths, components: { schemas } })
  },
  'keys twice': ({ pick }) => {
    const text = JSON.stringify(withSchemas({ A: { type: 'object', properties: { a: {} } } }))
    const key = pick([
      '"paths":',
      '"openapi":',
      '"schemas":',
      '"type":',
      '"a":',
      '"responses":',
      '"200":',
    ])
    return { text: text.replace(key, `${key}${pick(['null', '1', '{}', '"x"', '[]'])},${key}`) }
  },
  'keys twice in YAML': ({ pick }) =>
    yaml(
      pick([
        'paths: {}\npaths: {}\n',
        "paths: {}\n'paths': { /a: {} }\n",
        'paths: { /a: { get: { responses: { 200: {description: a}, "200": {description: b} } } } }\n',
        'paths: {}\ncomponents: { schemas: { 1: {}, "1": {}, 1.0: {} } }\n',
        'paths: {}\n<<: { info: 1 }\n',
      ]),
    ),
  'values that only YAML has': ({ pick }) =>
    yaml(
      `paths: {}\ncomponents: { schemas: { A: { default: ${pick(['.nan', '-.inf', '0o17', '0x1F', '2001-12-14', '!!binary aGk=', '!!set {a}', '!!js/function "x"', '!<tag:x> y', '~', '12:30:45', 'yes', '1_000'])} } } }\n`,
    ),
  'many of one': ({ pick, below }) => {
    const count = 1 + below(3_000)
    const list = (of) => Array.from({ length: count }, (_, i) => of(i))
    const schema = pick([
      () => ({ enum: list((i) => `v${i}`) }),
      () => ({ required: list((i) => `r${i}`) }),
      () => ({ allOf: list((i) => ({ maxLength: i })) }),
      () => ({ oneOf: list((i) => ({ const: i })) }),
      () => ({ properties: Object.fromEntries(list((i) => [`p${i}`, { type: 'string' }])) }),
      () => ({ patternProperties: Object.fromEntries(list((i) => [`^p${i}`, {}])) }),
    ])
    return json(withSchemas({ A: schema() }))
  },
  'references that lead nowhere': ({ pick }) => {
    const $ref = pick([
      '#/components/schemas/A/properties/a/x',
      '#/components/schemas/%',
      '#/paths/~2',
      '#a',
      '#/info/title',
      '#/openapi',
      'nowhere.json',
      '../../../etc/passwd',
      'file:///etc/passwd',
      '//evil/x',
      'http://[',
      '',
      '#/components/schemas/A/',
      'api.json',
      'api.json#/components/schemas/A',
      './/api.json#',
      'API.JSON',
      '\u0000',
      'a'.repeat(9_000),
    ])
    return json(
      withSchemas({ A: { properties: { a: { $ref } } }, B: { allOf: [{ $ref }, refTo('A')] } }),
    )
  },
  'text that is no document': ({ pick }) => ({
    file: pick(['api.json', 'api.yaml']),
    text: pick([
      '',
      ' ',
      '\ufeff',
      '\0',
      'null',
      '1',
      '[]',
      '""',
      '---\n---\n',
      '%YAML 9.9\n---\n{}',
      '\ud800',
      '{',
      '{"openapi":',
      '&',
      '*a',
      '!!',
      '\t',
      '? ',
      '- - - -',
      "'",
    ]),
  }),
}
