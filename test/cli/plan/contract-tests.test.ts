// The requests of generated contract tests: each place carries a value that can be told there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile } from '../../../cli/src/pipeline.js'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-contract-tests-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const texts = { type: 'array', items: { type: 'string' } }
const pair = {
  type: 'object',
  properties: { left: { type: 'string' }, right: { type: 'integer' } },
}

/** The request that is made up for one parameter. */
const requestFor = async (parameter: object & { in: string }): Promise<string> => {
  const path = parameter.in === 'path' ? '/a/{p}/b' : '/a'
  const parameters = [{ name: 'p', required: true, ...parameter }]
  const get = { parameters, responses: { 204: { description: 'd' } } }
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: { [path]: { get } },
  }
  writeFileSync(join(dir, 'api.json'), JSON.stringify(document))
  const { plan } = await compile({ projectDir: dir, openapi: 'api.json', contracts: [] })
  const tested = plan?.api?.operations[0]?.test
  expect(tested?.gap).toBe(null)
  return tested?.request?.target ?? ''
}

test.each([
  [{ in: 'path', schema: texts }, '/a/text/b'],
  [{ in: 'path', schema: pair }, '/a/left,text/b'],
  [{ in: 'path', explode: true, schema: pair }, '/a/left=text/b'],
  [{ in: 'path', style: 'label', explode: true, schema: texts }, '/a/.text/b'],
  [{ in: 'path', style: 'matrix', explode: true, schema: pair }, '/a/;left=text/b'],
  [{ in: 'query', schema: texts }, '/a?p=text'],
  [{ in: 'query', style: 'deepObject', schema: pair }, '/a?p%5Bleft%5D=text'],
])(
  'a list or an object is not empty where nothing cannot be told: %j',
  async (parameter, target) => {
    expect(await requestFor(parameter)).toBe(target)
  },
)

test('a form that has to be sent has a field, and Connection is no parameter of an operation', async () => {
  const schema = { type: 'object', properties: { pattern: { type: 'string' } } }
  const content = { 'application/x-www-form-urlencoded': { schema } }
  const parameters = [{ name: 'Connection', in: 'header', schema: { enum: ['Upgrade'] } }]
  const post = {
    parameters,
    requestBody: { required: true, content },
    responses: { 204: { description: 'd' } },
  }
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: { '/a': { post } },
  }
  writeFileSync(join(dir, 'form.json'), JSON.stringify(document))
  const { plan, diagnostics } = await compile({
    projectDir: dir,
    openapi: 'form.json',
    contracts: [],
  })
  expect(plan?.api?.operations[0]?.test.request?.body).toBe('pattern=text')
  expect(plan?.api?.operations[0]?.parameters).toEqual([])
  expect(diagnostics.map(({ code }) => code)).toContain('NX2120')
})

/** The test of GET on a path with one text parameter after another. */
const testOf = async (path: string, schema: object) => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema }))
  const get = { parameters, responses: { 204: { description: 'd' } } }
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: { [path]: { get } },
  }
  writeFileSync(join(dir, 'path.json'), JSON.stringify(document))
  const { plan } = await compile({ projectDir: dir, openapi: 'path.json', contracts: [] })
  return plan?.api?.operations[0]?.test
}

test('a path in letters of other scripts is asked for escaped, and escapes stay as they are', async () => {
  const tested = await testOf('/日本/100%25/a%C3%A9b/{name}', { type: 'string' })
  expect(tested?.request?.target).toBe('/%E6%97%A5%E6%9C%AC/100%25/a%C3%A9b/text')
})

test('a value that holds the text after it is none that a router finds', async () => {
  const date = { type: 'string', format: 'date' }
  expect((await testOf('/{from}-{to}', date))?.gap).toContain('path from')
  expect((await testOf('/{from}..{to}', date))?.gap).toBe(null)
  expect((await testOf('/{from}-', date))?.gap).toBe(null)
})

test.each(['number', 'bigint', 'string'] as const)(
  'what an int64 cannot be is refused, whatever handlers see of it: %s',
  async (int64) => {
    const schema = { type: 'integer', format: 'int64', minimum: 1 }
    const parameters = [{ name: 'id', in: 'path', required: true, schema }]
    const get = { parameters, responses: { 204: { description: 'd' } } }
    const info = { title: 't', version: 'v' }
    const document = { openapi: '3.1.0', info, paths: { '/a/{id}': { get } } }
    writeFileSync(join(dir, 'api.json'), JSON.stringify(document))
    const input = { projectDir: dir, openapi: 'api.json', contracts: [], schemas: { int64 } }
    const { plan } = await compile(input)
    const refusals = plan?.api?.operations[0]?.test.refusals ?? []
    const asked = refusals.map(({ request, error }) => `${request.target} ${error}`)
    expect(asked).toEqual(['/a/not-a-value path /id type', '/a/0 path /id'])
  },
)
