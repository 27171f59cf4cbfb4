// Owns what holds of static files on the real engine: never outside their folder, and what is sent of a file.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineApp } from '../../../runtime/src/index.js'
import { staticFiles } from '../../../runtime/src/middleware/index.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'
import { eventually } from '../../waiting.js'
import { ask, type RawAnswer, request } from './raw-http.js'

const modified = new Date('2026-01-02T03:04:05Z')
const script = 'console.log("hello")\n'.repeat(100)

const makeFolder = (): string => {
  const base = mkdtempSync(join(tmpdir(), 'nexus-static-'))
  const root = join(base, 'public')
  const put = (path: string, content: string | Buffer) => {
    writeFileSync(join(root, path), content)
    utimesSync(join(root, path), modified, modified)
  }
  for (const folder of ['docs', 'docs/deep', 'bare', 'a b'])
    mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(base, 'secret.txt'), 'SECRET')
  mkdirSync(join(base, 'public-not'))
  writeFileSync(join(base, 'public-not', 'x.txt'), 'SECRET')
  put('index.html', '<h1>home</h1>')
  put('app.js', script)
  put('app.js.br', brotliCompressSync(script))
  put('app.js.gz', gzipSync(script))
  put('digits.txt', '0123456789')
  put('empty.txt', '')
  put('docs/index.html', '<h1>docs</h1>')
  put('docs/deep/page.html', 'deep')
  put('a b/h\u00e9.txt', 'odd')
  put('bare/<img src=x>.txt', 'x')
  put('strange.unknown', 'x')
  put('.env', 'SECRET')
  symlinkSync(join(base, 'secret.txt'), join(root, 'leak.txt'))
  symlinkSync(base, join(root, 'up'))
  symlinkSync(join(base, 'public-not'), join(root, 'beside'))
  symlinkSync('digits.txt', join(root, 'same.txt'))
  symlinkSync('loop', join(root, 'loop'))
  return base
}

const linkOf = (fd: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

const open = (): number => readdirSync('/proc/self/fd').length

describe.each(['epoll', 'uring'])('on %s', (io) => {
  let base: string
  let server: TestServer
  beforeAll(async () => {
    base = makeFolder()
    const root = join(base, 'public')
    const routes = [
      staticFiles({ path: '/files', root, fallback: 'index.html' }),
      staticFiles({
        path: '/list/',
        root,
        index: null,
        listing: true,
        precompressed: false,
        cacheControl: (path) => {
          if (path === 'a b/h\u00e9.txt') throw new Error('a cacheControl that throws')
          return `max-age=${path.length}`
        },
      }),
      staticFiles({ path: '/', root, index: 'index.html' }),
    ]
    server = await startApp(defineApp({ config: {}, handlers: [], routes }), {
      environment: { NEXUS_IO: io },
    })
  })
  afterAll(async () => {
    await server.close()
    rmSync(base, { recursive: true })
  })

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    ask(server.url, request(method, path, headers))
  const one = (answer: RawAnswer, name: string) => answer.headers[name]?.join('|')

  it.each([
    '/files/../secret.txt',
    '/files/%2e%2e/secret.txt',
    '/files/.%2E/secret.txt',
    '/files/%2e%2e%2fsecret.txt',
    '/files/..%2fsecret.txt',
    '/files/..%5csecret.txt',
    '/files/..\\secret.txt',
    '/files/%252e%252e/secret.txt',
    '/files/docs/../../secret.txt',
    '/files//etc/passwd',
    '/files/%2fetc%2fpasswd',
    '/files/up/secret.txt',
    '/files/up/public-not/x.txt',
    '/files/leak.txt',
    '/files/beside/x.txt',
    '/files/loop',
    '/files/.env',
    '/files/%2eenv',
    '/files/digits.txt%00.html',
    '/files/digits.txt/',
    '/files/digits.txt/x',
    '/files/./digits.txt',
    '/files/%c0%ae%c0%ae/secret.txt',
    `/files/${'a/'.repeat(100)}b`,
    `/files/${'a'.repeat(300)}`,
    '//files/digits.txt',
  ])('%s is never served', async (path) => {
    const before = open()
    const answer = await get(path, { accept: 'application/json' })
    expect([400, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('SECRET')
    await eventually(() => open() <= before)
  })

  it.each<[string, number, string, string]>([
    ['/files/digits.txt', 200, 'text/plain; charset=utf-8', '0123456789'],
    ['/files/%64igits.txt?v=1', 200, 'text/plain; charset=utf-8', '0123456789'],
    ['/%66iles/digits.txt', 200, 'text/plain; charset=utf-8', '0123456789'],
    ['/files/same.txt', 200, 'text/plain; charset=utf-8', '0123456789'],
    ['/files/a%20b/h%C3%A9.txt', 200, 'text/plain; charset=utf-8', 'odd'],
    ['/files/docs/', 200, 'text/html; charset=utf-8', '<h1>docs</h1>'],
    ['/files/', 200, 'text/html; charset=utf-8', '<h1>home</h1>'],
    ['/files/strange.unknown', 200, 'application/octet-stream', 'x'],
    ['/files/empty.txt', 200, 'text/plain; charset=utf-8', ''],
    ['/', 200, 'text/html; charset=utf-8', '<h1>home</h1>'],
    ['/docs/deep/page.html', 200, 'text/html; charset=utf-8', 'deep'],
  ])('%s is served', async (path, status, type, body) => {
    const answer = await get(path)
    expect([answer.status, one(answer, 'content-type'), answer.body]).toEqual([status, type, body])
    expect(one(answer, 'content-length')).toBe(`${body.length}`)
    expect(one(answer, 'x-content-type-options')).toBe('nosniff')
    expect(one(answer, 'last-modified')).toBe(modified.toUTCString())
    const head = await get(path, {}, 'HEAD')
    expect([head.status, head.body, one(head, 'content-length')]).toEqual([
      200,
      '',
      `${body.length}`,
    ])
  })

  it.each([
    ['/digits.txt', 200],
    ['/digits.txt?v=1', 200],
    ['', 200],
    ['?v=1', 200],
    ['/nothing.txt', 404],
  ])('a target in absolute form ends in %s: %i', async (rest, status) => {
    const target = `http://localhost${rest}`
    expect((await ask(server.url, request('GET', target))).status).toBe(status)
  })

  it('folders have a slash, and only files have a fallback', async () => {
    const redirect = await get('/files/docs?x=1')
    expect([redirect.status, one(redirect, 'location')]).toEqual([301, '/files/docs/?x=1'])
    const page = await get('/files/some/route', { accept: 'text/html,*/*;q=0.8' })
    expect([page.status, page.body]).toEqual([200, '<h1>home</h1>'])
    expect((await get('/files/some/route.js', { accept: 'text/html' })).status).toBe(404)
    expect((await get('/files/some/route', { accept: 'application/json' })).status).toBe(404)
    // A cache in between must not answer one with what the other got.
    expect(one(page, 'vary')).toMatch(/\baccept(,|$)/i)
    const script = await get('/files/some/route', { accept: '*/*' })
    expect(one(script, 'vary')).toMatch(/\baccept(,|$)/i)
    for (const accept of ['*/*', 'image/*, */*;q=0.1', 'text/html;q=0, */*', 'text/plain, */*'])
      expect((await get('/files/some/route', { accept })).status, accept).toBe(404)
    expect((await get('/files/some/route', { accept: 'text/*' })).status).toBe(200)
    expect((await get('/some/route', { accept: 'text/html' })).status).toBe(404)
    expect((await get('/files/bare/', { accept: 'application/json' })).status).toBe(404)
    expect((await get('/files/digits.txt', {}, 'DELETE')).status).toBe(405)
  })

  it.each(['/list/', '/list/docs/'])('all that %s lists is served', async (path) => {
    const links = [...(await get(path)).body.matchAll(/href="\.\/([^"]+)"/g)].map(
      ([, link]) => link,
    )
    expect(links.length).toBeGreaterThan(1)
    for (const link of links) expect([link, (await get(path + link)).status]).toEqual([link, 200])
    const hidden = ['leak.txt', 'up', 'up/', 'beside', 'beside/', 'loop']
    expect(links.filter((link) => hidden.includes(link ?? ''))).toEqual([])
    if (path === '/list/') expect(links).toContain('same.txt')
  })

  it.each([
    ['/files', '/files/'],
    ['/files?a=b&c', '/files/?a=b&c'],
    ['/list', '/list/'],
  ])('%s is a folder, redirected to %s', async (path, location) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await get(path, {}, method)
      expect([answer.status, one(answer, 'location')]).toEqual([301, location])
    }
  })

  it('a listing is off by default, and escapes names', async () => {
    const page = await get('/list/bare/')
    expect(page.status).toBe(200)
    expect(page.body).toContain('<a href="./%3Cimg%20src%3Dx%3E.txt">&lt;img src=x&gt;.txt</a>')
    expect(page.body).not.toContain('<img')
    expect((await get('/list/')).body).not.toContain('.env')
    expect(one(await get('/list/digits.txt'), 'cache-control')).toBe('max-age=10')
  })

  it.each<[string, string | undefined, string | undefined]>([
    ['br, gzip', 'br', 'accept-encoding'],
    ['gzip', 'gzip', 'accept-encoding'],
    ['gzip;q=1, br;q=0.5', 'gzip', 'accept-encoding'],
    ['br;q=0, gzip;q=0', undefined, 'accept-encoding'],
    ['zstd', undefined, 'accept-encoding'],
    ['identity', undefined, 'accept-encoding'],
  ])('who accepts %s gets the sibling in %s', async (accept, coding, vary) => {
    const answer = await get('/files/app.js', { 'accept-encoding': accept })
    expect([one(answer, 'content-encoding'), one(answer, 'vary')]).toEqual([coding, vary])
    expect(one(answer, 'content-type')).toBe('text/javascript; charset=utf-8')
    const plain = await get('/files/app.js')
    expect(one(plain, 'etag') === one(answer, 'etag')).toBe(coding === undefined)
  })

  it('preconditions are answered without the file', async () => {
    const etag = one(await get('/files/digits.txt'), 'etag') ?? ''
    expect(etag).toMatch(/^"[\w-]+"$/)
    const status = async (headers: Record<string, string>) =>
      (await get('/files/digits.txt', headers)).status
    expect(await status({ 'if-none-match': etag })).toBe(304)
    expect(await status({ 'if-none-match': '"other"' })).toBe(200)
    expect(await status({ 'if-modified-since': modified.toUTCString() })).toBe(304)
    expect(await status({ 'if-match': '"other"' })).toBe(412)
    expect(await status({ 'if-unmodified-since': new Date(0).toUTCString() })).toBe(412)
    expect(one(await get('/files/digits.txt', { 'if-none-match': etag }), 'etag')).toBe(etag)
  })

  it.each<[string, number, string, string | undefined]>([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    [`bytes=${Array(1300).fill('0-').join(',')}`, 200, '0123456789', undefined],
  ])('the range %s', async (range, status, body, contentRange) => {
    const answer = await get('/files/digits.txt', { range })
    expect([answer.status, one(answer, 'content-range')]).toEqual([status, contentRange])
    if (status !== 416) expect(answer.body).toBe(body)
    expect((await get('/files/digits.txt', { range }, 'HEAD')).status).toBe(200)
  })

  it('several ranges come as parts', async () => {
    const answer = await get('/files/digits.txt', { range: 'bytes=0-1, 5-6, -1' })
    const boundary = /boundary=(.+)$/.exec(one(answer, 'content-type') ?? '')?.[1]
    const part = (range: string, text: string) =>
      `\r\n--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ${range}/10\r\n\r\n${text}`
    const body = `${part('0-1', '01')}${part('5-6', '56')}${part('9-9', '9')}\r\n--${boundary}--\r\n`
    expect([answer.status, answer.body]).toEqual([206, body])
    expect(one(answer, 'content-length')).toBe(`${body.length}`)
  })

  it('a range applies only to the file it began with', async () => {
    const etag = one(await get('/files/digits.txt'), 'etag') ?? ''
    const status = async (ifRange: string) =>
      (await get('/files/digits.txt', { range: 'bytes=0-1', 'if-range': ifRange })).status
    expect(await status(etag)).toBe(206)
    expect(await status('"other"')).toBe(200)
    expect(await status(`W/${etag}`)).toBe(200)
    expect(await status(modified.toUTCString())).toBe(206)
    expect(await status(new Date(0).toUTCString())).toBe(200)
  })

  it('descriptors are closed, whatever was asked', async () => {
    const before = open()
    const headers = [
      {},
      { range: 'bytes=0-1' },
      { range: 'bytes=0-1,3-4' },
      { 'if-none-match': '*' },
      { range: 'bytes=99-' },
    ]
    for (const each of headers) {
      await get('/files/digits.txt', each as Record<string, string>)
      await get('/files/digits.txt', each as Record<string, string>, 'HEAD')
      await get('/files/app.js', { ...each, 'accept-encoding': 'br' } as Record<string, string>)
    }
    await eventually(() => open() <= before)
  })

  // Node.js 26 ends a process whose garbage has an open FileHandle; those before warn of it, and close it late.
  it('a file is closed where its Cache-Control cannot be told', async () => {
    const warnings: string[] = []
    const hear = ({ message }: Error) => warnings.push(message)
    process.on('warning', hear)
    try {
      const isOpen = () =>
        readdirSync('/proc/self/fd').some((fd) => linkOf(fd).endsWith('h\u00e9.txt'))
      expect((await get('/list/a%20b/h%C3%A9.txt')).status).toBe(500)
      await eventually(() => !isOpen())
      await setImmediate()
    } finally {
      process.off('warning', hear)
    }
    expect(warnings.filter((each) => each.includes('garbage collection'))).toEqual([])
  })
})

describe('at start', () => {
  it.each([
    [{ path: '/x', root: '/nowhere/at/all' }, 'is no folder'],
    [{ path: 'x', root: '.' }, 'is no path'],
    [{ path: '/{x}', root: '.' }, 'is no path'],
  ])('%j is refused', (options, message) => {
    expect(() => staticFiles(options).prepare?.()).toThrow(message)
  })
})
