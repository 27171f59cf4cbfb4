// What a client makes of answers that its contract does not declare: those of gateways, broken ones, endless ones.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
    '/news': {
      get: {
        operationId: 'news',
        responses: { 200: { description: 'd', content: { 'text/event-stream': {} } } },
      },
    },
  },
}

type Call = (client: object) => Promise<{ readonly body: AsyncIterable<{ data: string }> }>
interface Client {
  readonly UnexpectedAnswer: new () => Error
  readonly one: Call
  readonly news: Call
}

describe.each(['number', 'bigint'] as const)('a client with int64 as %s', (int64) => {
  let dir = ''
  let client: Client
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-client-answers-'))
    const openapi = join(dir, 'api.json')
    writeFileSync(openapi, JSON.stringify(document))
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
