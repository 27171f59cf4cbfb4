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
