// The client of every feature document and of hostile names type-checks under strict, and what it sends is what
// the server's own URI builder would write.

import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, compile } from '../../../cli/src/pipeline.js'
import { programOf } from '../../type-checking.js'

const root = join(import.meta.dirname, '../../..')
let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-client-'))
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const clientText = async (openapi: string, schemas = {}): Promise<string> => {
  const result = await compile({ projectDir: dir, openapi, contracts: [], schemas })
  const text = clientOf(result)
  if (text === null) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  return text
}

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
}

const typeErrors = (files: readonly string[]): string[] => {
  const host = ts.createCompilerHost(options)
  host.getCurrentDirectory = () => dir
  return ts
    .getPreEmitDiagnostics(programOf(files, options, host))
    .map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0
      return `${file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}

const dollar = '$'
const hostile = {
  openapi: '3.1.0',
  info: { title: `*/ }\`${dollar}{x}`, version: "'" },
  paths: {
    "/a'/{b`}": {
      get: {
        operationId: 'constructor',
        parameters: [
          { name: 'b`', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: '__proto__',
            in: 'query',
            schema: { type: 'string', enum: ["'", '*/', `${dollar}{x}`] },
          },
        ],
        responses: {
          '200': {
            description: '*/',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } },
          },
          '4XX': { description: 'd' },
          default: { description: 'd' },
        },
      },
    },
    ...Object.fromEntries(
      ['options', 'input', 'client', 'new', 'createClient', 'call'].map((operationId) => [
        `/${operationId}`,
        { get: { operationId, responses: { '204': { description: 'done' } } } },
      ]),
    ),
  },
  components: {
    schemas: {
      Answer: {
        type: 'object',
        properties: { '*/': { type: 'string' }, client: { $ref: '#/components/schemas/Client' } },
      },
      Client: { type: 'object', properties: { a: { type: 'string' } } },
    },
    securitySchemes: { 'its-own': { type: 'http', scheme: 'basic' } },
  },
}

describe('the client', () => {
  it('type-checks for every feature, and for names that want to get out', async () => {
    const features = readdirSync(join(root, 'specs/features')).filter((name) =>
      name.endsWith('.yaml'),
    )
    writeFileSync(join(dir, 'hostile.json'), JSON.stringify(hostile))
    const documents = [
      ...features.map((name) => join(root, 'specs/features', name)),
      join(dir, 'hostile.json'),
    ]
    const files = await Promise.all(
      documents.map(async (document, index) => {
        const file = join(dir, `${index}.ts`)
        writeFileSync(file, await clientText(document, { int64: 'bigint' }))
        return file
      }),
    )
    expect(files.length).toBeGreaterThan(30)
    // Of a document without operations: its client calls nothing.
    expect(typeErrors(files)).toEqual([expect.stringContaining("'call' is declared but")])
    const text = await clientText(join(dir, 'hostile.json'))
    expect(text).toContain('export interface Answer2 {')
  }, 120_000)

  it('lets operations be called as what it declares itself', async () => {
    const folder = join(root, 'templates/generated')
    const parts = readdirSync(join(folder, 'client')).map((part) => `client/${part}`)
    const template = ['client.hbs', ...parts].map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    )
    const names = [
      ...template.join('\n').matchAll(/^(?:export )?(?:const|async function\*?) (\w+)/gm),
    ]
    expect(names.length).toBeGreaterThan(40)
    const answer = { 200: { description: 'OK.' } }
    const paths = names.map(([, operationId], i) => [
      `/p${i}`,
      { get: { operationId, responses: answer } },
    ])
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: Object.fromEntries(paths),
    }
    writeFileSync(join(dir, 'names.json'), JSON.stringify(document))
    writeFileSync(join(dir, 'names.ts'), await clientText('names.json'))
    expect(typeErrors([join(dir, 'names.ts')])).toEqual([])
  })

  it('tells successes by `ok` where `default` stands beside them', async () => {
    const of = (name: string) => ({
      description: 'd',
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
    })
    const shape = (member: string) => ({
      type: 'object',
      required: [member],
      properties: { [member]: { type: 'string' } },
    })
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/exact': {
          get: { operationId: 'exact', responses: { 200: of('Good'), default: of('Bad') } },
        },
        '/range': {
          get: { operationId: 'range', responses: { '2XX': of('Good'), default: of('Bad') } },
        },
        '/alone': { get: { operationId: 'alone', responses: { default: of('Bad') } } },
        '/errors': {
          get: { operationId: 'errors', responses: { 404: of('Bad'), default: of('Good') } },
        },
      },
      components: { schemas: { Good: shape('good'), Bad: shape('bad') } },
    }
    writeFileSync(join(dir, 'ok.json'), JSON.stringify(document))
    const file = join(dir, 'ok.ts')
    writeFileSync(
      file,
      `${await clientText('ok.json')}
export const use = async (api: ReturnType<typeof createClient>): Promise<readonly string[]> => {
  const [exact, range, alone, errors] = [await api.exact(), await api.range(), await api.alone(), await api.errors()]
  if (!exact.ok) return [exact.body.bad]
  const status: 200 = exact.status
  if (range.ok && alone.ok && errors.ok) return [exact.body.good, range.body.good, alone.body.bad, errors.body.good, \`\${status}\`]
  return range.ok ? [] : [range.body.bad]
}
`,
    )
    expect(typeErrors([file])).toEqual([])
  })

  it('may leave out what has a default, and does not count on it in answers', async () => {
    const media = { 'application/json': { schema: { $ref: '#/components/schemas/Page' } } }
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/p': {
          put: {
            operationId: 'put',
            requestBody: { required: true, content: media },
            responses: { 200: { description: 'OK.', content: media } },
          },
        },
      },
      components: {
        schemas: {
          Page: { type: 'object', properties: { size: { type: 'integer', default: 10 } } },
        },
      },
    }
    writeFileSync(join(dir, 'defaults.json'), JSON.stringify(document))
    const file = join(dir, 'defaults.ts')
    writeFileSync(
      file,
      `${await clientText('defaults.json')}
export const use = async (client: Client): Promise<number | undefined> => {
  const answer = await client.put({ body: {} })
  const size: number = answer.body.size
  return size
}
`,
    )
    const [wrong = '', ...others] = typeErrors([file])
    expect(others).toEqual([])
    expect(wrong).toContain("'number | undefined' is not assignable to type 'number'")
  })

  it('tells what does not fit', async () => {
    const file = join(dir, 'wrong.ts')
    writeFileSync(
      file,
      `${await clientText(join(root, 'specs/features/path-parameter.yaml'))}\nexport const wrong: Client = {}\n`,
    )
    expect(typeErrors([file])).toHaveLength(1)
  }, 120_000)
})

interface Seen {
  readonly method: string | undefined
  readonly target: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const parameter = (name: string, place: string, more: object) => ({
  name,
  in: place,
  required: place === 'path',
  schema: {},
  ...more,
})

const styles = {
  openapi: '3.1.0',
  info: { title: 't', version: 'v' },
  paths: {
    '/a/{simple}/{label}/{matrix}': {
      post: {
        operationId: 'send',
        security: [{ key: [], basic: [] }, { query: [] }],
        parameters: [
          parameter('simple', 'path', {}),
          parameter('label', 'path', { style: 'label' }),
          parameter('matrix', 'path', { style: 'matrix', explode: true }),
          parameter('list', 'query', { schema: { type: 'array', items: {} } }),
          parameter('csv', 'query', { explode: false, schema: { type: 'array', items: {} } }),
          parameter('pipes', 'query', {
            style: 'pipeDelimited',
            explode: false,
            schema: { type: 'array', items: {} },
          }),
          parameter('deep', 'query', { style: 'deepObject', schema: { type: 'object' } }),
          parameter('json', 'query', { schema: undefined, content: { 'application/json': {} } }),
          parameter('X-Head', 'header', {}),
          parameter('crumb', 'cookie', {}),
        ],
        requestBody: {
          content: {
            'application/json': { schema: {} },
            'application/x-www-form-urlencoded': { schema: { type: 'object' } },
          },
        },
        responses: {
          '200': { description: 'd', content: { 'text/plain': {} } },
          default: { description: 'd', content: { 'application/problem+json': {} } },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'cookie', name: 'k' },
      basic: { type: 'http', scheme: 'basic' },
      query: { type: 'apiKey', in: 'query', name: 'q' },
    },
  },
}

describe('what the client sends', () => {
  let seen: Seen | null = null
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen = { method: request.method, target: request.url, headers: request.headers, body }
    response.writeHead(200, { 'content-type': 'text/plain' }).end('done')
  })
  let url = ''
  let make: (options: object) => { send(input: object): Promise<{ body: string }> }

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    writeFileSync(join(dir, 'styles.json'), JSON.stringify(styles))
    const text = await clientText(join(dir, 'styles.json'))
    writeFileSync(join(dir, 'styles.ts'), text)
    writeFileSync(
      join(dir, 'styles.mjs'),
      transformSync(text, { loader: 'ts', format: 'esm' }).code,
    )
    make = (await import(pathToFileURL(join(dir, 'styles.mjs')).href)).createClient
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const path = { simple: ['a/b', 'c'], label: 'l', matrix: ['x', 'y'] }

  it('is written in the style of each parameter', async () => {
    const query = {
      list: ['a', 'b c'],
      csv: ['a,b', 'c'],
      pipes: ['p', 'q'],
      deep: { x: 1, y: undefined, z: [2, 3] },
      json: { a: [1] },
    }
    const api = make({ baseUrl: url, headers: { 'x-all': 'all' } })
    const { body } = await api.send({
      path,
      query,
      headers: { 'X-Head': ['h', 'i'] },
      cookies: { crumb: 'a;b' },
    })
    expect(body).toBe('done')
    expect(seen?.target).toBe(
      '/a/a%2Fb,c/.l/;matrix=x;matrix=y?list=a&list=b%20c&csv=a%2Cb,c&pipes=p|q&deep%5Bx%5D=1&deep%5Bz%5D=2&deep%5Bz%5D=3&json=%7B%22a%22%3A%5B1%5D%7D',
    )
    expect(seen?.headers).toMatchObject({ 'x-head': 'h,i', cookie: 'crumb=a%3Bb', 'x-all': 'all' })
    expect(seen?.body).toBe('')
  })

  it('takes declared headers in any case, and no others but as raw ones', async () => {
    const api = make({ baseUrl: url })
    for (const name of ['x-head', 'X-Head', 'X-HEAD']) {
      await api.send({ path, headers: { [name]: ['h'], 'x-absent': undefined } })
      expect(seen?.headers['x-head']).toBe('h')
    }
    seen = null
    await expect(api.send({ path, headers: { 'x-haed': 'h' } })).rejects.toThrow(
      'send: its contract declares no header x-haed; rawHeaders takes such',
    )
    await expect(api.send({ path, headers: { 'x-head': ['a'], 'X-Head': ['b'] } })).rejects.toThrow(
      'send: the header x-head is given twice',
    )
    expect(seen).toBeNull()
    await api.send({ path, rawHeaders: { 'x-haed': 'h' } })
    const accept = 'text/plain, application/problem+json'
    expect(seen).toMatchObject({ headers: { 'x-haed': 'h', accept } })
    expect(readFileSync(join(dir, 'styles.ts'), 'utf8')).toMatch(/headers\?: \{\s+'x-head'\?: /)
  })

  it('carries the first credentials that are complete', async () => {
    await make({ baseUrl: url, credentials: { key: 'a', query: 'b' } }).send({ path })
    expect(seen?.target).toMatch(/\?q=b$/)
    expect(seen?.headers.cookie).toBeUndefined()
    await make({
      baseUrl: url,
      credentials: { key: 'a', basic: async () => 'u:p', query: 'b' },
    }).send({ path })
    expect(seen?.target).not.toContain('?')
    expect(seen?.headers).toMatchObject({ cookie: 'k=a', authorization: 'Basic dTpw' })
  })

  it('is written in the media type that is asked for', async () => {
    const api = make({ baseUrl: url })
    await api.send({ path, body: { a: 1 } })
    expect(seen).toMatchObject({ body: '{"a":1}', headers: { 'content-type': 'application/json' } })
    const contentType = 'application/x-www-form-urlencoded'
    await api.send({ path, contentType, body: { a: ['1', '2'], b: 'c&d' } })
    expect(seen).toMatchObject({
      body: 'a=1&a=2&b=c%26d',
      headers: { 'content-type': contentType },
    })
  })
})
