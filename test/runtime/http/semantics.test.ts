// Owns the table of what RFC 9110 and 9112 say to whole requests that no other table asks: methods, forms of targets,
// the order of preconditions, expectations, and what every answer carries.

import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { respond } from '../../../runtime/src/http/index.js'
import { staticFiles } from '../../../runtime/src/middleware/index.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'
import { converse } from '../../native/engine-under-test.js'
import { app, bound } from '../middleware/served.js'

const modified = 'Sun, 09 Sep 2001 01:46:40 GMT'
const earlier = 'Sun, 09 Sep 2001 01:46:39 GMT'

describe.each(['epoll', 'uring'])('semantics on %s', (io) => {
  let folder = ''
  let server: TestServer
  let etag = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nexus-semantics-'))
    await writeFile(join(folder, 'f'), '0123456789')
    await utimes(join(folder, 'f'), 1e9, 1e9)
    const handlers = [
      bound({}, ({ target }) => respond(200).text(target)),
      bound({ id: 'throws', path: '/throws' }, () => {
        throw new Error('x')
      }),
      bound({ id: 'empty', path: '/empty' }, () => respond(204).empty()),
      bound({ id: 'copied', method: 'COPY', path: '/copied' }, ({ method }) =>
        respond(200).text(method),
      ),
    ]
    const routes = [staticFiles({ path: '/files', root: folder })]
    server = await startApp(app(handlers, { routes }), { environment: { NEXUS_IO: io } })
    etag = /^etag: (.*)\r$/im.exec(await talk('GET /files/f'))?.[1] ?? ''
  })
  afterAll(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })

  const talk = (line: string, fields = '', head = 'Host: x\r\nConnection: close\r\n') => {
    const request = /HTTP\/\d\.\d$/.test(line) ? line : `${line} HTTP/1.1`
    return converse(Number(new URL(server.url).port), [
      `${request}\r\n${head}${fields.replaceAll('$ETAG', etag)}\r\n`,
    ])
  }

  it('a method that nothing has is told apart from an operation that is not written yet', async () => {
    expect(await talk('BREW /get')).toContain('No operation of this server has this method.')
  })

  it.each([
    ['GET /get', 200],
    ['get /get', 501],
    ['BREW /get', 501],
    ['BREW /nothing', 404],
    ['COPY /copied', 200],
    ['COPY /get', 405],
    ['copy /copied', 501],
    ['OPTIONS /copied', 204],
    ['DELETE /get', 405],
    ['TRACE /get', 405],
    ['CONNECT x:80', 501],
    ['CONNECT /get', 501],
    ['OPTIONS /get', 204],
    ['OPTIONS /nothing', 404],
    ['OPTIONS *', 204],
    ['GET *', 400],
    ['HEAD /get', 200],
    ['HEAD /empty', 204],
    ['HEAD /nothing', 404],
    ['HEAD /throws', 500],
    ['GET /get#fragment', 400],
    ['GET http://x/get', 200],
    ['GET HTTP://X/get', 200],
    ['GET http://y/get', 200],
    ['GET ftp://x/get', 400],
    ['GET http://u@x/get', 400],
    ['GET http:///get', 400],
    ['OPTIONS http://x/get', 204],
    ['GET /get HTTP/1.2', 200],
    ['GET /get HTTP/3.0', 505],
    ['GET /get HTTP/2.0', 505],
  ])('%s: %i, with a date, and what its status asks for', async (line, status) => {
    const answer = await talk(line)
    expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status} `)
    expect(answer).toMatch(/\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/)
    expect(answer).toContain('\r\nConnection: close\r\n')
    if (status === 405 || line.startsWith('OPTIONS /get')) {
      expect(answer).toContain('\r\nAllow: GET, HEAD, OPTIONS\r\n')
    }
    if (line.startsWith('HEAD') || status === 204) expect(answer).toMatch(/\r\n\r\n<closed>$/)
    expect(answer.includes('\r\nContent-Length: ')).toBe(status !== 204)
  })

  it.each([
    ['/get', '/get'],
    ['/get?a=b', '/get?a=b'],
    ['http://x/get?a=b', '/get?a=b'],
    ['http://x:80/get', '/get'],
    ['https://x/get?http://y/', '/get?http://y/'],
  ])('the target %s is %s to a handler', async (target, seen) => {
    expect((await talk(`GET ${target}`)).split('\r\n\r\n')[1]).toBe(`${seen}<closed>`)
  })

  const unmodified = (date: string): string => `If-Unmodified-Since: ${date}\r\n`
  const since = (date: string): string => `If-Modified-Since: ${date}\r\n`
  const range = 'Range: bytes=0-1\r\n'
  it.each([
    ['If-Match goes before If-Unmodified-Since', `If-Match: $ETAG\r\n${unmodified(earlier)}`, 200],
    ['and before If-None-Match', 'If-Match: "x"\r\nIf-None-Match: $ETAG\r\n', 412],
    ['If-Match is strong', 'If-Match: W/$ETAG\r\n', 412],
    ['If-Match of anything', 'If-Match: *\r\n', 200],
    ['If-Unmodified-Since', unmodified(earlier), 412],
    [
      'If-Unmodified-Since that holds, then If-None-Match',
      `${unmodified(modified)}If-None-Match: $ETAG\r\n`,
      304,
    ],
    [
      'If-None-Match goes before If-Modified-Since',
      `If-None-Match: "x"\r\n${since(modified)}`,
      200,
    ],
    ['and may be listed, and weak', 'If-None-Match: "x", W/$ETAG\r\n', 304],
    ['If-Modified-Since', since(modified), 304],
    ['of RFC 850', since('Sunday, 09-Sep-01 01:46:40 GMT'), 304],
    ['of asctime', since('Sun Sep  9 01:46:40 2001'), 304],
    ['of the second before', since(earlier), 200],
    ['conditions go before ranges: 304', `If-None-Match: $ETAG\r\n${range}`, 304],
    ['conditions go before ranges: 412', `If-Match: "x"\r\n${range}`, 412],
    ['If-Range of this version', `If-Range: $ETAG\r\n${range}`, 206],
    ['If-Range is strong', `If-Range: W/$ETAG\r\n${range}`, 200],
    ['If-Range of its time', `If-Range: ${modified}\r\n${range}`, 206],
    ['If-Range of another time', `If-Range: ${earlier}\r\n${range}`, 200],
    ['If-Range without a range', 'If-Range: "x"\r\n', 200],
    ['a range that holds beside one that does not', 'Range: bytes=99-, 0-0\r\n', 206],
    ['ranges that do not hold', 'Range: bytes=99-, 100-\r\n', 416],
    ['two fields of ranges', `${range}${range}`, 200],
  ])('%s', async (_, fields, status) => {
    expect((await talk('GET /files/f', fields)).slice(0, 13)).toBe(`HTTP/1.1 ${status} `)
  })

  it('a range is nothing to HEAD, and a condition is', async () => {
    expect(await talk('HEAD /files/f', range)).toMatch(/^HTTP\/1.1 200 .*Content-Length: 10\r\n/s)
    expect(await talk('HEAD /files/f', 'If-None-Match: $ETAG\r\n')).toMatch(/^HTTP\/1.1 304 /)
  })

  it.each([
    ['Expect: nonsense\r\n', 417],
    ['Expect: 100-continue\r\n', 200],
    ['TE: trailers\r\n', 200],
    ['Upgrade: h2c\r\nConnection: upgrade\r\n', 200],
    ['Max-Forwards: 0\r\n', 200],
  ])('%j: %i', async (fields, status) => {
    expect((await talk('GET /get', fields)).slice(0, 13)).toBe(`HTTP/1.1 ${status} `)
  })

  it.each([
    ['GET /get', 'Host: x\r\nConnection: keep-alive, Close\r\n', 'close'],
    ['GET /get HTTP/1.0', '', 'close'],
    ['GET /get HTTP/1.0', 'Connection: Keep-Alive, close\r\n', 'close'],
    ['GET http://x/get HTTP/1.0', '', 'close'],
  ])('%s with %j ends with Connection: %s', async (line, head, connection) => {
    expect(await talk(line, '', head)).toMatch(
      new RegExp(`^HTTP/1.1 200 .*\r\nConnection: ${connection}\r\n.*<closed>$`, 's'),
    )
  })

  it('the authority of an absolute form does not stand in for Host', async () => {
    expect(await talk('GET http://x/get', '', '')).toMatch(/^HTTP\/1.1 400 .*<closed>$/s)
  })
})
