// /openapi.json and /docs: served from the server itself, with validators, under a policy; and only where they may.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { defineApp } from '../../../runtime/src/app/define-app.js'
import { operation } from '../../../runtime/src/app/operation.js'
import { openServer, type Server } from '../../../runtime/src/app/server.js'
import { resolveSettings } from '../../../runtime/src/config/resolve.js'
import { createLog } from '../../../runtime/src/observe/log.js'

const folder = mkdtempSync(join(tmpdir(), 'nexus-docs-'))
const file = join(folder, 'openapi.json')
const document = '{"openapi":"3.1.0","info":{"title":"Ä","version":"1"}}'
let server: Server | null = null

afterEach(() => server?.close({ delayMs: 0 }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const handlerOf = (path: string) =>
  operation({
    id: path,
    method: 'GET',
    path,
    tag: 't',
    params: path.includes('{') ? [{ name: 'a', in: 'path', kind: 'string', required: true }] : [],
    body: null,
    security: [],
    read: () => {},
    replies: { 200: { contentType: null } },
  }).stub()

const serve = async (docs: string | undefined, ...paths: string[]): Promise<Server> => {
  writeFileSync(file, document)
  const app = defineApp({ config: {}, handlers: paths.map(handlerOf) })
  const environment = docs === undefined ? {} : { NEXUS_DOCS: docs }
  const flags = { host: '127.0.0.1', port: 0 }
  const settings = resolveSettings({}, { flags, environment, hostDefault: '127.0.0.1' })
  const log = createLog('silent')
  server = await openServer(app, { settings, environment, log, document: pathToFileURL(file) })
  return server
}

const statuses = async ({ url }: Server): Promise<number[]> =>
  Promise.all(
    ['/openapi.json', '/docs', '/docs/start.js'].map(
      async (path) => (await fetch(url + path)).status,
    ),
  )

describe('what a server shows of its contract', () => {
  it.each([
    [undefined, [200, 404, 404]],
    ['document', [200, 404, 404]],
    ['page', [200, 200, 200]],
    ['off', [404, 404, 404]],
  ])('is set by server.docs: %s', async (docs, wanted) => {
    expect(await statuses(await serve(docs))).toEqual(wanted)
  })

  it('is refused by name when the setting is wrong', async () => {
    await expect(serve('yes')).rejects.toThrow(/NEXUS_DOCS/)
  })

  it('gives way to paths of the API', async () => {
    expect(await statuses(await serve('page', '/docs'))).toEqual([404, 501, 404])
    await server?.close({ delayMs: 0 })
    expect(await statuses(await serve('page', '/{a}'))).toEqual([501, 501, 404])
    await server?.close({ delayMs: 0 })
    expect(await statuses(await serve('page', '/docs/mine'))).toEqual([200, 200, 200])
  })

  it('is nothing without a document', async () => {
    const running = await serve('page')
    rmSync(file)
    await running.install(defineApp({ config: {}, handlers: [] }))
    expect(await statuses(running)).toEqual([404, 404, 404])
  })
})

describe('the document', () => {
  it('is sent as it is, and not sent again to who has it', async () => {
    const { url } = await serve('document')
    const first = await fetch(`${url}/openapi.json`)
    expect(first.headers.get('content-type')).toBe('application/json')
    expect(await first.text()).toBe(document)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    const again = await fetch(`${url}/openapi.json`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    expect((await fetch(`${url}/openapi.json`, { method: 'HEAD' })).status).toBe(200)
  })

  it('comes compressed to who takes that, under a tag of its own', async () => {
    const { url } = await serve('document')
    const long = JSON.stringify({ openapi: '3.1.0', text: 'again '.repeat(1000) })
    writeFileSync(file, long)
    await server?.install(defineApp({ config: {}, handlers: [] }))
    const coded = await fetch(`${url}/openapi.json`)
    expect([coded.headers.get('content-encoding'), await coded.text()]).toEqual(['gzip', long])
    const plain = await fetch(`${url}/openapi.json`, { headers: { 'accept-encoding': 'identity' } })
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, long])
    expect(plain.headers.get('vary')).toBe('Accept-Encoding')
    expect(coded.headers.get('etag')).not.toBe(plain.headers.get('etag'))
  })

  it('changes with the next generation of the server', async () => {
    const running = await serve('document')
    writeFileSync(file, '{}')
    await running.install(defineApp({ config: {}, handlers: [] }))
    expect(await (await fetch(`${running.url}/openapi.json`)).text()).toBe('{}')
  })
})

describe('the page', () => {
  it('loads everything from this server, under a policy that allows nothing else', async () => {
    const { url } = await serve('page')
    const page = await fetch(`${url}/docs`)
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self';",
    )
    expect(html).not.toMatch(/https?:|<script>|<style|style=|\son\w+=/)
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path]) => new URL(path ?? '', `${url}/docs`).href,
    )
    expect(parts).toHaveLength(4)
    for (const part of parts) {
      const response = await fetch(part)
      expect([part, response.status]).toEqual([part, 200])
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100)
    }
  })

  it('is found by its path with a slash, behind a path of a proxy too', async () => {
    const { url } = await serve('page')
    const answer = await fetch(`${url}/docs/`, { redirect: 'manual' })
    const location = answer.headers.get('location') ?? ''
    expect([answer.status, new URL(location, 'http://a/team/docs/').pathname]).toEqual([
      302,
      '/team/docs',
    ])
    const page = await fetch(`${url}/docs/`)
    expect([page.status, page.url]).toEqual([200, `${url}/docs`])
  })
})
