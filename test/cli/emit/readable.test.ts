// Proves that generated code has nothing that a reader would strike out: types that nobody names, casts by way of
// `unknown`, questions whose answer is known, numbers behind names that nothing else has; and that scaffolds show how.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../../cli/src/pipeline.js'
import { compileDocument } from './evaluate.js'

const document = `
openapi: 3.2.0
info: { title: Readable, version: 1.0.0 }
paths:
  /books/{id}:
    get:
      operationId: listBooks
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
        - { name: author, in: query, schema: { type: array, items: { type: string } } }
        - { name: tags, in: query, schema: { type: array, maxItems: 3, items: { type: string } } }
        - { name: filter, in: query, style: deepObject, explode: true, schema: { type: object, properties: { a: { type: string } } } }
      responses:
        '200': { description: The books., content: { application/json: { schema: { type: object, required: [id, title], properties: { id: { type: integer }, title: { type: string } } } } } }
        default: { $ref: '#/components/responses/Problem' }
  /photos:
    post:
      operationId: addPhoto
      requestBody:
        required: true
        content:
          multipart/form-data: { schema: { type: object, required: [file], properties: { file: { type: string, format: binary }, meta: { type: object, properties: { a: { type: string } } } } } }
          application/json: { schema: { type: object, required: [url], properties: { url: { type: string } } } }
      responses: { '204': { description: Made. }, default: { $ref: '#/components/responses/Problem' } }
  /form:
    post:
      operationId: sendForm
      requestBody: { required: true, content: { multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary }, note: { type: string } } } } } }
      responses: { '204': { description: Made. } }
  /lines:
    post:
      operationId: sendLines
      requestBody: { required: true, content: { application/jsonl: { itemSchema: { type: object } } } }
      responses: { '200': { description: OK., content: { application/jsonl: { itemSchema: { type: object } } } } }
  /ticks:
    get:
      operationId: followTicks
      parameters: [{ name: since, in: query, content: { application/json: { schema: { anyOf: [{ type: 'null' }, { type: string, minLength: 2 }] } } } }]
      responses: { '200': { description: OK., content: { text/event-stream: { itemSchema: { required: [event], properties: { event: { const: tick }, data: { type: string } } } } } } }
components:
  responses:
    Problem: { description: What went wrong here., content: { application/problem+json: { schema: { type: object, required: [title, status], properties: { title: { type: string }, status: { type: integer }, by: { $ref: '#/components/schemas/Name', description: Who took it. }, old: { $ref: '#/components/schemas/Name', deprecated: true } } } } } }
    Taken: { description: Taken., content: { application/problem+json: { schema: { $ref: '#/components/schemas/Taken' } } } }
  schemas:
    Taken: { type: object, properties: { by: { type: string } } }
    Name: { type: string, description: Of anybody. }
`

let dir = ''
let texts: ReadonlyMap<string, string>
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-readable-'))
  writeFileSync(join(dir, 'api.yaml'), document)
  const { files } = await compile({ projectDir: dir, openapi: 'api.yaml', contracts: [] })
  texts = new Map(files.map((file) => [file.path, file.text]))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const text = (path: string): string => texts.get(`src/${path}.ts`) ?? [...texts.keys()].join(' ')
const operation = (name: string) => text(`generated/operations/${name}`)

test('a response of one media type has the name of its component', () => {
  expect(text('generated/schemas/problem')).toContain('export interface Problem {')
  expect(operation('list-books')).toContain('default: Answer<Problem>')
})

test('a member has what stands beside its reference as its comment', () => {
  const taken = text('generated/schemas/problem')
  expect(taken).toMatch(/\/\*\* Who took it\. \*\/\n {2}by\?/)
  expect(taken).toMatch(/@deprecated[\s*/]*old\?/)
})

test('a parameter that is deprecated is struck out, whatever else is said of it', async () => {
  const parameters = [
    { name: 'plain', in: 'query', deprecated: true, schema: { type: 'string' } },
    {
      name: 'told',
      in: 'query',
      description: 'Old.',
      schema: { type: 'string', deprecated: true },
    },
    { name: 'kept', in: 'header', description: 'New.', schema: { type: 'string' } },
  ]
  const { files } = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/a': { get: { operationId: 'a', parameters, responses: { 204: { description: 'd' } } } },
    },
  })
  const module = files.find(({ path }) => path.endsWith('operations/a.ts'))?.text ?? ''
  expect(module).toMatch(/\/\*\* @deprecated \*\/\s+plain\?/)
  expect(module).toMatch(/Old\.[\s*]+@deprecated[\s*/]+told\?/)
  expect(module).toMatch(/New\. \*\/\s+kept\?/)
})

test('branches that types tell apart ask for no type again', () => {
  const module = operation('follow-ticks')
  const [, body = ''] = module.split('export function validateFollowTicksSince')
  const union = body.slice(0, body.indexOf('return issues.count'))
  expect(union).toContain("typeof value === 'string'")
  expect(union).toContain('must be null or a string')
  expect(union).not.toMatch(/typeof value !== 'string'|'must be null'/)
})

describe('readers', () => {
  test('take lists of texts as they are', () => {
    const read = operation('list-books')
    expect(read).toContain('if (raw.has(1)) query.author = raw.list(1)')
    expect(read).toContain('if (tags.length > 3)')
    expect(read).not.toMatch(/typeof item|as unknown as/)
  })

  test('have an object under the name of its parameter', () => {
    expect(operation('list-books')).toContain("const filter = deepObject(raw.target, 'filter'")
    expect(operation('list-books')).not.toContain('filterFields')
  })

  test('call each of several bodies a body', () => {
    expect(operation('add-photo')).toContain('const body = multipart(raw, form$1)')
    expect(operation('add-photo')).toContain('const body = raw.json()')
    expect(operation('add-photo')).not.toMatch(/body\d/)
  })
})

test('a form with files has one type, which somebody names', () => {
  const module = operation('add-photo')
  const names = [...module.matchAll(/export (?:interface|type) (\w+)/g)].map(([, name]) => name)
  const alone = names.filter((name) => module.split(new RegExp(`\\b${name}\\b`)).length < 3)
  expect(alone).toEqual([])
})

test('a writer ends on the line of its last member', () => {
  expect(operation('list-books')).toMatch(/jsonText\(object\.title\) \+ '"}'\n/)
})

describe('scaffolds', () => {
  test.each([
    ['add-photo', 'return op.reply(204)'],
    ['send-form', 'const { file, note } = await body.form()'],
    ['send-lines', 'for await (const item of body)'],
    ['send-lines', 'yield ...'],
    ['follow-ticks', "yield { event: 'tick', data: ... }"],
    ['follow-ticks', 'return op.reply(200, pieces())'],
    ['list-books', '`nexus generate` merges its own changes into it, and never writes over yours.'],
  ])('%s: %s', (name, wanted) => {
    expect(text(`handlers/default/${name}`)).toContain(wanted)
  })
})
