// Proves that what a client writes the server reads back, for every style, exploded or not, in every place, of a
// scalar, a list and an object; and how OpenAPI 3.1, 4.8.12.4 says that it looks.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf, compile } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

const schemas = {
  scalar: '{ type: string }',
  list: '{ type: array, items: { type: string } }',
  object:
    '{ type: object, required: [R], properties: { R: { type: integer }, G: { type: string } } }',
} as const

const styles = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
} as const

type Place = keyof typeof styles
interface Case {
  readonly place: Place
  readonly style: string
  readonly explode: boolean
  readonly shape: keyof typeof schemas
}

const cases: readonly Case[] = (Object.keys(styles) as Place[]).flatMap((place) =>
  styles[place].flatMap((style) =>
    (['scalar', 'list', 'object'] as const).flatMap((shape) =>
      [false, true]
        // What deepObject does with anything else is undefined.
        .filter((explode) => style !== 'deepObject' || (shape === 'object' && explode))
        .map((explode) => ({ place, style, explode, shape })),
    ),
  ),
)

const operation = ({ place, style, explode, shape }: Case, i: number) => `
  /p${i}${place === 'path' ? '/{p}/end' : ''}:
    get:
      operationId: op${i}
      parameters: [{ name: p, in: ${place}, required: true, style: ${style}, explode: ${explode}, schema: ${schemas[shape]} }]
      responses: { '200': { description: OK., content: { application/json: {} } } }`

const nested = `{ type: object, properties: { x: { type: integer }, n: { type: object, properties: { y: { type: boolean }, m: { type: object, properties: { z: { type: array, items: { type: integer } } } } } }, l: { type: array, items: { type: integer } }, o: { type: array, items: { type: object, properties: { k: { type: string } } } } } }`

const document = `
openapi: 3.1.0
info: { title: Styles, version: 1.0.0 }
paths:${cases.map(operation).join('')}
  /deep:
    get:
      operationId: deep
      parameters: [{ name: d, in: query, style: deepObject, explode: true, schema: ${nested} }]
      responses: { '200': { description: OK., content: { application/json: {} } } }
`

const field = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const
const handler = (name: string, answer: string) => `
import { ${name} as op } from '#generated/operations/${name}'
export const ${name} = op.handler((context) => op.reply(200, ${answer}))`

const files = Object.fromEntries([
  ...cases.map(({ place }, i) => [
    `src/handlers/default/op${i}.ts`,
    handler(`op${i}`, `{ value: context.${field[place]}.p }`),
  ]),
  [
    'src/handlers/default/deep.ts',
    handler('deep', '{ value: context.query.d, url: op.url({ query: context.query }) }'),
  ],
])

type Calls = Readonly<Record<string, (input: object) => Promise<{ body: unknown; status: number }>>>

let project: Project
let server: TestServer
let api: Calls
/** The request that the client sent last. */
let sent: { url: string; headers: Headers }

beforeAll(async () => {
  project = await makeProject(document, files)
  const compiled = await compile({
    projectDir: project.dir,
    openapi: 'specs/api.yaml',
    contracts: [],
  })
  const { code } = await transform(clientOf(compiled) ?? '', { loader: 'ts', format: 'esm' })
  project.write('client.mjs', code)
  const module = await import(pathToFileURL(join(project.dir, 'client.mjs')).href)
  server = await project.start()
  const spy: typeof fetch = (url, init) => {
    sent = { url: String(url), headers: new Headers(init?.headers) }
    return fetch(url, init)
  }
  api = module.createClient({ baseUrl: server.url, fetch: spy })
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })

/** Texts that a style can carry: a path no step through folders, and no separator that has no escape. */
const carried = ({ place, style, explode, shape }: Case): fc.Arbitrary<string> => {
  if (place === 'path') return text.filter((each) => !/^(?:\.|%2e){1,2}$/i.test(each))
  if (place === 'header' && shape === 'scalar') return fc.stringMatching(/^[!-~]{1,12}$/)
  const separator = { spaceDelimited: ' ', pipeDelimited: '|' }[style]
  if (separator === undefined || explode) return text
  return text.filter((each) => !each.includes(separator))
}

const anyValue = (each: Case): fc.Arbitrary<unknown> => {
  if (each.shape === 'scalar') return carried(each)
  if (each.shape === 'list') return fc.array(carried(each), { minLength: 1, maxLength: 4 })
  return fc.record({ R: fc.integer(), G: carried(each) }, { requiredKeys: ['R'] })
}

test.each(cases.map((each, i) => [each, i] as const))('%o', async (each, i) => {
  await fc.assert(
    fc.asyncProperty(anyValue(each), async (p) => {
      const { body, status } = (await api[`op${i}`]?.({ [each.place]: { p } })) ?? {}
      expect([status, body]).toEqual([200, { value: structuredClone(p) }])
    }),
    { numRuns: 12, seed: 11 },
  )
})

const written = async (wanted: Case, p: unknown): Promise<string> => {
  const i = cases.findIndex((each) => JSON.stringify(each) === JSON.stringify(wanted))
  await api[`op${i}`]?.({ [wanted.place]: { p } })
  const path = sent.url.slice(server.url.length)
  if (wanted.place === 'header') return sent.headers.get('p') ?? ''
  return wanted.place === 'cookie'
    ? (sent.headers.get('cookie') ?? '')
    : path.replace(/^\/p\d+/, '')
}

test.each([
  ['query', 'spaceDelimited', false, 'object', '?p=R%201%20G%202'],
  ['query', 'pipeDelimited', false, 'object', '?p=R|1|G|2'],
  ['query', 'form', false, 'object', '?p=R,1,G,2'],
  ['query', 'deepObject', true, 'object', '?p%5BR%5D=1&p%5BG%5D=2'],
  ['header', 'simple', false, 'object', 'R,1,G,2'],
  ['header', 'simple', true, 'object', 'R=1,G=2'],
  ['path', 'matrix', true, 'object', '/;R=1;G=2/end'],
] as const)('%s %s, exploded: %s, %s is %s', async (place, style, explode, shape, wanted) => {
  expect(await written({ place, style, explode, shape }, { R: 1, G: '2' })).toBe(wanted)
})

test('a comma in a member of a header is escaped', async () => {
  const wanted = { place: 'header', style: 'simple', explode: false, shape: 'object' } as const
  expect(await written(wanted, { R: 1, G: 'a,b' })).toBe('R,1,G,a%2Cb')
})

describe('deepObject', () => {
  const value = { x: 1, n: { y: true, m: { z: [1, 2] } }, l: [3], o: [{ k: 'a' }, { k: 'b' }] }

  test('carries declared objects and lists, from clients and in addresses', async () => {
    const answer = await api.deep?.({ query: { d: value } })
    const body = answer?.body as { url: string }
    expect(body).toMatchObject({ value })
    expect(await (await server.fetch(body.url)).json()).toEqual(body)
  })

  test.each([
    ['d[l]=1&d[l]=2', { l: [1, 2] }],
    ['d[l][]=1&d[l][]=2', { l: [1, 2] }],
    ['d[l][0]=1&d[l][1]=2', { l: [1, 2] }],
    ['d[o][5][k]=a', { o: [{ k: 'a' }] }],
    ['d[n][y]=true', { n: { y: true } }],
    ['d[x][y]=1', ['/d/x style']],
    ['d[n][y][q]=1', ['/d/n/y style']],
    ['d[l][a]=1', ['/d/l/a style']],
    ['d[n]=1', ['/d/n type']],
    ['d[n][m][z][0][1][2]=1', ['/d style']],
    ['d[x]=1&d[x][y]=2', ['/d/x style']],
  ])('%s', async (query, wanted) => {
    const response = await server.fetch(`/deep?${query}`)
    const answer = (await response.json()) as {
      value?: unknown
      errors?: { pointer: string; code: string }[]
    }
    const errors = answer.errors?.map(({ pointer, code }) => `${pointer} ${code}`)
    if (errors === undefined) expect(answer.value).toEqual(wanted)
    else for (const each of wanted as string[]) expect(errors).toContain(each)
    expect(response.status).toBe(Array.isArray(wanted) ? 400 : 200)
  })
})
