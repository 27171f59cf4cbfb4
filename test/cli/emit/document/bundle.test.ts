// The document that a server shows: one JSON text whose references lead to the same places as before.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile, compiledDocumentText, documentText } from '../../../../cli/src/pipeline.js'
import { compileText } from '../../read/front.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-document-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const put = (name: string, text: string) => {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), text)
}

describe('the document', () => {
  it('of one JSON file is that file', async () => {
    const text = '{ "openapi": "3.1.0",\n "info": { "title": "t", "version": "v" }, "paths": {} }\n'
    put('specs/api.json', text)
    expect(await documentText(dir, 'specs/api.json')).toBe(text)
  })

  it('of one YAML file is its JSON', async () => {
    put('api.yaml', 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\n')
    expect(await documentText(dir, 'api.yaml')).toBe(
      '{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{}}',
    )
  })

  it('has a path item of another file in place for each path, and once below callbacks', async () => {
    const levels = 7
    const callbacks = (next: number) =>
      Object.fromEntries(
        Array.from({ length: 10 }, (_, k) => [`c${k}`, { '{$url}': { $ref: `#/p${next}` } }]),
      )
    const items = Array.from({ length: levels + 1 }, (_, i) => {
      const post = { responses: { 200: { description: `level ${i}` } } }
      return [`p${i}`, { post: i === levels ? post : { ...post, callbacks: callbacks(i + 1) } }]
    })
    put('parts.json', JSON.stringify(Object.fromEntries(items)))
    const $ref = 'parts.json#/p0'
    const paths = { '/a': { $ref }, '/b': { $ref } }
    const info = { title: 't', version: 'v' }
    put('api.json', JSON.stringify({ openapi: '3.0.3', info, paths }))
    const text = (await documentText(dir, 'api.json')) ?? ''
    const whole = JSON.parse(text)
    expect(whole.paths['/b'].post.responses).toEqual(whole.paths['/a'].post.responses)
    expect(text.match(/level 7/g)).toHaveLength(1)
    const { callbacks: repeated } = whole.paths['/b'].post
    const first = '#/paths/~1a/post/callbacks/c0/{$url}'
    expect(decodeURIComponent(repeated.c9['{$url}'].$ref)).toBe(first)
    expect(compileText('bundled.json', text).printed).not.toContain('error')
  })

  it('of many files holds them, and every reference leads where it led', async () => {
    put(
      'specs/api.yaml',
      `openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    $ref: 'parts/paths.yaml#/~1a'
components:
  schemas:
    Own: { type: string, example: { $ref: 'parts/paths.yaml' } }
`,
    )
    put(
      'specs/parts/paths.yaml',
      `/a:
  get:
    operationId: a
    responses:
      '200':
        description: d
        content:
          application/json:
            schema: { anyOf: [{ $ref: '#/Near' }, { $ref: '../api.yaml#/components/schemas/Own' }, { $ref: 'far%20away.yaml' }] }
Near: { type: integer }
`,
    )
    put('specs/parts/far away.yaml', 'type: boolean\n')
    const text = (await documentText(dir, 'specs/api.yaml')) ?? ''
    expect(JSON.parse(text)).toMatchObject({
      paths: { '/a': { get: { operationId: 'a' } } },
      components: {
        schemas: {
          Own: { example: { $ref: 'parts/paths.yaml' } },
          Near: { type: 'integer' },
          far_away: { type: 'boolean' },
        },
      },
    })
    const { api, printed } = compileText('bundled.json', text)
    expect(printed).toBe('')
    const any = [...(api?.schemas.values() ?? [])].find(({ anyOf }) => anyOf.length === 3)
    expect(any?.anyOf.map((id) => api?.schemas.get(id)?.types)).toEqual([
      ['integer'],
      ['string'],
      ['boolean'],
    ])
  })

  it('of many files keeps references below any name, data as data, and where discriminators lead', async () => {
    put(
      'api.yaml',
      `openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': { description: d, content: { application/json: { schema: { $ref: 'parts.yaml#/Paid' }, examples: { default: { $ref: 'parts.yaml#/examples/One' } } } } }
        default: { $ref: 'parts.yaml#/responses/default' }
components:
  schemas:
    A.b: { type: object, required: [kind], properties: { kind: { type: string } } }
`,
    )
    put(
      'parts.yaml',
      `responses: { default: { description: d, content: { application/json: { schema: { $ref: '#/Odd' } } } } }
examples: { One: { value: { $ref: 'nowhere.yaml' } } }
Odd:
  type: object
  enum: [{ enum: { $ref: x } }]
  examples: [{ $ref: x }]
  properties:
    enum: { $ref: '#/Card' }
    default: { $ref: '#/Card' }
    properties: { type: object, properties: { value: { $ref: '#/Card' } } }
Card: { type: object, required: [kind], properties: { kind: { type: string } } }
Paid:
  oneOf: [{ $ref: '#/Card' }, { $ref: 'api.yaml#/components/schemas/A.b' }]
  discriminator: { propertyName: kind, mapping: { card: '#/Card', other: A.b } }
`,
    )
    const text = (await documentText(dir, 'api.yaml')) ?? ''
    const card = { $ref: '#/components/schemas/Card' }
    const bundled = JSON.parse(text)
    expect(bundled.paths['/a'].get.responses).toMatchObject({
      '200': {
        content: {
          'application/json': { examples: { default: { $ref: '#/components/examples/One' } } },
        },
      },
      default: { $ref: '#/components/responses/default' },
    })
    expect(bundled.components).toMatchObject({
      examples: { One: { value: { $ref: 'nowhere.yaml' } } },
      schemas: {
        Odd: {
          enum: [{ enum: { $ref: 'x' } }],
          examples: [{ $ref: 'x' }],
          properties: {
            enum: card,
            default: card,
            properties: { properties: { value: card } },
          },
        },
        Paid: { discriminator: { mapping: { card: card.$ref, other: 'A.b' } } },
      },
    })
    const { api, printed } = compileText('bundled.json', text)
    expect(printed).toBe('')
    expect(api?.operations).toHaveLength(1)
  })

  it('that cannot be read is none', async () => {
    put('api.yaml', 'openapi: [')
    expect(await documentText(dir, 'api.yaml')).toBeNull()
  })

  it('of many files whose schemas are called like keywords leads where it led', async () => {
    const words = [
      'default',
      'value',
      'const',
      'enum',
      'example',
      'examples',
      'dataValue',
      'headers',
      'schemas',
      'mapping',
    ]
    const named = (word: string) =>
      `{ type: object, example: { $ref: untouched }, properties: { ${word}: { $ref: '#/Text' }, default: { $ref: '#/Text' }, own: { $ref: '#/${word}' } } }`
    put(
      'api.yaml',
      `openapi: 3.1.0
info: { title: t, version: v }
paths: {}
components:
  schemas:
${words.map((word) => `    Of${word}: { $ref: 'all.yaml#/${word}' }`).join('\n')}
    Deep: { $ref: 'deep.yaml#/default/examples/inner' }
`,
    )
    put(
      'all.yaml',
      `${words.map((word) => `${word}: ${named(word)}`).join('\n')}\nText: { type: string }\n`,
    )
    put(
      'deep.yaml',
      `default: { examples: { inner: { items: { $ref: 'all.yaml#/default' } } }, other: 1 }\n`,
    )
    const text = (await documentText(dir, 'api.yaml')) ?? ''
    expect(brokenIn(JSON.parse(text))).toEqual([])
    expect(text.match(/"untouched"/g)).toHaveLength(words.length)
    expect(compileText('bundled.json', text).printed).not.toMatch(/^error/m)
  })

  it('of many files is as if it had been written in one, with names of the compiler', async () => {
    for (const [name, text] of Object.entries(shop)) put(name, text)
    const read = await compile({ projectDir: dir, openapi: 'api.yaml', contracts: [] })
    const text = compiledDocumentText(read) ?? ''
    const document = JSON.parse(text)
    expect(text).not.toMatch(/x-nexus|x-bundled|\.yaml|\$id|example\.com/)
    expect(brokenIn(document)).toEqual([])
    expect(document.paths).toMatchObject({
      '/orders': {
        summary: 'Mine',
        post: {
          parameters: [{ $ref: '#/components/parameters/page' }],
          requestBody: { $ref: '#/components/requestBodies/order' },
          responses: { 200: { $ref: '#/components/responses/Order' } },
        },
      },
      // A path that comes back to itself through a callback leads to where it stands.
      '/tree': { get: { callbacks: { again: { '/x': { $ref: '#/paths/~1tree' } } } } },
    })
    const { schemas, ...others } = document.components
    expect(
      Object.fromEntries(
        Object.entries(others).map(([key, map]) => [key, Object.keys(map as object)]),
      ),
    ).toEqual({
      responses: ['Order'],
      parameters: ['page'],
      requestBodies: ['order'],
      headers: ['trace'],
      links: ['self'],
    })
    expect(schemas.Problem).toEqual({ type: 'object' })
    expect(schemas.Money).toEqual({ type: 'string' })
    const [money = ''] = Object.keys(schemas).filter((name) => name.startsWith('Money_'))
    expect(schemas[money].properties.rest).toEqual({ $ref: `#/components/schemas/${money}` })
    expect(schemas.Order.oneOf).toEqual([
      { $ref: '#/components/schemas/Card' },
      { $ref: '#/components/schemas/Cash' },
    ])
    // What the name of a branch said before has to be written where the branch is called otherwise.
    expect(schemas.Order.discriminator.mapping).toEqual({
      c: '#/components/schemas/Card',
      cash: '#/components/schemas/Cash',
    })
    expect(schemas.Tree.properties.deep).toEqual({
      $ref: '#/components/schemas/leaf',
    })
    expect(schemas.Tree.properties.leaf).toEqual(schemas.Tree.properties.deep)
    const { api, printed } = compileText('bundled.json', text)
    expect(printed).not.toMatch(/^error/m)
    expect(api?.operations.map(({ operationId }) => operationId)).toEqual(['make', 'tree'])
  })

  it('keeps all digits of numbers, in one file and in several', async () => {
    const schema = '{ type: number, maximum: 12345678901234567.89, minimum: 0.10, default: 1e2 }'
    const head =
      'openapi: 3.1.0\ninfo: { title: t, version: v }\npaths: {}\ncomponents: { schemas: '
    put('one.yaml', `${head}{ A: ${schema} } }`)
    put('two.yaml', `${head}{ A: { $ref: part.yaml } } }`)
    put('part.yaml', schema)
    const written =
      '"A":{"type":"number","maximum":12345678901234567.89,"minimum":0.1,"default":100}'
    for (const name of ['one.yaml', 'two.yaml'])
      expect(await documentText(dir, name)).toContain(written)
  })

  it('of one file is without what only this compiler understands', async () => {
    put(
      'api.json',
      `{"openapi":"3.1.0","info":{"title":"t","version":"v"},"x-nexus-middleware":["a"],"x-other":1,
        "paths":{"/a":{"get":{"x-nexus-middleware":["a"],"responses":{"default":{"description":"d",
        "content":{"application/json":{"example":{"x-nexus-is":"data"}}}}}}}}}`,
    )
    expect(await documentText(dir, 'api.json')).toBe(
      '{"openapi":"3.1.0","info":{"title":"t","version":"v"},"x-other":1,' +
        '"paths":{"/a":{"get":{"responses":{"default":{"description":"d",' +
        '"content":{"application/json":{"example":{"x-nexus-is":"data"}}}}}}}}}',
    )
  })
})

const shop = {
  'api.yaml': `openapi: 3.1.0
info: { title: t, version: v }
x-nexus-middleware: [audit]
paths:
  /orders: { $ref: 'paths/orders.yaml#/collection', summary: Mine }
  /tree: { $ref: paths/tree.yaml }
components:
  schemas:
    Money: { type: string }
    Problem: { $ref: 'common.yaml#/Problem' }
    Same: { $ref: 'common.yaml#/Problem' }
`,
  'common.yaml': `Problem: { type: object }
Money: { type: object, properties: { rest: { $ref: '#/Money' }, why: { $ref: '#/Problem' } } }
page: { name: page, in: query, schema: { $ref: 'api.yaml#/components/schemas/Money' } }
order: { content: { application/json: { schema: { $ref: 'order.yaml' } } } }
trace: { schema: { type: string } }
self: { operationId: tree }
Order:
  description: d
  headers: { X-Trace: { $ref: '#/trace' } }
  links: { self: { $ref: '#/self' } }
  content: { application/json: { schema: { $ref: 'https://example.com/money' } } }
`.replace('https://example.com/money', '#/Money'),
  'order.yaml': `$id: https://example.com/order
oneOf: [{ $ref: 'parts/card.yaml' }, { $ref: 'https://example.com/order#/$defs/cash' }]
discriminator: { propertyName: t, mapping: { c: 'parts/card.yaml' } }
$defs: { cash: { type: object, required: [t], properties: { t: { type: string } } } }
`,
  'parts/card.yaml': 'type: object\nrequired: [t]\nproperties: { t: { type: string } }\n',
  'paths/orders.yaml': `collection:
  summary: Theirs
  post:
    operationId: make
    x-nexus-body-bytes-max: 5
    parameters: [{ $ref: '../common.yaml#/page' }]
    requestBody: { $ref: '../common.yaml#/order' }
    responses: { '200': { $ref: '../common.yaml#/Order' } }
`,
  'paths/tree.yaml': `get:
  operationId: tree
  responses: { '200': { description: d, content: { application/json: { schema: { $ref: '../tree.yaml#/Tree' } } } } }
  callbacks: { again: { /x: { $ref: tree.yaml } } }
`,
  'tree.yaml': `Tree:
  type: object
  properties: { leaf: { type: string }, deep: { $ref: '#/Tree/properties/leaf' }, up: { $ref: '#/Tree' } }
`,
}

/** References of a document that lead nowhere in it. */
const brokenIn = (document: unknown): string[] => {
  const broken: string[] = []
  JSON.stringify(document, (key, value) => {
    if (key !== '$ref' || value === 'untouched') return value
    const tokens = decodeURIComponent(String(value).slice(2))
      .split('/')
      .map((token) => token.replaceAll('~1', '/'))
    const target = tokens.reduce<unknown>(
      (at, token) => (at as Record<string, unknown> | undefined)?.[token],
      document,
    )
    if (!String(value).startsWith('#/') || target === undefined) broken.push(String(value))
    return value
  })
  return broken
}
