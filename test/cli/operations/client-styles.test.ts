// Proves that what a client writes the server reads back, for every style, exploded or not, in every place, of a
// scalar, a list and an object; and how OpenAPI 3.1, 4.8.12.4 says that it looks.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf, compile } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { type Case, cases, document, field, files } from './client-styles-project.js'
import { makeProject, type Project } from './project.js'

type Calls = Readonly<Record<string, (input: object) => Promise<{ body: unknown; status: number }>>>

let project: Project
let server: TestServer
let api: Calls
let createClient: (options: object) => Calls
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
  createClient = module.createClient
  api = createClient({ baseUrl: server.url, fetch: spy })
}, 120_000)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })

/** Texts that a style can carry: a path no step through folders, and no separator that has no escape. */
const carried = ({ place, style, explode, shape }: Case): fc.Arbitrary<string> => {
  if (place === 'path') return text.filter((each) => !/^(?:\.|%2e){1,2}$/i.test(each))
  if (style === 'cookie') return fc.stringMatching(/^[!-+\--:<-~]{1,12}$/)
  if (place === 'header' && shape === 'scalar') return fc.stringMatching(/^[!-~]{1,12}$/)
  const separator = { spaceDelimited: ' ', pipeDelimited: '|' }[style]
  if (separator === undefined || explode) return text
  return text.filter((each) => !each.includes(separator))
}

const goodValue = (each: Case): fc.Arbitrary<unknown> => {
  if (each.shape === 'scalar') return carried(each)
  if (each.shape === 'list') return fc.array(carried(each), { minLength: 1, maxLength: 4 })
  if (each.shape === 'open')
    return fc.dictionary(fc.stringMatching(/^[a-p]{1,4}$/), carried(each), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    })
  return fc.record({ R: fc.integer(), G: carried(each) }, { requiredKeys: ['R'] })
}

test.each(cases.map((each, i) => [each, i] as const))('%o', async (each, i) => {
  await fc.assert(
    fc.asyncProperty(goodValue(each), async (p) => {
      const { body, status } = (await api[`op${i}`]?.({ [field[each.place]]: { p } })) ?? {}
      expect([status, body]).toEqual([200, { value: structuredClone(p) }])
    }),
    { numRuns: 12, seed: 11 },
  )
})

/** What nobody means well with: marks of every style and of HTTP, texts without end, and names that objects have. */
const hostile = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      ';',
      '; q=stolen',
      '\r\nX-Evil: 1',
      '\0',
      'q',
      '__proto__',
      'constructor',
      '%00',
      '%',
      '%zz',
      'a%2Cb',
    ],
  ),
  fc.constantFrom(
    ...[
      '.',
      '..',
      '../..',
      '/',
      '?q=stolen',
      '#',
      '&q=stolen',
      '=',
      ',',
      '|',
      '[',
      ']',
      'a][b',
      '+',
      'a b',
      '"x"',
      '\t',
    ],
  ),
  fc.constantFrom(
    ...[
      'é',
      '€',
      '𝒳',
      '\ud800',
      ' lead',
      'trail ',
      '{q}',
      '{p}',
      '\\',
      '$&',
      "'",
      'null',
      'true',
      '1',
    ],
  ),
  fc.string({ maxLength: 8, unit: 'binary' }),
)

const hostileValue = ({ shape }: Case): fc.Arbitrary<unknown> => {
  if (shape === 'scalar') return hostile
  if (shape === 'list') return fc.array(hostile, { maxLength: 3 })
  if (shape === 'object') return fc.record({ R: fc.integer(), G: hostile })
  return fc.array(fc.tuple(hostile, hostile), { maxLength: 3 }).map(Object.fromEntries)
}

/** What the server refuses in every target (NUL, CR, LF), and a required value that is nothing at all. */
const isRefusedThere = (p: unknown): boolean =>
  (typeof p === 'object' && Object.keys(p ?? {}).length === 0) ||
  /\\r|\\n|\\u0000/.test(JSON.stringify(p))

test.each(cases.map((each, i) => [each, i] as const))(
  '%o carries hostile texts, or refuses them',
  async (each, i) => {
    await fc.assert(
      fc.asyncProperty(hostileValue(each), async (p) => {
        const given = structuredClone(p)
        const answer = await api[`op${i}`]?.({ [field[each.place]]: { p } }).catch((error) => error)
        if (
          answer instanceof TypeError &&
          /^the \w+ parameter p cannot carry |no path can carry/.test(answer.message)
        )
          return
        if (answer?.status === 400 && isRefusedThere(p)) return
        expect([answer?.status, answer?.body]).toEqual([200, { value: given }])
      }),
      { numRuns: 24, seed: 11 },
    )
  },
)

const written = async (wanted: Case, p: unknown): Promise<string> => {
  const i = cases.findIndex((each) => JSON.stringify(each) === JSON.stringify(wanted))
  await api[`op${i}`]?.({ [field[wanted.place]]: { p } })
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
  ['cookie', 'form', true, 'object', 'R=1; G=2'],
  ['cookie', 'form', false, 'object', 'p=R,1,G,2'],
] as const)('%s %s, exploded: %s, %s is %s', async (place, style, explode, shape, wanted) => {
  expect(await written({ place, style, explode, shape }, { R: 1, G: '2' })).toBe(wanted)
})

test('a comma in a member of a header is escaped', async () => {
  const wanted = { place: 'header', style: 'simple', explode: false, shape: 'object' } as const
  expect(await written(wanted, { R: 1, G: 'a,b' })).toBe('R,1,G,a%2Cb')
})

describe('names', () => {
  test('with marks of URLs and cookies arrive as they are', async () => {
    const input = {
      path: { $m: 'x' },
      query: { 'a b&c=d': '1', '$f[]': ['2', '3'] },
      headers: { "x-!#$'": '4' },
      cookies: { '$c^|': '5;', '#c': '%6' },
    }
    const headers = { "X-!#$'": '4' }
    expect((await api.names?.({ ...input, headers }))?.body).toEqual(input)
  })

  test.each(['c;d', 'c=d'])('a cookie cannot be called %s', async (name) => {
    const call = api.names?.({ path: { $m: 'x' }, cookies: { [name]: '1' } })
    await expect(call).rejects.toThrow('it is no name of a cookie')
  })

  test('a credential adds no cookie', async () => {
    const stranger = createClient({ baseUrl: server.url, credentials: { sid: 'a; admin=1' } })
    await expect(stranger.secret?.({})).rejects.toThrow('the cookie parameter sid cannot carry')
  })

  test('cookies of the caller stay', async () => {
    const rawHeaders = { cookie: 'mine=1' }
    await api.names?.({ path: { $m: 'x' }, cookies: { '#c': '2' }, rawHeaders })
    expect(sent.headers.get('cookie')).toBe('mine=1; #c=2')
  })

  test.each([undefined, ''])('a path without a part of it (%o) is not asked', async ($m) => {
    await expect(api.op0?.({ path: { p: $m } })).rejects.toThrow('a part of a path is not empty')
  })
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
