// Proves that 64-bit integers and decimals keep all their digits from the wire to a handler and back, on a real
// server and in its client, in each form that a project may ask for.

import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf, compile } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { document, handlers } from './numbers-project.js'
import { makeProject, type Project } from './project.js'

const least = -(2n ** 63n)
const most = 2n ** 63n - 1n

const forms = [
  { schemas: { int64: 'bigint', decimal: 'string' }, id: 'bigint' },
  { schemas: { int64: 'string', decimal: 'string' }, id: 'Int64' },
] as const

describe.each(forms)('$schemas', ({ schemas }) => {
  let project: Project
  let server: TestServer

  beforeAll(async () => {
    project = await makeProject(document, handlers, { schemas })
    server = await project.start()
  })

  afterAll(async () => {
    await server?.close()
    project?.remove()
  })

  const put = async (target: string, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}${target}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    return {
      status: response.status,
      id: response.headers.get('x-id'),
      text: await response.text(),
    }
  }

  /** What is wrong with a body: pointer, code, message of the first violation. */
  const refusal = async (body: string): Promise<string> => {
    const { status, text } = await put('/things/1', body)
    expect(status).toBe(400)
    const [first] = JSON.parse(text).errors
    return `${first.pointer} ${first.code} ${first.message}`
  }

  test('compiles, with its handlers', () => {
    expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(project.typeErrors()).toEqual([])
  })

  test('defaults have all digits', async () => {
    const { status, text } = await put('/things/1', '{"id":5,"price":1.5}')
    expect([status, text]).toEqual([
      200,
      '{"thing":{"id":5,"price":1.5,"big":18446744073709551615,"whole":{"n":9007199254740993}},"id":1,"after":9007199254740993}',
    ])
  })

  test('every member keeps its digits', async () => {
    const body =
      '{"id":9223372036854775807,"price":9007199254740993.1234567890123456789,"parent":-9223372036854775808,' +
      '"big":9223372036854775809,"third":9007199254740993,"ratio":0.5,"kind":9007199254740993,' +
      '"either":9007199254740993,"low":9007199254740994,"prices":[0.10000000000000000001,0.10000000000000000002],' +
      '"map":{"a":9007199254740993,"b":1},"whole":{"n":-9007199254740993},"amount":"1.50"}'
    const { status, text } = await put('/things/9007199254740993', body)
    expect(status).toBe(200)
    expect(text).toBe(`{"thing":${body},"id":9007199254740993,"after":9007199254740993}`)
  })

  test('parameters keep theirs', async () => {
    const target =
      '/things/-9223372036854775808?after=9223372036854775807&ids=18446744073709551615&ids=0&price=0.1000000000000000001&at=9007199254740993'
    const { status, id, text } = await put(target, '{"id":1,"price":0,"big":1,"whole":{}}', {
      'x-big': '9223372036854775807',
    })
    expect([status, id]).toEqual([200, '-9223372036854775808'])
    expect(text).toBe(
      '{"thing":{"id":1,"price":0,"big":1,"whole":{}},"id":-9223372036854775808,"after":9223372036854775807,' +
        '"ids":[18446744073709551615,0],"price":0.1000000000000000001,"header":9223372036854775807,"at":9007199254740993}',
    )
  })

  test.each([
    ['{"id":9223372036854775808,"price":0}', '/id maximum must be <= 9223372036854775807'],
    ['{"id":-9223372036854775809,"price":0}', '/id minimum must be >= -9223372036854775808'],
    ['{"id":1.5,"price":0}', '/id type must be an integer'],
    [
      '{"id":9e18,"price":0}',
      '/id type must be written without point and exponent where it is beyond 2^53',
    ],
    ['{"id":"1","price":0}', '/id type must be an integer'],
    ['{"id":1,"price":0,"big":-1}', '/big minimum must be >= 0'],
    ['{"id":1,"price":0,"third":9007199254740994}', '/third multipleOf must be a multiple of 3'],
    ['{"id":1,"price":-0.00000000000000000001}', '/price minimum must be >= 0'],
    [
      '{"id":1,"price":9007199254740993.50000000000000000001}',
      '/price maximum must be <= 9007199254740993.5',
    ],
    [
      '{"id":1,"price":0.10000000000000000001}',
      '/price multipleOf must be a multiple of 0.0000000000000000001',
    ],
    ['{"id":1,"price":"1"}', '/price type must be a number'],
    ['{"id":1,"price":1e500}', ' number has a number beyond 1.8e308'],
    [`{"id":1${'0'.repeat(400)},"price":1}`, ' number has an integer of more than 400 digits'],
    [
      '{"id":1,"price":0,"ratio":9007199254740993}',
      '/ratio type must be between -(2^53-1) and 2^53-1',
    ],
    ['{"id":1,"price":0,"kind":9007199254740992}', '/kind enum must be one of 1, 9007199254740993'],
    [
      '{"id":1,"price":0,"low":9007199254740995}',
      '/low exclusiveMaximum must be < 9007199254740995',
    ],
    [
      '{"id":1,"price":0,"prices":[0.10000000000000000001,0.100000000000000000010]}',
      '/prices uniqueItems must not have equal items',
    ],
    ['{"id":1,"price":0,"amount":"1,5"}', '/amount format must be a valid decimal'],
  ])('%s is refused', async (body, expected) => {
    expect(await refusal(body)).toBe(expected)
  })

  test.each([
    ['9223372036854775808', 'must be <= 9223372036854775807'],
    ['1.5', 'must be an integer'],
  ])('a path with %s is refused', async (id, message) => {
    const { status, text } = await put(`/things/${id}`, '{"id":1,"price":0}')
    expect([status, JSON.parse(text).errors[0].message]).toEqual([400, message])
  })

  test('a plain integer that is too large is told so by the engine', async () => {
    const response = await fetch(`${server.url}/safe/9007199254740993`)
    const problem = (await response.json()) as { errors: { message: string }[] }
    expect([response.status, problem.errors[0]?.message]).toEqual([
      400,
      'must be between -(2^53-1) and 2^53-1',
    ])
  })

  test('a body that is one decimal', async () => {
    for (const text of ['12345678.12345678', ' 0.1000000000000000000000001 ', '9007199254740993']) {
      const response = await fetch(`${server.url}/total`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: text,
      })
      expect(await response.text()).toBe(text.trim())
    }
  })

  test('any 64-bit integer and any decimal come back', async () => {
    const decimals = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }))
      .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(19, '0')}`)
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: least, max: most }), decimals, async (id, price) => {
        const body = `{"id":${id},"price":${price},"big":1,"whole":{}}`
        const { status, text } = await put(`/things/${id}`, body)
        expect([
          status,
          text.includes(`{"thing":{"id":${id},"price":`),
          text.includes(`"id":${id},"after"`),
        ]).toEqual([200, true, true])
        const [, written = ''] = /"price":([^,]+)/.exec(text) ?? []
        expect(same(written, price)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  describe('a receiver of its webhook', () => {
    const received: { target: string; id: unknown; body: string }[] = []
    const receiver = createServer(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      received.push({ target: request.url ?? '', id: request.headers['x-id'], body })
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
    let url = ''
    beforeAll(async () => {
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
    })
    afterAll(() => {
      receiver.closeAllConnections()
      return new Promise((resolve) => receiver.close(resolve))
    })
    const tell = async (body: string) => {
      const response = await fetch(`${server.url}/tell`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"url":"${url}",${body}}`,
      })
      return [response.status, await response.text()]
    }

    test('gets and says all digits', async () => {
      const thing =
        '{"id":9223372036854775807,"price":0.1000000000000000001,"big":18446744073709551615,' +
        '"prices":[0.10000000000000000001],"whole":{"n":-9007199254740993}}'
      expect(await tell(`"thing":${thing}`)).toEqual([200, thing])
      expect(received).toEqual([
        {
          target: '/?prices=0.1000000000000000001&prices=0.1000000000000000001',
          id: '9223372036854775807',
          body: thing,
        },
      ])
    })

    test('gets nothing that does not fit', async () => {
      received.length = 0
      const [status, text] = await tell('"thing":{"id":1,"price":0},"price":-1')
      const issues = JSON.parse(String(text))
      expect([status, issues]).toEqual([
        409,
        [{ in: 'query', pointer: '/prices/0', code: 'minimum', message: 'must be >= 0' }],
      ])
      expect(received).toEqual([])
    })
  })

  test('its client reads and writes them', async () => {
    const compiled = await compile({
      projectDir: project.dir,
      openapi: 'specs/api.yaml',
      contracts: [],
      schemas,
    })
    const { code } = await transform(clientOf(compiled) ?? '', { loader: 'ts' })
    const file = join(project.dir, 'client.mjs')
    writeFileSync(file, code)
    const { createClient } = await import(/* @vite-ignore */ pathToFileURL(file).href)
    const client = createClient({ baseUrl: server.url })
    const of = (digits: string) => (schemas.int64 === 'bigint' ? BigInt(digits) : digits)
    const thing = {
      id: of('9223372036854775807'),
      price: '0.1000000000000000001',
      parent: null,
      big: of('18446744073709551615'),
      prices: ['0.10000000000000000001'],
      map: { __proto__: of('1'), a: of('-9223372036854775808') },
      whole: { n: of('5') },
      ratio: 0.25,
      pair: ['0.5', '0.10000000000000000001', '1'],
      named: {
        'm-x': { a: '0.10000000000000000001', b: '0.20000000000000000001' },
        'm-y': { a: '0.10000000000000000001' },
        'a-x': { b: '0.10000000000000000001' },
      },
      moody: { k: 'b', v: 'word' },
    }
    const input = {
      path: { id: of('-1') },
      query: { ids: [of('18446744073709551615')] },
      body: thing,
    }
    const answer = await client.putThing(input)
    expect(answer.body).toEqual({
      thing,
      id: of('-1'),
      after: of('9007199254740993'),
      ids: [of('18446744073709551615')],
    })
    expect(answer.headers['x-id']).toBe(of('-1'))
    const feed = await client.getFeed()
    const { value } = await feed.body[Symbol.asyncIterator]().next()
    expect(value.data).toEqual({ seat: of('9007199254740993') })
  })
})

/** Whether two texts are the same decimal number. */
const same = (a: string, b: string): boolean => {
  const digits = (text: string) => {
    const [mantissa = '', exponent = '0'] = text.split('e')
    const [whole = '', fraction = ''] = mantissa.split('.')
    return BigInt(whole + fraction) * 10n ** BigInt(40 - fraction.length + Number(exponent))
  }
  return digits(a) === digits(b)
}
