// `nexus conform`: a generated server keeps its contract, one that lies is found out.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { nexus } from './processes.js'
import { copyProject, spec, temporaryFolder, writeHandlers } from './shared-project.js'

const shared = inject('sharedProject')
let folder = ''
let dir = ''
let liar: Server | null = null

beforeEach(() => {
  folder = temporaryFolder()
  dir = copyProject(shared, folder)
})
afterEach(() => {
  liar?.close()
  liar = null
  rmSync(folder, { recursive: true, force: true })
})

const conform = (...args: string[]) =>
  nexus(['conform', ...args], { cwd: dir, env: { SHOP_KEY: 'k' } })

const object =
  'content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: integer } } } } }'
const byHand = `
openapi: 3.1.0
info: { title: By hand, version: 1.0.0 }
paths:
  /right: { post: { operationId: right, parameters: [{ name: n, in: query, required: true, schema: { const: 1 } }], requestBody: { required: true, content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: string } } } } } }, responses: { '201': { description: d } } } }
  /status: { get: { operationId: status, responses: { '200': { description: d } } } }
  /type: { get: { operationId: type, responses: { '200': { description: d, content: { application/json: {} } } } } }
  /schema: { get: { operationId: schema, responses: { '200': { description: d, ${object} } } } }
  /header: { get: { operationId: header, responses: { '200': { description: d, headers: { X-Total: { required: true, schema: { type: integer } } } } } } }
  /lax: { get: { operationId: lax, parameters: [{ name: n, in: query, required: true, schema: { type: integer, maximum: 5 } }], responses: { '200': { description: d } } } }
  /open: { get: { operationId: open, security: [{ key: [] }], responses: { '204': { description: d } } } }
  /mute: { get: { operationId: mute, security: [{ key: [] }], responses: { '204': { description: d } } } }
  /extra: { get: { operationId: extra, responses: { '200': { description: d } } } }
  /any: { get: { operationId: any, responses: { '200': { description: d, content: { application/json: {} } } } } }
  /wrong: { get: { operationId: wrong, parameters: [{ name: n, in: query, required: true, schema: { type: integer } }], responses: { '200': { description: d } } } }
  /silent: { get: { operationId: silent, responses: { '200': { description: d } } } }
  /rate: { get: { operationId: rate, responses: { '200': { description: d, headers: { X-Rate: { schema: { type: integer } } } } } } }
  /forms: { post: { operationId: forms, requestBody: { required: true, content: { application/json: { schema: { type: object } }, multipart/form-data: { schema: { type: object, required: [f], properties: { f: { type: string } } } }, text/plain: { schema: { type: string } }, application/x-www-form-urlencoded: { schema: { type: object, required: [f], properties: { f: { type: string } } } } } }, responses: { '201': { description: d } } } }
  /never: { get: { operationId: never, parameters: [{ name: n, in: query, required: true, schema: false }], responses: { '200': { description: d } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`

describe('nexus conform', () => {
  it('finds nothing against a fresh project, and leaves nothing behind', async () => {
    const { code, stdout } = await conform()
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/✓ getPet: \d+ passed, \d+ skipped \(not implemented\)/)
    expect(stdout).toMatch(/\d+ passed, 0 failed, \d+ skipped/)
    expect(readdirSync(join(dir, '.nexus')).filter((name) => name.startsWith('serve'))).toEqual([])
  })

  it('holds written handlers to their answers', async () => {
    writeHandlers(dir)
    const credentials = join(dir, 'test/credentials.ts')
    const mine = "= { shopKey: { headers: { 'X-Shop-Key': process.env.SHOP_KEY ?? '' } } }"
    writeFileSync(credentials, readFileSync(credentials, 'utf8').replace('= {}', mine))
    const { code, stdout } = await conform('--format', 'json')
    const { results } = JSON.parse(stdout)
    const pets = results.filter(({ operation }: { operation: string }) => /Pets?$/.test(operation))
    expect(pets.length).toBeGreaterThan(20)
    expect(pets.filter(({ outcome }: { outcome: string }) => outcome !== 'passed')).toEqual([])
    // Without a chain the token's operations answer 503, which their document does not declare.
    expect(code).toBe(1)
    const reasons = results.flatMap(({ outcome, reason }: { outcome: string; reason: string }) =>
      outcome === 'failed' ? [reason] : [],
    )
    expect(new Set(reasons)).toEqual(new Set(['the status 503 is not declared']))
  })

  it('finds out a server that says yes to everything', async () => {
    liar = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"yes":true}')
    })
    await new Promise<void>((resolve) => liar?.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`
    const { code, stdout } = await conform('--openapi', spec, '--url', url)
    expect(code).toBe(1)
    for (const reason of [
      'answered 200, not 400',
      'answered 200, not 401',
      'answered 200, not 404',
      'answered 200, not 405',
      'answered 200, not 406',
      'answered 200, not 413',
      'answered 200, not 415',
      'the body does not match its schema',
      'the status 200 is not declared',
      'the required header x-total-count is missing',
    ])
      expect(stdout).toContain(reason)
    const safe = await conform('--openapi', spec, '--url', url, '--safe')
    expect(safe.stdout).not.toContain('createPet: valid')
  })

  it('finds the thirteen faults of a server by hand that is right otherwise', async () => {
    writeFileSync(join(dir, 'by-hand.yaml'), byHand)
    liar = createServer((request, response) => {
      const { method = '', url: target = '', headers } = request
      const end = (status: number, body?: unknown, more = {}) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...more })
          .end(body === undefined ? undefined : JSON.stringify(body))
      const { pathname, searchParams } = new URL(target, 'http://x')
      const allowed = /^\/(?:right|forms)$/.test(pathname) ? 'POST' : 'GET'
      if (!byHand.includes(`  ${pathname}: {`)) return end(404)
      if (method !== allowed)
        return end(405, undefined, pathname === '/silent' ? {} : { allow: allowed })
      if (pathname !== '/any' && !/\*\/\*|json/.test(headers.accept ?? '*/*')) return end(406)
      if (Number(headers['content-length'] ?? 0) > 1e6)
        return end(413, undefined, { connection: 'close' })
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        if (pathname === '/right') {
          if (headers['content-type'] !== 'application/json') return end(415)
          return end(/^\{"a":"[^"]*"\}$/.test(body) && searchParams.get('n') === '1' ? 201 : 400)
        }
        if (pathname === '/forms') {
          const type = headers['content-type']?.split(';')[0] ?? ''
          if (!/json$|plain$|urlencoded$/.test(type)) return end(415)
          return end(type.endsWith('json') && !/^\{.*\}$/.test(body) ? 400 : 201)
        }
        if (pathname === '/rate') return end(200, undefined, { 'x-rate': 'many' })
        if (pathname === '/never') return end(400)
        if (pathname === '/status') return end(202)
        if (pathname === '/mute') return end(401)
        if (pathname === '/any') return end(200, 1)
        if (pathname === '/wrong' && !/^\d+$/.test(searchParams.get('n') ?? ''))
          return end(400, { status: 422 }, { 'content-type': 'application/problem+json' })
        if (/^\/(?:lax|silent|wrong)$/.test(pathname)) return response.writeHead(200).end()
        if (pathname === '/type') return end(200, 'x', { 'content-type': 'text/html' })
        return end(pathname === '/open' ? 204 : 200, { a: 'text' })
      })
    })
    await new Promise<void>((resolve) => liar?.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`
    const args = ['--openapi', 'by-hand.yaml', '--url', url]
    const { code, stdout } = await conform(...args, '--format', 'json')
    const failed = JSON.parse(stdout).results.filter(
      (each: { outcome: string }) => each.outcome === 'failed',
    )
    const told = failed.map(
      (each: { operation: string; reason: string }) => `${each.operation}: ${each.reason}`,
    )
    expect(code).toBe(1)
    expect([...new Set(told)].sort()).toEqual(
      [
        ': 405 without the header Allow (RFC 9110, 15.5.6)',
        'any: answered 200, not 406',
        'rate: the header x-rate does not match its schema: many',
        'forms: a request that satisfies the contract was answered 415: ',
        'extra: a body of type application/json is not declared',
        'header: the required header x-total is missing',
        'lax: answered 200, not 400',
        'mute: 401 without the header WWW-Authenticate (RFC 9110, 15.5.2)',
        'open: answered 204, not 401',
        'schema: the body does not match its schema at /a: must be integer: {"a":"text"}',
        'status: the status 202 is not declared',
        'type: the type text/html is not declared',
        'wrong: its problem document has not the status 400',
      ].sort(),
    )
    const { untried } = JSON.parse(stdout)
    expect(untried).toEqual([
      {
        operation: 'never',
        what: 'valid',
        why: 'no valid value could be made up for query n',
      },
    ])
    const junit = await conform(...args, '--format', 'junit')
    expect(junit.stdout.split('<failure')).toHaveLength(failed.length + 1)
  })

  it('says what is wrong with its command line, and when nobody answers', async () => {
    expect(await conform('--url', 'here')).toMatchObject({ code: 2 })
    expect(await conform('--header', 'nothing')).toMatchObject({ code: 2 })
    expect(await conform('--url', 'http://127.0.0.1:1')).toMatchObject({ code: 3 })
  })
})
