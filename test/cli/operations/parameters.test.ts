// Proves every style of parameter on the native engine: what a client writes is what the handler gets, and
// `op.url` writes what the server reads.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

const schemas = {
  scalar: '{ type: string }',
  list: '{ type: array, items: { type: string } }',
  numbers: '{ type: array, items: { type: integer } }',
  object: '{ type: object, properties: { R: { type: integer }, G: { type: string } } }',
} as const

interface Case {
  readonly place: 'path' | 'query' | 'header' | 'cookie'
  readonly style: string
  readonly explode: boolean
  readonly schema: keyof typeof schemas
  /** Texts of one value, as clients write it: of the segment, the query, the header or the cookie. */
  readonly texts: readonly string[]
  readonly value: unknown
  readonly more?: string
}

// The table of OpenAPI 3.1, 4.8.12.3, with what has to be escaped.
const cases: readonly Case[] = [
  { place: 'path', style: 'simple', explode: false, schema: 'scalar', texts: ['a%2Fb%20c'], value: 'a/b c' },
  { place: 'path', style: 'simple', explode: false, schema: 'list', texts: ['a,b%2Cc'], value: ['a', 'b,c'] },
  { place: 'path', style: 'simple', explode: false, schema: 'object', texts: ['R,100,G,x'], value: { R: 100, G: 'x' } },
  { place: 'path', style: 'simple', explode: true, schema: 'object', texts: ['R=100,G=x'], value: { R: 100, G: 'x' } },
  { place: 'path', style: 'label', explode: false, schema: 'scalar', texts: ['.a%2Eb'], value: 'a.b' },
  { place: 'path', style: 'label', explode: false, schema: 'list', texts: ['.a,b%2Cc'], value: ['a', 'b,c'] },
  { place: 'path', style: 'label', explode: true, schema: 'list', texts: ['.a.b%2Cc'], value: ['a', 'b,c'] },
  { place: 'path', style: 'label', explode: false, schema: 'object', texts: ['.R,100,G,x%2Cy'], value: { R: 100, G: 'x,y' } },
  { place: 'path', style: 'label', explode: true, schema: 'object', texts: ['.R=100.G=x'], value: { R: 100, G: 'x' } },
  { place: 'path', style: 'matrix', explode: false, schema: 'scalar', texts: [';p=a%3Bb'], value: 'a;b' },
  { place: 'path', style: 'matrix', explode: false, schema: 'numbers', texts: [';p=1,2'], value: [1, 2] },
  { place: 'path', style: 'matrix', explode: true, schema: 'numbers', texts: [';p=1;p=2'], value: [1, 2] },
  { place: 'path', style: 'matrix', explode: false, schema: 'object', texts: [';p=R,100,G,x'], value: { R: 100, G: 'x' } },
  { place: 'path', style: 'matrix', explode: true, schema: 'object', texts: [';R=100;G=x%3By'], value: { R: 100, G: 'x;y' } },
  { place: 'query', style: 'form', explode: true, schema: 'scalar', texts: ['p=a+b', 'p=a%20b'], value: 'a b' },
  { place: 'query', style: 'form', explode: true, schema: 'scalar', texts: ['p=a:/?@!$'], value: 'a:/?@!$', more: ', allowReserved: true' },
  { place: 'query', style: 'form', explode: true, schema: 'scalar', texts: ['p=', 'p'], value: '' },
  { place: 'query', style: 'form', explode: true, schema: 'list', texts: ['p=a&p=b,c'], value: ['a', 'b,c'] },
  { place: 'query', style: 'form', explode: false, schema: 'list', texts: ['p=a,b%2Cc'], value: ['a', 'b,c'] },
  { place: 'query', style: 'form', explode: false, schema: 'list', texts: ['p='], value: [] },
  { place: 'query', style: 'form', explode: true, schema: 'object', texts: ['R=100&G=x'], value: { R: 100, G: 'x' } },
  { place: 'query', style: 'form', explode: false, schema: 'object', texts: ['p=R,100,G,x%2Cy'], value: { R: 100, G: 'x,y' } },
  { place: 'query', style: 'spaceDelimited', explode: false, schema: 'list', texts: ['p=a%20b', 'p=a+b'], value: ['a', 'b'] },
  { place: 'query', style: 'spaceDelimited', explode: false, schema: 'object', texts: ['p=R%20100%20G%20x'], value: { R: 100, G: 'x' } },
  { place: 'query', style: 'pipeDelimited', explode: false, schema: 'list', texts: ['p=a|b', 'p=a%7Cb'], value: ['a', 'b'] },
  { place: 'query', style: 'pipeDelimited', explode: false, schema: 'object', texts: ['p=R|100|G|x', 'p=R%7C100%7CG%7Cx'], value: { R: 100, G: 'x' } },
  { place: 'query', style: 'deepObject', explode: true, schema: 'object', texts: ['p[R]=100&p[G]=x', 'p%5BR%5D=100&p%5BG%5D=x'], value: { R: 100, G: 'x' } },
  { place: 'header', style: 'simple', explode: false, schema: 'list', texts: ['a, b'], value: ['a', 'b'] },
  { place: 'header', style: 'simple', explode: false, schema: 'object', texts: ['R,100,G,x'], value: { R: 100, G: 'x' } },
  { place: 'header', style: 'simple', explode: true, schema: 'object', texts: ['R=100,G=x'], value: { R: 100, G: 'x' } },
  { place: 'cookie', style: 'form', explode: false, schema: 'scalar', texts: ['p=a%20b'], value: 'a b' },
  { place: 'cookie', style: 'form', explode: false, schema: 'list', texts: ['p=a,b'], value: ['a', 'b'] },
  { place: 'cookie', style: 'form', explode: false, schema: 'object', texts: ['p=R,100,G,x'], value: { R: 100, G: 'x' } },
  // Exploded, a value is several cookies (RFC 6265), which some senders part as those of a query (RFC 6570).
  { place: 'cookie', style: 'form', explode: true, schema: 'list', texts: ['p=a; p=b', 'q=1; p=a&p=b', 'p="a"; o=2; p=%62'], value: ['a', 'b'] },
  { place: 'cookie', style: 'form', explode: true, schema: 'list', texts: ['p=a,b&c=%26p%3D1'], value: ['a,b&c=&p=1'] },
  { place: 'cookie', style: 'form', explode: true, schema: 'object', texts: ['R=100; G=x', 'q=1; R=100&G=x', 'G=%78; R=100'], value: { R: 100, G: 'x' } },
] // biome-ignore format: a table

const field = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const

const operations = cases.map(
  ({ place, style, explode, schema, more = '' }, i) => `
  /p${i}${place === 'path' ? '/{p}/end' : ''}:
    get:
      operationId: op${i}
      parameters: [{ name: p, in: ${place}, required: ${place === 'path'}, style: ${style}, explode: ${explode}${more}, schema: ${schemas[schema]} }]
      responses: { '200': { description: OK., content: { application/json: {} } } }`,
)

const document = `
openapi: 3.1.0
info: { title: Parameters, version: 1.0.0 }
servers: [{ url: /base }]
paths:${operations.join('')}
  /more:
    get:
      operationId: more
      parameters:
        - { name: json, in: query, content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: integer } } } } } }
        - { name: limit, in: query, schema: { type: integer, default: 20 } }
        - { name: sort, in: query, schema: { type: array, items: { type: string }, default: [name] } }
        - { name: theme, in: cookie, schema: { type: string, default: light } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /shared/m{color}/{first}.{second}-x/{label}/{size}/{exploded}:
    get:
      operationId: shared
      parameters:
        - { name: color, in: path, required: true, style: matrix, explode: true, schema: ${schemas.list} }
        - { name: first, in: path, required: true, schema: { type: string } }
        - { name: second, in: path, required: true, schema: ${schemas.object} }
        - { name: label, in: path, required: true, style: label, schema: { type: integer } }
        - { name: size, in: path, required: true, style: matrix, schema: ${schemas.scalar} }
        - { name: exploded, in: path, required: true, style: matrix, explode: true, schema: ${schemas.numbers} }
      responses: { '200': { description: OK., content: { application/json: {} } } }
`

const handler = (name: string, answer: string) => `
import { ${name} as op } from '#generated/operations/${name.replace(/(\\d+)/, '$1')}'
export const ${name} = op.handler((context) => op.reply(200, ${answer}))`

const files = Object.fromEntries([
  ...cases.map(({ place }, i) => {
    const own = `context.${field[place]}`
    const url = place === 'path' || place === 'query' ? `op.url({ ${place}: ${own} })` : "''"
    return [`src/handlers/default/op${i}.ts`, handler(`op${i}`, `{ value: ${own}.p, url: ${url} }`)]
  }),
  ['src/handlers/default/shared.ts', handler('shared', 'context.path')],
  ['src/handlers/default/more.ts', handler('more', '{ ...context.query, ...context.cookies }')],
])

let project: Project
let server: TestServer
beforeAll(async () => {
  project = await makeProject(document, files)
  server = await project.start()
})
afterAll(async () => {
  await server.close()
  project.remove()
})

const send = ({ place }: Case, i: number, text: string) => {
  if (place === 'path') return server.fetch(`/base/p${i}/${text}/end`)
  if (place === 'query') return server.fetch(`/base/p${i}?other=1&${text}`)
  return server.fetch(`/base/p${i}`, { headers: { [place === 'header' ? 'p' : 'cookie']: text } })
}

test('no style is left out', () => expect(project.diagnostics).toEqual([]))

test('the project type-checks', { timeout: 120_000 }, () =>
  expect(project.typeErrors()).toEqual([]),
)

test.each(cases.map((each, i) => [each, i] as const))('%o', async (each, i) => {
  for (const text of each.texts) {
    const response = await send(each, i, text)
    const { value, url } = (await response.json()) as { value: unknown; url: string }
    expect(value).toEqual(each.value)
    if (url === '' || (Array.isArray(value) && value.length === 0)) continue
    expect(await (await server.fetch(url)).json()).toEqual({ value, url })
  }
})

const more = async (query: string, cookie = 'a=b') => {
  const response = await server.fetch(`/base/more${query}`, { headers: { cookie } })
  const body = (await response.json()) as { errors?: { pointer: string; code: string }[] }
  return response.status === 200
    ? body
    : body.errors?.map(({ pointer, code }) => `${pointer} ${code}`)
}

test('defaults stand in for what is absent, and only for that', async () => {
  expect(await more('')).toEqual({ limit: 20, sort: ['name'], theme: 'light' })
  expect(await more('?limit=7&sort=a&sort=b', 'theme=dark')).toEqual({
    limit: 7,
    sort: ['a', 'b'],
    theme: 'dark',
  })
  expect(await more('?limit=')).toEqual(['/limit type'])
})

test('a parameter whose content is JSON', async () => {
  expect(await more(`?json=${encodeURIComponent('{"a":1}')}`)).toMatchObject({ json: { a: 1 } })
  expect(await more(`?json=${encodeURIComponent('{"a":"1"}')}`)).toEqual(['/json/a type'])
  expect(await more('?json=%7B')).toEqual(['/json type'])
})

test('a parameter that is given twice is refused where one is declared', async () => {
  expect(await more('?limit=1&limit=2')).toEqual(['/limit repeated'])
  expect(await more('?json=1&json=2')).toEqual(['/json repeated'])
})

const refusedAs = async (style: string, place: Case['place'], text: string) => {
  const i = cases.findIndex(
    (each) => each.style === style && each.place === place && each.schema === 'object',
  )
  const response = await send(cases[i] as Case, i, text)
  const { errors } = (await response.json()) as { errors: readonly object[] }
  return [response.status, errors]
}

test('what lies beyond the parts that are read is refused, never left out', async () => {
  const limit = (place: string, parts: string) => [
    400,
    [{ in: place, pointer: '', code: 'limit', message: `must not have more than ${parts}` }],
  ]
  const many = (count: number, text: string) => Array.from({ length: count }, () => text)
  const pairs = `${many(1024, 'o=1').join('&')}&p[R]=1`
  expect(await refusedAs('deepObject', 'query', pairs)).toEqual(limit('query', '1,024 pairs'))
  const members = many(257, 'p').map((name, i) => `${name}[a${i}]=1`)
  expect(await refusedAs('deepObject', 'query', members.join('&'))).toEqual(
    limit('query', '256 members'),
  )
  const parts = many(1026, 'R').join(',')
  for (const [style, place, text] of [
    ['form', 'cookie', `p=${parts}`],
    ['simple', 'header', parts],
    ['simple', 'path', parts],
  ] as const)
    expect(await refusedAs(style, place, text)).toEqual(limit(place, '1,024 parts'))
})

const shared = async (...segments: string[]) => {
  const response = await server.fetch(`/base/shared/${segments.join('/')}`)
  const body = (await response.json()) as { errors?: { pointer: string; code: string }[] }
  return response.status === 200
    ? body
    : body.errors?.map(({ pointer, code }) => `${pointer} ${code}`)
}

test('a parameter that shares its segment is told apart before it is decoded', async () => {
  const value = { first: 'f', second: { G: 'x,y-x' }, label: 7, size: 'a', exploded: [1] }
  const rest = ['f.G,x%2Cy-x-x', '.7', ';size=a', ';exploded=1']
  for (const [text, color] of [
    [';color=r%3Bed', ['r;ed']],
    [';color=r%3Bed;color=blue', ['r;ed', 'blue']],
    [';color=%2525', ['%25']],
  ] as const)
    expect(await shared(`m${text}`, ...rest)).toEqual({ ...value, color })
  // A literal that is escaped leaves what the engine has decoded.
  expect(await shared('%6D;color=red', ...rest)).toEqual({ ...value, color: ['red'] })
})

test('a label or a matrix without its marks is refused', async () => {
  const good = ['m;color=red', 'f.G,x-x', '.7', ';size=a', ';exploded=1;exploded=2']
  expect(await shared(...good)).toMatchObject({ label: 7, exploded: [1, 2] })
  for (const [index, text, error] of [
    [2, '7', '/label style'],
    [3, 'a', '/size style'],
    [3, ';other=a', '/size style'],
    [4, ';exploded=1;2', '/exploded style'],
    [4, '1', '/exploded style'],
    [0, 'mred', '/color style'],
  ] as const)
    expect(await shared(...good.with(index, text))).toContain(error)
})
