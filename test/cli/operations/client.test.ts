// Proves the client of a document against the server of the same document: every style of parameters goes there and
// back, forms, lines and events are typed and carried, and what a server fills in may be left out.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, transform } from 'esbuild'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, compile } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { document, files, uses } from './client-project.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

/** What an operation takes and answers is checked in src/uses.ts. */
type Calls = Readonly<Record<Operation, Call>>
type Operation =
  | 'createPet'
  | 'echoHeaders'
  | 'echoPath'
  | 'echoQuery'
  | 'followNews'
  | 'followTalk'
  | 'putBytes'
  | 'sendLines'
  | 'sendRecords'
  | 'upload'
type Call = (input?: object, more?: object) => Promise<Answered>
interface Answered {
  readonly status: number
  readonly rawHeaders: Headers
  readonly headers: object
  readonly body: AsyncIterable<{ readonly data: { readonly right: number } }> & {
    readonly headers: unknown
    readonly cookies: unknown
  }
}

const settingsMs = 120_000
let project: Project
let server: TestServer
let api: Calls
let module: { readonly createClient: (options: object) => Calls; readonly echoQuery: Call }

beforeAll(async () => {
  project = await makeProject(document, files)
  const compiled = await compile({
    projectDir: project.dir,
    openapi: 'specs/api.yaml',
    contracts: [],
  })
  const text = clientOf(compiled) ?? ''
  project.write('src/client.ts', text)
  project.write('src/uses.ts', uses)
  const { code } = await transform(text, { loader: 'ts', format: 'esm' })
  project.write('client.mjs', code)
  module = await import(pathToFileURL(join(project.dir, 'client.mjs')).href)
  server = await project.start()
  api = module.createClient({ baseUrl: server.url })
}, settingsMs)

afterAll(async () => {
  await server?.close()
  project?.remove()
})

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
/** What no URL tells apart from a step through folders. */
const segment = text.filter((each) => !/^(?:\.|%2e){1,2}$/i.test(each))
const texts = (each: fc.Arbitrary<string>) => fc.array(each, { minLength: 1, maxLength: 4 })
const pair = (each: fc.Arbitrary<string>) => fc.record({ left: each, right: fc.integer() })
/** A field of HTTP (RFC 9110, 5.5) that a comma does not cut. */
const token = fc.stringMatching(/^[!#-+\--<>-~]{1,12}$/)

const roundTrip = { numRuns: 40, seed: 7 }

describe('streams without end', () => {
  const endless = (piece: string) =>
    module.createClient({
      baseUrl: 'http://nowhere',
      fetch: async () => {
        const body = new ReadableStream({
          pull: (controller) => controller.enqueue(new TextEncoder().encode(piece)),
        })
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
      },
    })

  it.each([
    ['a line', 'x'.repeat(1 << 20)],
    ['an event', `data: ${'x'.repeat(1 << 20)}\n`],
  ])('end where %s has no end', async (what, piece) => {
    const { body } = await endless(piece).followTalk()
    await expect(body[Symbol.asyncIterator]().next()).rejects.toThrow(`${what} is longer than`)
  })
})

describe('parameters', () => {
  it(
    'of a path go there and back in every style',
    async () => {
      const path = fc.record({
        simple: segment,
        list: texts(segment),
        exploded: pair(segment),
        object: pair(segment),
        label: segment,
        labels: texts(segment),
        matrix: texts(segment),
        matrices: pair(segment),
      })
      await fc.assert(
        fc.asyncProperty(path, async (values) => {
          expect((await api.echoPath({ path: values })).body).toEqual(values)
        }),
        roundTrip,
      )
    },
    settingsMs,
  )

  it(
    'of a query go there and back in every style',
    async () => {
      const query = fc.record(
        {
          text,
          count: fc.integer(),
          list: texts(text),
          csv: texts(text),
          // Nothing in these styles tells a separator from the same sign in a value (OpenAPI 3.1, 4.8.12.4).
          spaces: texts(text.filter((each) => !each.includes(' '))),
          pipes: texts(text.filter((each) => !each.includes('|'))),
          deep: pair(text),
          flat: pair(text),
          spread: pair(text),
          json: fc.dictionary(text, fc.integer()),
        },
        { requiredKeys: [] },
      )
      await fc.assert(
        fc.asyncProperty(query, async (values) => {
          const { body } = await api.echoQuery({ query: values })
          expect(body).toEqual({ count: 7, time: 'TBD', ...structuredClone(values) })
        }),
        roundTrip,
      )
    },
    settingsMs,
  )

  it('that are not given are not refused for a default that their format does not know', async () => {
    expect((await api.echoQuery()).body).toEqual({ count: 7, time: 'TBD' })
    expect(
      await module
        .echoQuery({ baseUrl: server.url }, { query: { time: 'TBD' } })
        .catch((error: Error) => error),
    ).toMatchObject({ status: 400 })
  })

  it(
    'of headers and cookies go there and back',
    async () => {
      const input = fc.record({
        headers: fc.record({
          'X-List': texts(token),
          'X-Pair': pair(token),
          'X-Exploded': pair(token),
          'X-Number': fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
        }),
        cookies: fc.record({ crumb: text, crumbs: texts(text) }),
      })
      await fc.assert(
        fc.asyncProperty(input, async (values) => {
          const { body } = await api.echoHeaders(values)
          const { headers } = values
          expect(body.headers).toMatchObject({
            'x-list': headers['X-List'],
            'x-pair': headers['X-Pair'],
            'x-exploded': headers['X-Exploded'],
            'x-number': headers['X-Number'],
          })
          expect(body.cookies).toMatchObject(values.cookies)
        }),
        roundTrip,
      )
    },
    settingsMs,
  )

  it('that would lead elsewhere are refused before anything is sent', async () => {
    const path = { list: ['a'], exploded: { left: 'a', right: 1 }, object: { left: 'a', right: 1 } }
    const more = { label: 'a', labels: ['a'], matrix: ['a'], matrices: { left: 'a', right: 1 } }
    for (const simple of ['..', '.'])
      await expect(api.echoPath({ path: { ...path, ...more, simple } })).rejects.toThrow(
        'echoPath: no path can carry',
      )
  })
})

describe('bodies', () => {
  it('may leave out what the server fills in, and errors are told by their status', async () => {
    expect(await api.createPet({ body: { name: 'Rex', home: {} } })).toMatchObject({
      ok: true,
      status: 201,
      body: { id: 1, name: 'Rex', kind: 'cat', rooms: 1 },
    })
    expect(await api.createPet({ body: { name: 'taken' } })).toMatchObject({
      ok: false,
      status: 409,
      body: { name: 'taken' },
    })
    expect(await api.createPet({ body: {} })).toMatchObject({ ok: false, status: 400 })
  })

  it('come with headers as their styles say, which are read back typed', async () => {
    const { headers, rawHeaders } = await api.createPet({ body: { name: 'Rex' } })
    expect(Object.fromEntries([...rawHeaders].filter(([name]) => name.startsWith('x-')))).toEqual({
      'x-rate': '3',
      'x-list': 'a%2Cb,%20c%252C%20,%C3%BC',
      'x-obj': 'a,1,s,x%2Cy',
      'x-exploded': 'a=2,s=k=v',
      'x-json': '{"z":"\\u00fc,"}',
    })
    expect(headers).toEqual({
      'x-rate': 3,
      'x-list': ['a,b', ' c%2C ', 'ü'],
      'x-obj': { a: 1, s: 'x,y' },
      'x-exploded': { a: 2, s: 'k=v' },
      'x-json': { z: 'ü,' },
    })
  })

  it('that are forms carry files, JSON and text', async () => {
    const photo = new File([new Uint8Array([1, 0, 255])], 'ä.png', { type: 'image/png' })
    const body = {
      name: 'Rex',
      age: 3,
      tags: ['a', 'b c'],
      owner: { left: 'l', right: 1 },
      photo,
      scans: [new Blob(['x']), new Blob(['yy'])],
      ...{ table: new Blob(['a,b\n'.repeat(30_000)]), note: '# ü' },
      kind: undefined,
    }
    expect((await api.upload({ body })).body).toEqual({
      name: 'Rex',
      kind: 'cat',
      age: 3,
      tags: ['a', 'b c'],
      owner: { left: 'l', right: 1 },
      photo: ['ä.png', 'image/png', [1, 0, 255]],
      scans: [
        ['blob', 1],
        ['blob', 2],
      ],
      ...{ table: ['text/csv', 120_000], note: '# ü' },
    })
    const form = new FormData()
    form.set('name', 'Tom')
    form.set('photo', photo)
    form.set('owner', '{"left":"l","right":2}')
    expect((await api.upload({ body: form })).body).toMatchObject({ name: 'Tom', kind: 'cat' })
  })

  it('that are bytes go there and back, also as a stream', async () => {
    const bytes = new Uint8Array(100_000).map((_, i) => i % 251)
    expect((await api.putBytes({ body: bytes })).body).toEqual(bytes)
    const stream = new Blob([bytes]).stream()
    expect((await api.putBytes({ body: stream })).body).toEqual(bytes)
  })
})

const taken = async <T>(
  values: AsyncIterable<T>,
  count = Number.POSITIVE_INFINITY,
): Promise<T[]> => {
  const all: T[] = []
  for await (const value of values) if (all.push(value) >= count) break
  return all
}

describe('streams', () => {
  it('of lines go there and back, from lists and from what comes piece by piece', async () => {
    const items = [
      { left: 'ü\n', right: 1 },
      { left: '', right: 2 },
    ]
    expect(await taken((await api.sendLines({ body: items })).body)).toEqual(items)
    const slowly = (async function* () {
      yield* items
    })()
    expect(await taken((await api.sendLines({ body: slowly })).body)).toEqual(items)
  })

  it('of records behind separators go there and back, and are checked', async () => {
    const items = [
      { left: 'ü\n\x1e', right: 1 },
      { left: '', right: 2 },
    ]
    const { body, rawHeaders } = await api.sendRecords({ body: items })
    expect(rawHeaders.get('content-type')).toBe('application/geo+json-seq')
    expect(await taken(body)).toEqual(items)
    const slowly = (async function* () {
      yield* items
    })()
    expect(await taken((await api.sendRecords({ body: slowly })).body)).toEqual(items)
  })

  it('of events are parsed, and end when nobody reads on', async () => {
    const { body, rawHeaders } = await api.followNews({ accept: 'text/event-stream' })
    expect(rawHeaders.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await taken(body, 3)).toEqual([
      { data: { left: 'a\nb', right: 1 }, event: 'message', id: 'first' },
      { data: { left: 'ü', right: 2 }, event: 'named', id: 'first' },
      { data: { left: 'endless', right: 3 }, event: 'message', id: 'first' },
    ])
    expect((await api.followNews()).body).toEqual([{ left: 'all', right: 0 }])
    expect(await taken((await api.followTalk()).body)).toEqual(
      ['one', 'two\nlines', ''].map((data) => ({ data, event: 'message', id: '' })),
    )
  })

  it('end with the signal of the call', async () => {
    const controller = new AbortController()
    const input = { accept: 'text/event-stream', signal: controller.signal }
    const { body } = await api.followNews(input)
    const reading = async () => {
      for await (const { data } of body) if (data.right === 5) controller.abort()
    }
    await expect(reading()).rejects.toThrow(/abort/i)
  })

  it.each([
    ['\n', 1],
    ['\r\n', 1],
    ['\r', 1],
    ['\r\n', 3],
  ])('of events are read with line ends %j in pieces of %i bytes', async (newline, size) => {
    const lines = [
      '\ufeff: comment',
      'id: 7',
      'data:one',
      'data: two',
      '',
      'data',
      '',
      'event: e',
      'data: ü',
      '',
      'data: cut',
    ]
    const bytes = new TextEncoder().encode(lines.join(newline))
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.slice(i * size, (i + 1) * size),
    )
    const body = new ReadableStream({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    })
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
    const fetch = async () => new Response(body, { headers })
    const client = module.createClient({ baseUrl: 'http://x', fetch })
    expect(await taken((await client.followTalk()).body)).toEqual([
      { data: 'one\ntwo', event: 'message', id: '7' },
      { data: '', event: 'message', id: '7' },
      { data: 'ü', event: 'e', id: '7' },
    ])
  })
})

describe('the file', () => {
  it(
    'type-checks, and refuses what the contract refuses',
    () => {
      expect(placesOf(project.typeErrors())).toEqual(linesWithError('src/uses.ts', uses))
    },
    settingsMs,
  )

  it('needs no module, and a bundle has only the operations that are called', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents:
          "import { putBytes } from './src/client'\nputBytes({ baseUrl: '' }, { body: new Uint8Array() })",
        resolveDir: project.dir,
      },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
    })
    const bundled = outputFiles[0]?.text ?? ''
    expect(bundled).toContain('/bytes')
    expect(bundled).not.toContain('/pets')
    expect(bundled).not.toMatch(/\bimport\b|\brequire\b|\bprocess\b|\bBuffer\b/)
  })
})
