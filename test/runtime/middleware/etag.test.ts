// Owns the cases of conditional requests on the real engine.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { etag } from '../../../runtime/src/middleware/index.js'
import { ask, request } from './raw-http.js'
import { app, bound, get, served } from './served.js'

test('whole texts get a tag of their bytes, and a client that has them gets 304', async () => {
  let text = 'one'
  const given = app(
    [get(() => respond(200).cacheControl('no-cache').header('x-a', '1').text(text))],
    {
      middleware: { app: [etag()] },
    },
  )
  await served(given, async ({ url }) => {
    const first = await ask(url, request('GET', '/get'))
    const tag = first.headers.etag?.[0] ?? ''
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    for (const method of ['GET', 'HEAD']) {
      const again = await ask(url, request(method, '/get', { 'if-none-match': `"x", ${tag}` }))
      expect([again.status, again.body, again.headers.etag]).toEqual([304, '', [tag]])
      expect(again.headers['cache-control']).toEqual(['no-cache'])
      expect([again.headers['x-a'], again.headers['content-type']]).toEqual([undefined, undefined])
    }
    expect((await ask(url, request('GET', '/get', { 'if-match': '"other"' }))).status).toBe(412)
    text = 'two'
    const changed = await ask(url, request('GET', '/get', { 'if-none-match': tag }))
    expect([changed.status, changed.body]).toEqual([200, 'two'])
  })
})

test("a handler's own validators are taken, and only successes are looked at", async () => {
  const date = new Date(0)
  const handlers = [
    bound({ id: 'own', path: '/own' }, () => respond(200).etag('v1', 'weak').text('x')),
    bound({ id: 'dated', path: '/dated' }, () => respond(200).lastModified(date).text('x')),
    bound({ id: 'gone', path: '/gone' }, () => respond(410).etag('v1').text('x')),
  ]
  await served(app(handlers, { middleware: { app: [etag()] } }), async ({ url }) => {
    const statusOf = async (path: string, headers: Record<string, string>) =>
      (await ask(url, request('GET', path, headers))).status
    expect(await statusOf('/own', { 'if-none-match': '"v1"' })).toBe(304)
    expect(await statusOf('/own', { 'if-none-match': '"v2"' })).toBe(200)
    expect(await statusOf('/dated', { 'if-modified-since': date.toUTCString() })).toBe(304)
    expect(await statusOf('/gone', { 'if-none-match': '"v1"' })).toBe(410)
  })
})

test.each([
  [{ etag: undefined }, [204, 204, 412]],
  [{ etag: 'v1' }, [412, 412, 204]],
  [{ etag: '"v1"' }, [412, 412, 204]],
])('the present state %j is taken for what it says', async (state, wanted) => {
  const put = bound({ id: 'put', method: 'PUT', path: '/thing' }, () => respond(204).empty())
  const given = app([put], {
    middleware: { operations: { put: [etag({ current: () => state })] } },
  })
  await served(given, async ({ url }) => {
    const found: number[] = []
    for (const [name, value] of [
      ['if-none-match', '*'],
      ['if-none-match', '"v1"'],
      ['if-match', '"v1"'],
    ] as const)
      found.push((await ask(url, request('PUT', '/thing', { [name]: value }))).status)
    expect(found).toEqual(wanted)
  })
})

test('a reader is told the tag that changes are judged by', async () => {
  const current = () => ({ etag: 'v1', lastModified: new Date(0) })
  const put = bound({ id: 'put', method: 'PUT', path: '/get' }, () => respond(204).empty())
  const middleware = { app: [etag({ current })] }
  await served(app([put, get(() => respond(200).text('x'))], { middleware }), async ({ url }) => {
    const read = await ask(url, request('GET', '/get'))
    expect(read.headers).toMatchObject({
      etag: ['"v1"'],
      'last-modified': ['Thu, 01 Jan 1970 00:00:00 GMT'],
    })
    const told = { 'if-match': read.headers.etag?.[0] ?? '' }
    expect((await ask(url, request('GET', '/get', told))).status).toBe(200)
    expect((await ask(url, request('PUT', '/get', told))).status).toBe(204)
  })
})

test('with the present state, preconditions of a change are judged before it is made', async () => {
  let writes = 0
  const put = bound({ id: 'put', method: 'PUT', path: '/thing' }, () => {
    writes++
    return respond(204).empty()
  })
  const current = async () => ({ etag: '"v1"', lastModified: new Date(0) })
  const middleware = { operations: { put: [etag({ current })], get: [etag({ current })] } }
  const given = app([put, get(() => respond(200).etag('v1').text('x'))], { middleware })
  await served(given, async ({ url }) => {
    const put = async (headers: Record<string, string>) =>
      (await ask(url, request('PUT', '/thing', headers))).status
    expect(await put({ 'if-match': '"v0"' })).toBe(412)
    expect(await put({ 'if-none-match': '*' })).toBe(412)
    expect(writes).toBe(0)
    expect(await put({ 'if-match': '"v1"' })).toBe(204)
    expect(writes).toBe(1)
    const read = await ask(url, request('GET', '/get', { 'if-none-match': '"v1"' }))
    expect([read.status, read.headers.etag]).toEqual([304, ['"v1"']])
  })
})
