// What OpenAPI 3.2 added, the whole way: a document through `nexus mock`, asked by `nexus conform` and by the client
// that `nexus client` makes.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { nexus, nexusBin, startNode, stopAll } from './processes.js'
import { copyProject, temporaryFolder } from './shared-project.js'

const json = (schema: object) => ({ 'application/json': { schema } })
const answers = (value: string) => ({
  200: { description: 'd', content: json({ type: 'string', const: value }) },
})
const copied = { type: 'object', required: ['to'], properties: { to: { type: 'string' } } }

const document = {
  openapi: '3.2.0',
  info: { title: 'All of 3.2', version: '1' },
  paths: {
    '/notes/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { operationId: 'getNote', responses: answers('got') },
      additionalOperations: {
        COPY: {
          operationId: 'copyNote',
          requestBody: { required: true, content: json(copied) },
          responses: answers('copied'),
        },
        Copy: { responses: answers('another method') },
        'M-SEARCH': { operationId: 'searchNote', responses: answers('searched') },
      },
    },
    '/form': {
      get: {
        operationId: 'find',
        parameters: [
          {
            name: 'wanted',
            in: 'querystring',
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: {
                  type: 'object',
                  required: ['text'],
                  additionalProperties: false,
                  properties: {
                    text: { type: 'string' },
                    tags: { type: 'array', items: { type: 'string' } },
                  },
                },
              },
            },
          },
        ],
        responses: answers('found'),
      },
    },
    '/json': {
      get: {
        operationId: 'choose',
        parameters: [{ name: 'wanted', in: 'querystring', required: true, content: json(copied) }],
        responses: answers('chosen'),
      },
    },
    '/cookie': {
      get: {
        operationId: 'remember',
        parameters: [
          {
            name: 'id',
            in: 'cookie',
            style: 'cookie',
            required: true,
            schema: { const: 'a%20=b' },
          },
          {
            name: 'seen',
            in: 'cookie',
            style: 'cookie',
            required: true,
            schema: { type: 'array', minItems: 2, items: { type: 'integer' } },
          },
        ],
        responses: answers('remembered'),
      },
    },
    '/other': { query: { operationId: 'ask', responses: answers('asked') } },
  },
}

let folder = ''
let dir = ''
let url = ''

beforeAll(async () => {
  folder = temporaryFolder()
  dir = copyProject(inject('sharedProject'), folder)
  writeFileSync(join(dir, 'all.json'), JSON.stringify(document))
  const mock = startNode([nexusBin, 'mock', '--port', '0', '--openapi', 'all.json'], { cwd: dir })
  url = (await mock.waitFor(/listening on (http\S+)/))[1] ?? ''
})
afterAll(async () => {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
})

/** Node.js writes methods in capitals unless it is told again. */
const ask = (
  method: string,
  path: string,
): Promise<{ status: number; allow: string | undefined }> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method }, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, allow: answer.headers.allow })
    })
    sent.method = method
    sent.once('error', reject)
    sent.end()
  })

describe('a document of OpenAPI 3.2', () => {
  it('answers methods that the specification has no key for, with their case', async () => {
    const allow = 'GET, HEAD, OPTIONS, COPY, Copy, M-SEARCH'
    expect(await ask('M-SEARCH', '/notes/7')).toMatchObject({ status: 200 })
    expect(await ask('M-SEARCH', '/notes/x')).toMatchObject({ status: 400 })
    expect(await ask('Copy', '/notes/7')).toMatchObject({ status: 200 })
    expect(await ask('COPY', '/notes/7')).toMatchObject({ status: 400 })
    expect(await ask('POST', '/notes/7')).toEqual({ status: 405, allow })
    expect(await ask('OPTIONS', '/notes/7')).toEqual({ status: 204, allow })
    expect(await ask('COPY', '/other')).toEqual({ status: 405, allow: 'QUERY, OPTIONS' })
    expect(await ask('copy', '/notes/7')).toMatchObject({ status: 501 })
    expect(await ask('COPY', '/nowhere')).toMatchObject({ status: 404 })
  })

  it('takes a query as one value', async () => {
    expect(await ask('GET', '/form?text=a+b&tags=x&tags=y')).toMatchObject({ status: 200 })
    expect(await ask('GET', '/form?text=a&other=1')).toMatchObject({ status: 400 })
    expect(await ask('GET', '/form')).toMatchObject({ status: 400 })
    expect(await ask('GET', '/json?%7B%22to%22:%22b%22%7D')).toMatchObject({ status: 200 })
    expect(await ask('GET', '/json?to=b')).toMatchObject({ status: 400 })
    expect(await ask('GET', '/json')).toMatchObject({ status: 400 })
  })

  it('keeps its contract', async () => {
    const { code, stdout } = await nexus(['conform', '--openapi', 'all.json', '--url', url], {
      cwd: dir,
    })
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/\d+ passed, 0 failed, 0 skipped/)
    for (const id of ['copyNote', 'searchNote', 'copyNotesById']) expect(stdout).toContain(id)
  })

  it('has a client', async () => {
    await nexus(['client', '--openapi', 'all.json', '--out', 'all.ts'], { cwd: dir })
    const { code } = transformSync(readFileSync(join(dir, 'all.ts'), 'utf8'), {
      loader: 'ts',
      format: 'esm',
    })
    writeFileSync(join(dir, 'all.mjs'), code)
    const { createClient } = await import(pathToFileURL(join(dir, 'all.mjs')).href)
    const api = createClient({ baseUrl: url })
    const path = { id: 7 }
    expect(await api.copyNote({ path, body: { to: '/b' } })).toMatchObject({ body: 'copied' })
    expect(await api.searchNote({ path })).toMatchObject({ body: 'searched' })
    expect(await api.ask()).toMatchObject({ body: 'asked' })
    const form = { query: { wanted: { text: 'a & b', tags: ['x', '+'] } } }
    expect(await api.find(form)).toMatchObject({ body: 'found' })
    expect(await api.choose({ query: { wanted: { to: '&=?' } } })).toMatchObject({ body: 'chosen' })
    const cookies = { id: 'a%20=b', seen: [1, 2] }
    expect(await api.remember({ cookies })).toMatchObject({ body: 'remembered' })
    await expect(api.remember({ cookies: { ...cookies, id: 'a;b' } })).rejects.toThrow(
      'not escaped',
    )
  })
})
