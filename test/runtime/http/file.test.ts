// Owns the cases of files, streams and hints as answers, on the real engine.

import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachment, file, respond } from '../../../runtime/src/http/index.js'
import { compression } from '../../../runtime/src/middleware/index.js'
import { eventually } from '../../waiting.js'
import { ask, request } from '../middleware/raw-http.js'
import { app, bound, get, served } from '../middleware/served.js'

let folder = ''
const text = 'a line of text\n'.repeat(20_000)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nexus-file-'))
  await writeFile(join(folder, 'page.html'), text)
  await writeFile(join(folder, 'data'), 'x')
  await utimes(join(folder, 'page.html'), 1e9, 1e9)
})
afterAll(() => rm(folder, { recursive: true }))

test('a file is sent whole, with type, length, version and time', async () => {
  const handler = get(async (context) => {
    const reply = await file(join(folder, 'page.html'), {
      request: context,
      headers: { 'x-a': '1' },
    })
    return reply ?? respond(404).empty()
  })
  await served(app([handler]), async ({ url }) => {
    const { status, headers, body } = await ask(url, request('GET', '/get'))
    expect([status, body]).toEqual([200, text])
    expect(headers).toMatchObject({
      'content-type': ['text/html; charset=utf-8'],
      'content-length': [String(text.length)],
      'last-modified': ['Sun, 09 Sep 2001 01:46:40 GMT'],
      'x-a': ['1'],
    })
    const etag = headers.etag?.[0] ?? ''
    expect(etag).toMatch(/^"[0-9a-z]+-[0-9a-z]+"$/)
    expect(headers['accept-ranges']).toEqual(['bytes'])
    const again = await ask(url, request('GET', '/get', { 'if-none-match': etag }))
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', [etag]])
    const head = await ask(url, request('HEAD', '/get'))
    expect([head.status, head.body, head.headers['content-length']]).toEqual([
      200,
      '',
      [String(text.length)],
    ])
    const failed = await ask(url, request('GET', '/get', { 'if-match': '"x"' }))
    expect(failed.status).toBe(412)
  })
})

test('ranges of a file are sent, and of one that just changed none are put together', async () => {
  await writeFile(join(folder, 'fresh'), 'fresh')
  const handlers = ['page.html', 'fresh'].map((name) =>
    bound({ id: name, path: `/${name}` }, async (context) => {
      // What was written before the clock moved on is not yet settled, however slow the machine is.
      if (name === 'fresh') await utimes(join(folder, name), new Date(), new Date())
      return (await file(join(folder, name), { request: context })) ?? respond(404).empty()
    }),
  )
  await served(app(handlers), async ({ url }) => {
    const part = await ask(url, request('GET', '/page.html', { range: 'bytes=2-5' }))
    expect([part.status, part.body, part.headers['content-range']]).toEqual([
      206,
      text.slice(2, 6),
      [`bytes 2-5/${text.length}`],
    ])
    const two = await ask(url, request('GET', '/page.html', { range: 'bytes=0-1,4-5' }))
    expect([two.status, two.headers['content-type']?.[0]]).toEqual([
      206,
      expect.stringContaining('multipart/byteranges; boundary='),
    ])
    const beyond = await ask(url, request('GET', '/page.html', { range: 'bytes=999999999-' }))
    expect(beyond.status).toBe(416)
    const fresh = await ask(url, request('GET', '/fresh', { range: 'bytes=0-1' }))
    expect(fresh.status).toBe(206)
    const etag = fresh.headers.etag?.[0] ?? ''
    expect(etag).toMatch(/^W\/"/)
    const again = { range: 'bytes=0-1', 'if-range': etag }
    const whole = await ask(url, request('GET', '/fresh', again))
    expect([whole.status, whole.body]).toEqual([200, 'fresh'])
  })
})

test('what is no file is null; a type can be given, and a name to save under', async () => {
  expect(await file(join(folder, 'nothing'))).toBe(null)
  expect(await file(folder)).toBe(null)
  expect(await file(join(folder, 'data', 'deeper'))).toBe(null)
  const handler = get(
    async () =>
      (await file(join(folder, 'data'), { download: 'Täx.csv', contentType: 'text/csv' })) ??
      respond(404).empty(),
  )
  await served(app([handler]), async ({ url }) => {
    const { headers, body } = await ask(url, request('GET', '/get'))
    expect([headers['content-type'], headers['content-disposition'], body]).toEqual([
      ['text/csv'],
      ['attachment; filename="T_x.csv"; filename*=UTF-8\'\'T%C3%A4x.csv'],
      'x',
    ])
  })
})

test.each([
  ['a.pdf', 'attachment; filename="a.pdf"'],
  ['../a\\b.pdf', 'attachment; filename=".._a_b.pdf"'],
  ['a"b%c\r\n', 'attachment; filename="a_b_c__"; filename*=UTF-8\'\'a%22b%25c%0D%0A'],
  ['\ud800', 'attachment; filename="_"; filename*=UTF-8\'\'%EF%BF%BD'],
])('%j is saved by %s', (name, wanted) => {
  expect(attachment(name)).toBe(wanted)
})

async function* pieces(seen: string[]) {
  try {
    for (let i = 0; ; i++) yield `piece ${i};`
  } finally {
    seen.push('closed')
  }
}

async function* few() {
  yield 'one,'
  yield Buffer.from('two')
}

test('a stream by hand, as it is and compressed', async () => {
  const handler = get(() => respond(200).etag('v1').body('text/plain', few()))
  await served(
    app([handler], { middleware: { app: [compression({ codings: ['gzip'] })] } }),
    async (server) => {
      expect(
        await (await server.fetch('/get', { headers: { 'accept-encoding': 'identity' } })).text(),
      ).toBe('one,two')
      const { headers, body } = await ask(
        server.url,
        request('GET', '/get', { 'accept-encoding': 'gzip' }),
      )
      expect([headers['content-encoding'], headers.etag, headers['content-length']]).toEqual([
        ['gzip'],
        ['W/"v1"'],
        undefined,
      ])
      expect(gunzipSync(unchunked(body)).toString()).toBe('one,two')
    },
  )
})

const unchunked = (text: string): Buffer => {
  let bytes = ''
  for (let at = 0; ; ) {
    const end = text.indexOf('\r\n', at)
    const length = Number.parseInt(text.slice(at, end), 16)
    if (length === 0) return Buffer.from(bytes, 'latin1')
    bytes += text.slice(end + 2, end + 2 + length)
    at = end + 4 + length
  }
}

test('a compressed stream gives each piece as it comes, and is closed when the client leaves', async () => {
  const seen: string[] = []
  const handler = get(() => respond(200).body('text/plain', pieces(seen)))
  await served(app([handler], { middleware: { app: [compression()] } }), async (server) => {
    for (const coding of ['gzip', 'br', 'identity']) {
      const controller = new AbortController()
      const response = await server.fetch('/get', {
        headers: { 'accept-encoding': coding },
        signal: controller.signal,
      })
      const reader = response.body?.getReader()
      const first = await reader?.read()
      expect(new TextDecoder().decode(first?.value)).toContain('piece 0;')
      controller.abort()
    }
    await eventually(() => seen.length === 3)
  })
  expect(seen).toEqual(['closed', 'closed', 'closed'])
})

test('early hints come before the answer', async () => {
  const handler = bound({}, async ({ hint }) => {
    hint({ link: '</style.css>; rel=preload; as=style' })
    return respond(200).text('ok')
  })
  await served(app([handler]), async ({ url }) => {
    const { status, headers, body } = await ask(url, request('GET', '/get'))
    expect([status, headers.link]).toEqual([103, ['</style.css>; rel=preload; as=style']])
    expect(body).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  })
})
