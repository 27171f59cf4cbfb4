// `nexus mock`: answers that keep the contract, the same for the same seed, and nothing left behind.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nexus, nexusBin, startNode } from './processes.js'
import { projectOfEachTest } from './project-of-each-test.js'

let dir = ''
projectOfEachTest((made) => {
  dir = made
})

const start = async (...args: string[]) => {
  const mock = startNode([nexusBin, 'mock', '--port', '0', ...args], { cwd: dir })
  const [, url = ''] = await mock.waitFor(/listening on (http\S+)/)
  return { mock, url }
}
const petOf = async (url: string) => (await fetch(`${url}/v1/pets/1`)).text()

describe('nexus mock', () => {
  it('answers every operation as its contract declares, and refuses what it refuses', async () => {
    const { mock, url } = await start()
    const { code, stdout } = await nexus(['conform', '--url', url, '--header', 'X-Shop-Key: any'], {
      cwd: dir,
    })
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/(\d+) passed, 0 failed, 0 skipped/)
    await mock.stop('SIGINT')
    expect(readdirSync(join(dir, '.nexus')).filter((name) => /^(mock|serve)/.test(name))).toEqual(
      [],
    )
  })

  it('answers the same for the same seed', async () => {
    const first = await start('--seed', '3')
    const again = await start('--seed', '3')
    expect(await petOf(again.url)).toBe(await petOf(first.url))
    expect(JSON.parse(await petOf(first.url))).toMatchObject({ id: expect.any(Number) })
  })

  it('answers as the request chooses: by Accept, by Prefer, piece by piece, for any origin', async () => {
    const json = (value: object) => ({ 'application/json': value })
    const responses = {
      200: {
        description: 'd',
        content: {
          ...json({ examples: { cat: { value: 'a cat' }, dog: { value: 'a dog' } } }),
          'text/plain': { example: 'plain' },
          'text/event-stream': {
            itemSchema: { type: 'object', required: ['id'], properties: { id: { const: 7 } } },
          },
          'application/x-ndjson': { itemSchema: { const: 'line' } },
        },
      },
      404: { description: 'd', content: json({ example: { title: 'gone' } }) },
      '5XX': { description: 'd' },
    }
    const binary = { schema: { type: 'string', format: 'binary' } }
    const problem = {
      schema: {
        type: 'object',
        properties: { status: { type: 'integer' }, title: { type: 'string' } },
      },
    }
    const openResponses = {
      200: { description: 'd', content: { 'image/*': binary } },
      '4XX': { description: 'd', content: { 'application/problem+json': problem } },
    }
    const document = {
      openapi: '3.2.0',
      info: { title: 't', version: 'v' },
      // What a project of its own would have around its operations is passed by.
      'x-nexus-middleware': ['audit'],
      paths: {
        '/pet': { get: { operationId: 'pet', responses } },
        '/open': { get: { operationId: 'open', responses: openResponses } },
      },
    }
    writeFileSync(join(dir, 'other.json'), JSON.stringify(document))
    const { url } = await start('--openapi', 'other.json', '--seed', '2')
    const ask = async (headers: Record<string, string>) => {
      const answer = await fetch(`${url}/pet`, {
        headers: { origin: 'https://page.example', ...headers },
      })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      return [answer.status, await answer.text()]
    }
    expect(await ask({ prefer: 'example=cat' })).toEqual([200, '"a cat"'])
    expect(await ask({ prefer: 'example="dog"' })).toEqual([200, '"a dog"'])
    expect(await ask({ accept: 'text/plain' })).toEqual([200, 'plain'])
    expect(await ask({ accept: 'application/json;q=0.1, text/*' })).toEqual([200, 'plain'])
    expect(await ask({ accept: 'text/event-stream' })).toEqual([200, 'data: {"id":7}\n\n'])
    expect(await ask({ accept: 'application/x-ndjson' })).toEqual([200, '"line"\n'])
    expect(await ask({ prefer: 'code=404' })).toEqual([404, '{"title":"gone"}'])
    expect(await ask({ prefer: 'respond-async, code=503' })).toEqual([503, ''])
    expect(await ask({ prefer: 'code=418' })).toEqual([
      400,
      expect.stringContaining('there are 200, 404, 5XX'),
    ])
    expect(await ask({ prefer: 'example=cow' })).toEqual([
      400,
      expect.stringContaining('there are cat, dog'),
    ])
    const picture = await fetch(`${url}/open`)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(Buffer.from(await picture.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG')
    const missing = await fetch(`${url}/open`, { headers: { prefer: 'code=404' } })
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { status: 404, title: 'Not Found' },
    ])
    const preflight = await fetch(`${url}/pet`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://page.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,prefer',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('*')
  })

  it('tells where it can run when the runtime is not installed there, and leaves nothing behind', async () => {
    const bare = join(dir, '../bare')
    mkdirSync(bare)
    writeFileSync(
      join(bare, 'api.json'),
      JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: 'v' }, paths: {} }),
    )
    const { code, stderr } = await nexus(['mock', '--openapi', 'api.json', '--port', '0'], {
      cwd: bare,
    })
    expect(code).toBe(3)
    expect(stderr).toContain('@nexusrt/runtime is not installed in')
    expect(stderr).toContain('--project')
    expect(stderr).not.toContain('ERR_MODULE_NOT_FOUND')
    expect(readdirSync(bare)).toEqual(['api.json'])
  })

  it('tells of an answer that cannot be sent', async () => {
    const responses = { 204: { description: 'd' }, default: { description: 'd' } }
    const document = {
      openapi: '3.1.0',
      info: { title: 't', version: 'v' },
      paths: { '/a': { get: { operationId: 'getA', responses } } },
    }
    writeFileSync(join(dir, 'other.json'), JSON.stringify(document))
    const { mock, url } = await start('--openapi', 'other.json')
    expect((await fetch(`${url}/a`, { headers: { prefer: 'code=999' } })).status).toBe(500)
    await mock.waitFor(/getA: .* not 999/)
    await mock.stop('SIGINT')
  })

  it('says what is wrong with its command line', async () => {
    expect(await nexus(['mock', '--seed', 'x'], { cwd: dir })).toMatchObject({ code: 2 })
    expect(await nexus(['mock', '--port', '70000'], { cwd: dir })).toMatchObject({ code: 2 })
  })
})
