// What a client makes of answers that its contract does not declare: those of gateways, broken ones, endless ones.

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, compile } from '../../../cli/src/pipeline.js'

const document = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/one': {
      get: {
        operationId: 'one',
        responses: {
          200: {
            description: 'd',
            content: { 'application/json': { schema: { type: 'integer', format: 'int64' } } },
          },
        },
      },
    },
    '/moved': {
      get: {
        operationId: 'moved',
        security: [{ key: [] }],
        responses: {
          302: { description: 'd', headers: { Location: { schema: { type: 'string' } } } },
        },
      },
    },
    '/thing': {
      get: {
        operationId: 'thing',
        responses: {
          200: {
            description: 'd',
            content: { 'application/json': { schema: { type: 'integer' } } },
          },
          default: { description: 'd', content: { 'application/problem+json': {} } },
        },
      },
    },
    '/any': { get: { operationId: 'any', responses: { default: { description: 'd' } } } },
    '/news': {
      get: {
        operationId: 'news',
        responses: { 200: { description: 'd', content: { 'text/event-stream': {} } } },
      },
    },
  },
}

const components = {
  securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
}

type Call = (client: object) => Promise<{ readonly body: AsyncIterable<{ data: string }> }>
interface Client {
  readonly UnexpectedAnswer: new () => Error
  readonly one: Call
  readonly moved: (client: object) => Promise<unknown>
  readonly any: Call
  readonly thing: Call
  readonly news: Call
}

const listening = async (answer: RequestListener) => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe.each(['number', 'bigint'] as const)('a client with int64 as %s', (int64) => {
  let dir = ''
  let client: Client
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-client-answers-'))
    const openapi = join(dir, 'api.json')
    writeFileSync(openapi, JSON.stringify({ ...document, components }))
    const compiled = await compile({ projectDir: dir, openapi, contracts: [], schemas: { int64 } })
    const { code } = transformSync(clientOf(compiled) ?? '', { loader: 'ts', format: 'esm' })
    writeFileSync(join(dir, 'client.mjs'), code)
    client = await import(pathToFileURL(join(dir, 'client.mjs')).href)
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const answering = (status: number, type: string, body: string | ReadableStream<Uint8Array>) => ({
    baseUrl: 'http://of.test',
    fetch: async () => new Response(body, { status, headers: { 'content-type': type } }),
  })
  /** Events without an end, and whether somebody ended them. */
  const endless = () => {
    const told = { isCancelled: false }
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => {
        told.isCancelled = true
      },
    })
    return { told, stream }
  }
  const failure = async (answer: Promise<unknown>) => {
    const error = await answer.then(
      () => null,
      (reason: Error) => reason,
    )
    expect(error).toBeInstanceOf(client.UnexpectedAnswer)
    return error
  }

  it('tells JSON of a gateway that is none, with its text', async () => {
    const html = '<html>Bad Gateway</html>'
    expect(await failure(client.one(answering(502, 'application/json', html)))).toMatchObject({
      operation: 'one',
      status: 502,
      body: html,
      message: 'one answered 502, which its contract does not declare',
    })
  })

  it('takes `default` beside a success for errors: another success is told with all of it', async () => {
    const problem = answering(404, 'application/problem+json', '{"title":"none"}')
    expect(await client.thing(problem)).toMatchObject({
      ok: false,
      status: 404,
      body: { title: 'none' },
    })
    const other = answering(202, 'application/json', '{"queued":true}')
    expect(await failure(client.thing(other))).toMatchObject({
      status: 202,
      body: { queued: true },
    })
    // Alone it stands for all of them.
    expect(await client.any(other)).toMatchObject({ ok: true, status: 202 })
  })

  it('tells a declared answer that is no JSON', async () => {
    expect(await failure(client.one(answering(200, 'application/json', '{"a":')))).toMatchObject({
      status: 200,
      body: '{"a":',
      message:
        'one answered 200 with application/json that is no JSON, which its contract does not declare',
    })
  })

  it('parses what is JSON of an answer that is not declared', async () => {
    const error = await failure(client.one(answering(503, 'application/json', '{"a":1}')))
    expect(error).toMatchObject({ status: 503, body: { a: 1 } })
    expect((error as unknown as { rawHeaders: Headers }).rawHeaders.get('content-type')).toBe(
      'application/json',
    )
  })

  it.each([200, 503])('ends events that nobody declared, of %i', async (status) => {
    const { told, stream } = endless()
    const error = await failure(client.one(answering(status, 'text/event-stream', stream)))
    expect(error).toMatchObject({ status, body: undefined })
    expect(told.isCancelled).toBe(true)
  })

  it('takes redirections for answers, and no key elsewhere', async () => {
    const seen: (string | undefined)[] = []
    const elsewhere = await listening((request, response) => {
      seen.push(request.url)
      response.end()
    })
    const server = await listening((request, response) => {
      seen.push(`${request.url} ${request.headers['x-key']}`)
      response.writeHead(302, { location: `${elsewhere.url}/steal` }).end()
    })
    const options = { baseUrl: server.url, credentials: { key: 'secret' } }
    expect(await client.moved(options)).toMatchObject({
      status: 302,
      headers: { location: `${elsewhere.url}/steal` },
    })
    expect(await failure(client.one(options))).toMatchObject({ status: 302 })
    expect(seen).toEqual(['/moved secret', '/one undefined'])
    await Promise.all([server.close(), elsewhere.close()])
  })

  // What `fetch` of a browser gives where Node.js shows the answer itself.
  it('says of a redirect that a browser hides what it is, also where any status is declared', async () => {
    const opaque = {
      status: 0,
      ok: false,
      type: 'opaqueredirect',
      headers: new Headers(),
      body: null,
    }
    const fetch = async () => opaque
    for (const called of [client.one, client.moved, client.any]) {
      const error = await failure(
        called({ baseUrl: 'http://api.example', fetch, credentials: { key: 'secret' } }),
      )
      expect(error).toMatchObject({ name: 'UnexpectedAnswer', status: 0 })
      expect(String(error)).toMatch(/answered 0 \(a redirect, which a browser hides/)
    }
  })

  it('leaves declared events to who reads them', async () => {
    const { told, stream } = endless()
    const { body } = await client.news(answering(200, 'text/event-stream', stream))
    for await (const { data } of body) {
      expect([data, told.isCancelled]).toEqual(['x', false])
      break
    }
    expect(told.isCancelled).toBe(true)
  })
})
