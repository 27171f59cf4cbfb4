// Proves `collectionFormat` of Swagger 2.0 in every place: what clients write is what the handler gets, what the
// generated client and the conformance requests write too, and headers of answers are written as they say.

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openAsker } from '../../../cli/src/commands/conform/ask.js'
import { accountFor, conformanceOf } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import type { Project } from './project.js'
import { type ServedClient, serveWithClient } from './served-client.js'

const integers = 'type: array, minItems: 1, items: { type: integer }'
const texts = 'type: array, minItems: 1, items: { type: string }'
const pairs = (outer: string, inner: string) =>
  `collectionFormat: ${outer}, type: array, minItems: 1, items: { type: array, minItems: 1, collectionFormat: ${inner}, items: { type: integer } }`

interface Case {
  readonly place: 'path' | 'query' | 'header' | 'formData'
  readonly parameter: string
  /** What clients write for one value: of the segment, the query, the header or the form. */
  readonly texts: readonly string[]
  readonly value: unknown
}

const formats = ['csv', 'ssv', 'tsv', 'pipes'] as const
type Format = (typeof formats)[number]
const raw = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' } as const
const escaped = { csv: ',', ssv: '%20', tsv: '%09', pipes: '%7C' } as const

const ofPlace = (place: Case['place'], format: Format): Case[] => {
  const written = place === 'header' ? raw : escaped
  const start = { path: '', header: '', query: 'p=', formData: 'p=' }[place]
  const bare = place === 'query' ? 'p=1|2' : '1|2'
  const also = format === 'pipes' && (place === 'path' || place === 'query') ? [bare] : []
  const flat = { place, parameter: `${integers}, collectionFormat: ${format}`, value: [1, 2] }
  const inner = format === 'csv' ? 'pipes' : 'csv'
  const nested = `${start}1${written[inner]}2${written[format]}3${written[inner]}4`
  return [
    { ...flat, texts: [`${start}1${written[format]}2`, ...also] },
    {
      place,
      parameter: pairs(format, inner),
      texts: [nested],
      value: [
        [1, 2],
        [3, 4],
      ],
    },
  ]
}

const cases: readonly Case[] = [
  ...(['path', 'query', 'header', 'formData'] as const).flatMap((place) =>
    formats.flatMap((format) => ofPlace(place, format)),
  ),
  { place: 'path', parameter: texts, texts: ['a,b%2Cc'], value: ['a', 'b,c'] },
  { place: 'query', parameter: `${integers}, collectionFormat: multi`, texts: ['p=1&p=2'], value: [1, 2] },
  { place: 'query', parameter: pairs('multi', 'pipes'), texts: ['p=1|2&p=3', 'p=1%7C2&p=3'], value: [[1, 2], [3]] },
  { place: 'query', parameter: pairs('csv', 'ssv'), texts: ['p=1%202,3%204', 'p=1+2,3+4'], value: [[1, 2], [3, 4]] },
  { place: 'formData', parameter: `${integers}, collectionFormat: multi`, texts: ['p=1&p=2'], value: [1, 2] },
  { place: 'formData', parameter: pairs('multi', 'tsv'), texts: ['p=1%092&p=3'], value: [[1, 2], [3]] },
  { place: 'formData', parameter: integers, texts: ['p=1,2', 'p=1%2C2', 'p=1&p=2'], value: [1, 2] },
  { place: 'formData', parameter: texts, texts: ['p=a'], value: ['a'] },
] // biome-ignore format: a table

const operation = ({ place, parameter }: Case, i: number) => `
  /p${i}${place === 'path' ? '/{p}/end' : ''}:
    ${place === 'formData' ? 'post' : 'get'}:
      operationId: op${i}
      consumes: [application/x-www-form-urlencoded, multipart/form-data]
      parameters: [{ name: p, in: ${place}, required: true, ${parameter} }]
      responses: { '200': { description: OK., schema: {}, headers: { X-List: { ${parameter.replace('collectionFormat: multi, ', '').replace(', collectionFormat: multi', '')} } } } }`

const document = `
swagger: '2.0'
info: { title: Collection formats, version: 1.0.0 }
paths:${cases.map(operation).join('')}
`

const read = (place: Case['place']) =>
  place === 'formData'
    ? "(context.body.contentType === 'multipart/form-data' ? (await context.body.value.form()).p : context.body.value.p)"
    : `context.${{ path: 'path', query: 'query', header: 'headers' }[place]}.p`

const handlers = Object.fromEntries(
  cases.map(({ place }, i) => [
    `src/handlers/default/op${i}.ts`,
    `
import { op${i} as op } from '#generated/operations/op${i}'
export const op${i} = op.handler(async (context) => {
  const value = ${read(place)}
  const url = ${place === 'path' ? 'op.url({ path: context.path })' : place === 'query' ? 'op.url({ query: context.query })' : "''"}
  return op.reply(200, { value, url }, { headers: { 'x-list': value as never } })
})`,
  ]),
)

type Answer = {
  body: { value: unknown; url: string }
  status: number
  headers: Record<string, unknown>
}
type Calls = Readonly<Record<string, (input: object) => Promise<Answer>>>

let served: ServedClient<Calls>
let project: Project
let server: TestServer
let api: Calls
let compiled: ServedClient<Calls>['compiled']

beforeAll(async () => {
  served = await serveWithClient(document, handlers)
  ;({ project, compiled, server, api } = served)
}, 120_000)

afterAll(async () => {
  await served?.server.close()
  served?.project.remove()
})

test('the project type-checks, and nothing is left out', () => {
  expect(project.typeErrors()).toEqual([])
  expect(project.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})

const send = ({ place }: Case, i: number, text: string): Promise<Response> => {
  if (place === 'path') return server.fetch(`/p${i}/${text}/end`)
  if (place === 'query') return server.fetch(`/p${i}?${text}`)
  if (place === 'header') return server.fetch(`/p${i}`, { headers: { p: text } })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return server.fetch(`/p${i}`, { method: 'POST', headers, body: text })
}

const sent = cases.flatMap((each, i) => each.texts.map((text) => [each, i, text] as const))

test.each(sent)('%o (%i) from %j', async (each, i, text) => {
  const answer = await send(each, i, text)
  expect([answer.status, await answer.json()]).toMatchObject([200, { value: each.value }])
})

/** Values that the case's schema has, of texts and numbers that no separator is in. */
const valuesOf = ({ value }: Case): fc.Arbitrary<unknown> => {
  const item = (one: unknown): fc.Arbitrary<unknown> => {
    if (Array.isArray(one)) return fc.array(item(one[0]), { minLength: 1, maxLength: 3 })
    return typeof one === 'number' ? fc.integer() : fc.stringMatching(/^[a-zäß%&=+;.]{2,8}$/)
  }
  return item(value)
}

const input = ({ place }: Case, p: unknown, contentType: string): object =>
  place === 'formData'
    ? { contentType, body: { p } }
    : { [place === 'header' ? 'headers' : place]: { p } }

describe.each(cases.map((each, i) => [each, i] as const))('%o (%i)', (each, i) => {
  test('client, server, address and header agree', async () => {
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data']
    await fc.assert(
      fc.asyncProperty(valuesOf(each), fc.constantFrom(...types), async (p, contentType) => {
        const answer = await api[`op${i}`]?.(input(each, p, contentType))
        expect([answer?.status, answer?.body.value]).toEqual([200, p])
        expect(answer?.headers['x-list']).toEqual(p)
        if (answer?.body.url)
          expect(await (await server.fetch(answer.body.url)).json()).toMatchObject({ value: p })
      }),
      { numRuns: 8, seed: 4 },
    )
  })
})

test('conformance asks in the same words', async () => {
  const asker = openAsker(server.url, 1)
  const { cases: planned = [] } = conformanceOf(compiled) ?? {}
  const valid = planned.filter(({ kind }) => kind === 'valid')
  expect(new Set(valid.map(({ operation }) => operation)).size).toBe(cases.length)
  for (const each of valid) {
    const answer = await asker.ask(each, {})
    expect([each.request, answer.status]).toEqual([each.request, 200])
  }
  asker.close()
})

test('the ledger has each of them, inside of items too', () => {
  const entries = accountFor(compiled)?.entries.filter(
    ({ keyword }) => keyword === 'collectionFormat',
  )
  const written = document.split('collectionFormat').length - 1
  expect(entries).toHaveLength(written)
  expect(entries?.filter(({ support }) => support === 'ignored')).toEqual([])
})
