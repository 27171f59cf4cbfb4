// Keeps the two directions apart in generated code: types that both have, readOnly members of requests.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { compile, write } from '../../../cli/src/pipeline.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { programOf } from '../../type-checking.js'
import { compileDocument, definitionOf, documentOf, errorsOf, evaluate } from './evaluate.js'

/** What tsc says of everything that is generated from a document. */
const typeErrorsOf = async (document: string): Promise<string[]> => {
  const projectDir = mkdtempSync(join(tmpdir(), 'nexus-directions-'))
  try {
    const file = join(projectDir, 'api.yaml')
    writeFileSync(file, document)
    const result = await compile({ projectDir, openapi: file, contracts: [] })
    expect(errorsOf(result)).toBe('')
    await write(result, { mode: 'write' })
    cpSync('templates/project/src', join(projectDir, 'src'), { recursive: true })
    cpSync('templates/project/vitest.config.ts', join(projectDir, 'vitest.config.ts'))
    writeFileSync(
      join(projectDir, 'package.json'),
      '{"type":"module","imports":{"#generated/*":"./src/generated/*.ts"}}',
    )
    writeFileSync(join(projectDir, 'nexus.config.ts'), 'export default {}\n')
    writeFileSync(join(projectDir, 'src/security.ts'), 'export const security = {}\n')
    mkdirSync(join(projectDir, 'node_modules/@nexusrt'), { recursive: true })
    symlinkSync(resolve('runtime'), join(projectDir, 'node_modules/@nexusrt/runtime'))
    for (const name of ['@types', 'vitest'])
      symlinkSync(resolve('node_modules', name), join(projectDir, 'node_modules', name))
    const config = ts.readConfigFile(resolve('templates/project/tsconfig.json'), ts.sys.readFile)
    const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, projectDir)
    const program = programOf(parsed.fileNames, parsed.options)
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file: at, messageText }) =>
          `${at?.fileName.slice(projectDir.length) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      )
  } finally {
    rmSync(projectDir, { recursive: true, force: true })
  }
}

test('one shape in two media types has the types of the direction that uses it', {
  timeout: 60_000,
}, async () => {
  const file = 'specs/features/one-shape-in-two-media-types.yaml'
  expect(await typeErrorsOf(readFileSync(file, 'utf8'))).toEqual([])
})

test('a document without operations compiles, and has no contract tests', {
  timeout: 60_000,
}, async () => {
  const document = 'openapi: 3.1.0\ninfo: { title: none, version: "1" }\npaths: {}\n'
  expect(await typeErrorsOf(document)).toEqual([])
})

test('an operation that asks for a scheme that nobody declared compiles', {
  timeout: 60_000,
}, async () => {
  const document = `openapi: 3.1.0
info: { title: none, version: "1" }
paths:
  /closed: { get: { operationId: closed, security: [{ missing: [] }], responses: { 204: { description: done } } } }
`
  expect(await typeErrorsOf(document)).toEqual([])
})

const user = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer', readOnly: true },
    role: { type: 'string', readOnly: true, enum: ['user', 'admin'] },
    name: { type: 'string' },
    password: { type: 'string', writeOnly: true },
  },
}

/** What the handler of an operation that takes `schema` is given for a body. */
const bodyOf = async (schema: object, body: unknown, components: object = {}): Promise<unknown> => {
  const result = await compileDocument(documentOf([schema], { User: user, ...components }))
  expect(errorsOf(result)).toBe('')
  const definition = definitionOf(await evaluate(result.files), 'operations/op0')
  const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
  const issues = new Issues()
  const raw = { json: () => JSON.parse(JSON.stringify(body)) } as RawRequest
  definition.read(raw, context, issues)
  expect(issues.list).toEqual([])
  expect(issues.changes).toBe(0)
  return context.body
}

const ref = { $ref: '#/components/schemas/User' }
const sent = { id: 1, role: 'admin', name: 'Ann', password: 'x', undeclared: true }
const seen = { name: 'Ann', password: 'x', undeclared: true }

test('a handler does not see readOnly members that a client sent', async () => {
  expect(await bodyOf(user, sent)).toEqual(seen)
  expect(await bodyOf({ ...user, additionalProperties: false }, { id: 1, name: 'Ann' })).toEqual({
    name: 'Ann',
  })
})

test('nor nested ones, nor those of parts and items', async () => {
  const nested = {
    type: 'object',
    properties: { owner: ref, members: { type: 'array', items: ref } },
    additionalProperties: ref,
  }
  const body = { owner: sent, members: [sent, sent], other: sent }
  expect(await bodyOf(nested, body)).toEqual({ owner: seen, members: [seen, seen], other: seen })
  const parts = {
    allOf: [ref, { type: 'object', properties: { at: { type: 'string', readOnly: true } } }],
  }
  expect(await bodyOf(parts, { ...sent, at: 'now' })).toEqual(seen)
  const self = {
    type: 'object',
    properties: {
      id: { type: 'integer', readOnly: true },
      next: { $ref: '#/components/schemas/S0' },
    },
  }
  expect(await bodyOf(self, { id: 1, next: { id: 2, next: { id: 3 } } })).toEqual({
    next: { next: {} },
  })
})

test('a name that every object inherits is dropped as well', async () => {
  const odd = {
    type: 'object',
    properties: { constructor: { type: 'string', readOnly: true }, name: { type: 'string' } },
  }
  const body = JSON.parse('{"constructor":"x","name":"Ann"}')
  expect(Object.keys((await bodyOf(odd, body)) as object)).toEqual(['name'])
})

const kind = (value: string, id: object) => ({
  type: 'object',
  required: ['kind', 'id'],
  properties: { kind: { const: value }, id },
})

test.each(['oneOf', 'anyOf'])(
  'a branch of %s that does not match hides nothing',
  async (keyword) => {
    const branches = [
      kind('made', { type: 'integer', readOnly: true }),
      kind('given', { type: 'integer' }),
    ]
    const union = { [keyword]: branches }
    expect(await bodyOf(union, { kind: 'given', id: 7 })).toEqual({ kind: 'given', id: 7 })
    expect(await bodyOf(union, { kind: 'made', id: 7 })).toEqual({ kind: 'made' })
  },
)

test('a discriminator chooses what is hidden', async () => {
  const components = {
    Made: kind('Made', { type: 'integer', readOnly: true }),
    Given: kind('Given', { type: 'integer' }),
  }
  const union = {
    oneOf: [{ $ref: '#/components/schemas/Made' }, { $ref: '#/components/schemas/Given' }],
    discriminator: { propertyName: 'kind' },
  }
  expect(await bodyOf(union, { kind: 'Given', id: 7 }, components)).toEqual({
    kind: 'Given',
    id: 7,
  })
  expect(await bodyOf(union, { kind: 'Made', id: 7 }, components)).toEqual({ kind: 'Made' })
})

const marked = {
  Mark: { type: 'string', readOnly: true },
  Next: { $ref: '#/components/schemas/Mark' },
}
const mark = { $ref: '#/components/schemas/Mark' }

/** Made of entries: a literal with a member `then` looks like a promise. */
const when = (test: object, branches: readonly (readonly ['then' | 'else', object])[]): object =>
  Object.fromEntries([['if', test], ...branches])

/** What marks a member, and what does not (it is warned about: test/cli/check/marks.test.ts). */
const members: Readonly<Record<string, readonly [schema: object, isHidden: boolean]>> = {
  'a reference': [mark, true],
  'a reference beside words': [{ ...mark, description: 'Who made it.' }, true],
  'a reference to a reference': [{ $ref: '#/components/schemas/Next' }, true],
  'allOf of a reference': [{ allOf: [mark] }, true],
  'allOf with the mark alone': [{ allOf: [{ type: 'string' }, { readOnly: true }] }, true],
  'allOf of allOf': [{ allOf: [{ type: 'string' }, { allOf: [mark] }] }, true],
  'allOf beside readOnly: false': [{ readOnly: false, allOf: [mark] }, true],
  'anyOf with null': [{ anyOf: [mark, { type: 'null' }] }, true],
  'oneOf with a constant null': [{ oneOf: [{ const: null }, mark] }, true],
  'oneOf with an enumerated null': [{ oneOf: [mark, { enum: [null] }] }, true],
  'each of oneOf': [{ oneOf: [mark, { type: 'integer', allOf: [{ readOnly: true }] }] }, true],
  'then and else': [
    when({ minLength: 3 }, [
      ['then', mark],
      ['else', mark],
    ]),
    true,
  ],
  'some of anyOf': [{ anyOf: [mark, { type: 'string' }] }, false],
  'null alone': [{ anyOf: [{ type: 'null', readOnly: true }, { type: 'string' }] }, false],
  'then alone': [when({ minLength: 1 }, [['then', mark]]), false],
  items: [{ type: ['string', 'array'], items: mark }, false],
  not: [{ not: { type: 'integer', readOnly: true } }, false],
}

test.each(Object.entries(members))(
  'a member is hidden by what applies to it in any case: %s',
  async (_, [schema, isHidden]) => {
    const body = { by: 'x', name: 'Ann' }
    const made = { type: 'object', required: ['by'], properties: { by: schema, name: {} } }
    expect(await bodyOf(made, body, marked)).toEqual(isHidden ? { name: 'Ann' } : body)
    if (isHidden) expect(await bodyOf(made, { name: 'Ann' }, marked)).toEqual({ name: 'Ann' })
  },
)

test('the types of both directions agree with what is hidden by a part', async () => {
  const made = {
    type: 'object',
    properties: {
      by: { allOf: [mark] },
      secret: { allOf: [{ type: 'string' }, { writeOnly: true }] },
      name: { type: 'string' },
    },
  }
  const { files } = await compileDocument(documentOf([made], marked))
  const text = files.find(({ path }) => path === 'src/generated/schemas/s0.ts')?.text ?? ''
  const membersOf = (name: string) =>
    [
      ...(new RegExp(`interface ${name} \\{(.*?)\\n\\}`, 's').exec(text)?.[1] ?? '').matchAll(
        /(\w+)\??:/g,
      ),
    ].map(([, member]) => member)
  expect(membersOf('S0')).toEqual(['by', 'name'])
  expect(membersOf('S0Input')).toEqual(['secret', 'name'])
})
