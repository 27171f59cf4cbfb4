// Input made to exhaust the front half is refused by a limit that has a name; one less than too much is read.

import { describe, expect, it } from 'vitest'
import type { ReadLimits } from '../../../cli/src/ir/read-limits.js'
import { compileText, type Front } from './front.js'

const limitsNamed = (front: Front): readonly string[] =>
  front.diagnostics.flatMap(({ code, message }) =>
    code === 'NX1020' ? (/limit (\w+)/.exec(message)?.[1] ?? '?') : [],
  )

const info = { title: 'a', version: 'a' }
const head = 'openapi: 3.1.0\ninfo: { title: a, version: a }\npaths: {}\n'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('input made to exhaust is refused by a named limit', () => {
  const many = Array.from({ length: 300_000 }, (_, index) => `v${index}`)
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      '10,000 nested sequences in YAML',
      'api.yaml',
      `${head}x-a: ${'['.repeat(10_000)}`,
      'nestingDepthMax',
    ],
    [
      '10,000 nested maps in YAML',
      'api.yaml',
      `${head}x-a: ${'{a: '.repeat(10_000)}`,
      'nestingDepthMax',
    ],
    [
      '10,000 nested dashes in YAML',
      'api.yaml',
      `${head}x-a:\n  ${'- '.repeat(10_000)}`,
      'nestingDepthMax',
    ],
    [
      '10,000 nested question marks in YAML',
      'api.yaml',
      `${'? '.repeat(10_000)}`,
      'nestingDepthMax',
    ],
    ['100,000 nested arrays in JSON', 'api.json', '['.repeat(100_000), 'nestingDepthMax'],
    ['100,000 nested objects in JSON', 'api.json', '{"a":'.repeat(100_000), 'nestingDepthMax'],
    [
      'a huge enum in JSON',
      'api.json',
      JSON.stringify({ openapi: '3.1.0', components: { schemas: { A: { enum: many } } } }),
      'collectionEntriesMax',
    ],
    [
      'a huge enum in YAML',
      'api.yaml',
      `${head}components: { schemas: { A: { enum: [${many.join(', ')}] } } }`,
      'collectionEntriesMax',
    ],
    [
      'a huge block enum in YAML',
      'api.yaml',
      `${head}x-a:\n${many.map((each) => `- ${each}\n`).join('')}`,
      'collectionEntriesMax',
    ],
    [
      'a huge map in YAML',
      'api.yaml',
      `${head}x-a:\n${many.map((each) => `  ${each}: 1\n`).join('')}`,
      'collectionEntriesMax',
    ],
    ['ten million values of a billion laughs', 'api.yaml', laughs(), 'nodesMax'],
    [
      'schemas of schemas by aliases',
      'api.yaml',
      `${head}x-l0: &l0 { type: string }\n${range(12)
        .map((i) => `x-l${i + 1}: &l${i + 1} { properties: { a: *l${i}, b: *l${i} } }\n`)
        .join('')}components: { schemas: { A: *l12 } }`,
      'aliasedValuesMax',
    ],
    [
      'a map merged into thousands',
      'api.yaml',
      `${head}x-a: &a {${range(3000).map((i) => ` k${i}: 1`)} }\nx-b: [${range(3000).map(() => '{ <<: *a }')}]\n`,
      'mergedMembersMax',
    ],
    [
      'a map merged into one again and again',
      'api.yaml',
      `${head}x-a: &a {${range(3000).map((i) => ` k${i}: 1`)} }\nx-b: { <<: [${range(3000).map(() => '*a')}] }\n`,
      'mergedMembersMax',
    ],
    ['a huge key', 'api.json', `{"openapi": "3.1.0", "x-${'k'.repeat(9000)}": 1}`, 'keyCharsMax'],
    ['a huge key in YAML', 'api.yaml', `${head}x-a: { "${'k'.repeat(9000)}" : 1 }`, 'keyCharsMax'],
    ['a huge quoted value', 'api.yaml', `${head}x-a: "${'x'.repeat(5_000_000)}"`, 'scalarCharsMax'],
    ['millions of blank lines', 'api.yaml', `${head}${'\n'.repeat(5_000_000)}x-a: 1`, 'fillersMax'],
    ['half a million comments', 'api.yaml', `${head}${'# c\n'.repeat(500_000)}`, 'fillersMax'],
    ['a hundred thousand directives', 'api.yaml', '%a\n'.repeat(100_000), 'fillersMax'],
    ['a million anchors', 'api.yaml', `${head}x-a: ${'& '.repeat(1_000_000)}`, 'fillersMax'],
  ]

  it.each(cases)('%s', (_, file, text, limit) => {
    expect(limitsNamed(compileText(file, text))).toEqual([limit])
  })

  const responses = { 204: { description: 'a' } }
  const schemaOf = (schema: object, more: object = {}) => ({
    paths: { '/a': { get: { responses, parameters: [{ name: 'a', in: 'query', schema }] } } },
    components: { schemas: more },
  })
  const numbered = (n: number, of: (i: number) => object) =>
    Object.fromEntries(range(n).map((i) => [`S${i}`, of(i)]))
  const ref = (i: number) => ({ $ref: `#/components/schemas/S${i}` })
  const resource = (i: number) => ({
    $id: `https://example.com/${i}`,
    $dynamicAnchor: 'node',
    properties: Object.fromEntries(
      range(30).map((j) => [`p${j}`, { $ref: `https://example.com/${(i * 7 + j) % 60}` }]),
    ),
    items: { $dynamicRef: '#node' },
  })
  /** By limit: what is too much by one, and what is just enough. */
  const readCases: readonly (readonly [keyof ReadLimits, number, (n: number) => object])[] = [
    ['alternativesMax', 2_000, (n) => schemaOf({ oneOf: range(n).map((i) => ({ const: i })) })],
    ['alternativesMax', 2_000, (n) => schemaOf({ anyOf: range(n).map((i) => ({ const: i })) })],
    ['alternativesMax', 2_000, (n) => schemaOf({ allOf: range(n).map((i) => ({ minLength: i })) })],
    ['propertiesMax', 5_000, (n) => schemaOf({ properties: numbered(n, () => ({})) })],
    ['patternsMax', 1_000, (n) => schemaOf({ patternProperties: numbered(n, () => ({})) })],
    [
      'parametersMax',
      1_000,
      (n) => ({
        paths: {
          '/a': {
            get: {
              responses,
              parameters: range(n).map((i) => ({ name: `p${i}`, in: 'query', schema: {} })),
            },
          },
        },
      }),
    ],
    [
      'refChainMax',
      64,
      (n) => schemaOf(ref(0), { ...numbered(n - 1, (i) => ref(i + 1)), [`S${n - 1}`]: {} }),
    ],
  ]

  it.each(readCases)('more than %s, %i, and that many are read', (limit, max, documentOf) => {
    const read = (n: number) =>
      compileText('api.json', JSON.stringify({ openapi: '3.1.0', info, ...documentOf(n) }))
    expect(limitsNamed(read(max + 1))).toEqual([limit])
    expect(limitsNamed(read(max))).toEqual([])
  })

  it('schemas in more dynamic scopes than dynamicSchemasMax, and all of a document schemasMax', () => {
    const text = JSON.stringify({ openapi: '3.1.0', info, ...schemaOf({}, numbered(60, resource)) })
    const read = (limits: Partial<ReadLimits>) =>
      limitsNamed(compileText('api.json', text, { repeatedObjectsMax: 500_000, ...limits }))
    expect(read({})).toEqual([])
    expect(read({ dynamicSchemasMax: 100 })).toEqual(['dynamicSchemasMax'])
    expect(read({ dynamicScopesMax: 10 })).toEqual(['dynamicScopesMax'])
    expect(read({ schemasMax: 10 })).toEqual(['schemasMax'])
  })

  it('what the configuration allows is read', () => {
    const oneOf = range(3).map((i) => ({ const: i }))
    const text = JSON.stringify({ openapi: '3.1.0', info, ...schemaOf({ oneOf }) })
    expect(limitsNamed(compileText('api.json', text, { alternativesMax: 2 }))).toEqual([
      'alternativesMax',
    ])
    expect(limitsNamed(compileText('api.json', text, { alternativesMax: 3 }))).toEqual([])
  })

  it('a chain of 5,000 references is followed without recursion', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `S${index}`,
        { type: 'object', properties: { next: { $ref: `#/components/schemas/S${index + 1}` } } },
      ]),
    )
    const text = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'a', version: 'a' },
      components: { schemas: { ...schemas, S5000: {} } },
    })
    expect(compileText('api.json', text).api?.schemas.size).toBe(5001)
  })

  it('a long chain of allOf is checked without recursion', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `S${index}`,
        { allOf: [{ $ref: `#/components/schemas/S${index + 1}` }] },
      ]),
    )
    const text = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'a', version: 'a' },
      components: { schemas: { ...schemas, S5000: {} } },
    })
    expect(compileText('api.json', text).codes).toEqual(['NX2132'])
    expect(compileText('api.json', text).printed).toContain('(limit inPlaceDepthMax)')
  })
})

function laughs(): string {
  const rows = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let index = 1; index < 30; index++) {
    rows.push(
      `b${index}: &a${index} [${Array.from({ length: 10 }, () => `*a${index - 1}`).join(', ')}]`,
    )
  }
  return rows.join('\n')
}

describe('what references repeat is counted each time', () => {
  const responses = { 204: { description: 'a' } }
  const paths = Object.fromEntries(
    range(40).map((i) => [`/p${i}`, { $ref: '#/components/pathItems/P' }]),
  )
  const withItem = (item: object, more: object = {}) => ({
    openapi: '3.1.0',
    info,
    paths,
    components: { pathItems: { P: item }, ...more },
  })
  const headers = Object.fromEntries(range(50).map((i) => [`x-${i}`, { schema: {} }]))
  const parameters = range(50).map((i) => ({ name: `p${i}`, in: 'query', schema: {} }))
  const repeated = { $ref: '#/components/responses/R' }
  const cases: readonly (readonly [string, object])[] = [
    ['parameters of a path', withItem({ parameters, get: { responses }, put: { responses } })],
    ['tags', withItem({ get: { responses, tags: range(50).map((i) => `t${i}`) } })],
    [
      'headers of an answer',
      withItem(
        { get: { responses: { 200: repeated } } },
        { responses: { R: { description: 'a', headers } } },
      ),
    ],
    [
      'callbacks',
      withItem({
        get: {
          responses,
          callbacks: Object.fromEntries(
            range(50).map((i) => [`c${i}`, { '{$request.query.u}': { post: { responses } } }]),
          ),
        },
      }),
    ],
    [
      'security requirements of the document',
      { ...withItem({ get: { responses } }), security: range(50).map((i) => ({ [`s${i}`]: [] })) },
    ],
  ]

  it.each(cases)('%s', (_, document) => {
    const read = (objectsMax: number) =>
      compileText('api.json', JSON.stringify(document), { objectsMax })
    expect(limitsNamed(read(1_000))).toEqual(['objectsMax'])
    expect(limitsNamed(read(20_000))).toEqual([])
  })

  it.each(cases)('%s, by what the document has', (_, document) => {
    const read = (repeatedObjectsMax: number) =>
      compileText('api.json', JSON.stringify(document), { repeatedObjectsMax })
    expect(limitsNamed(read(500))).toEqual(['repeatedObjectsMax'])
    expect(limitsNamed(read(20_000))).toEqual([])
  })

  it('of Swagger 2.0 too', () => {
    const inputs = range(50).map((i) => ({ name: `p${i}`, in: 'query', type: 'string' }))
    const document = {
      swagger: '2.0',
      info,
      paths: {
        ...Object.fromEntries(range(40).map((i) => [`/p${i}`, { $ref: '#/paths/~1p' }])),
        '/p': { parameters: inputs, get: { responses } },
      },
    }
    const read = (objectsMax: number) =>
      compileText('api.json', JSON.stringify(document), { objectsMax })
    expect(limitsNamed(read(1_000))).toEqual(['objectsMax'])
    expect(limitsNamed(read(20_000))).toEqual([])
  })
})
