// Proves that requests are planned for values that no URI can carry as they are.

import { expect, test } from 'vitest'
import { type CompileInput, conformanceOf } from '../../../cli/src/pipeline.js'
import { planApi } from '../../../cli/src/plan/api.js'
import { planConformance } from '../../../cli/src/plan/trials/conform-cases.js'
import { compileDocument, errorsOf } from '../emit/evaluate.js'
import { compileText } from '../read/front.js'

test('lone surrogates in names and values of parameters', () => {
  const operation = {
    operationId: 'list',
    parameters: [{ name: 'a\ud800', in: 'query', schema: { enum: ['b\udc00', 'c'] } }],
    responses: { 204: { description: 'Ok.' } },
  }
  const info = { title: 'T', version: '1' }
  const document = { openapi: '3.1.1', info, paths: { '/list': { get: operation } } }
  const { api, codes } = compileText('api.json', JSON.stringify(document))
  if (api === null) throw new Error(codes.join(' '))
  const { value } = planApi(api, { source: 'api.json', answers: 'none' })
  if (value === null) throw new Error('nothing was planned')
  const targets = planConformance(api, value).cases.map(({ request }) => request.target)
  expect(targets).toContain('/list?a%EF%BF%BD=b%EF%BF%BD')
})

test('no request has a member that a part of its schema marks readOnly', () => {
  const schema = {
    type: 'object',
    required: ['by', 'name'],
    properties: {
      by: { allOf: [{ type: 'integer', minimum: 3 }, { readOnly: true }] },
      name: { type: 'string', minLength: 3, maxLength: 5 },
    },
  }
  const operation = {
    operationId: 'make',
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 204: { description: 'Ok.' } },
  }
  const info = { title: 'T', version: '1' }
  const document = { openapi: '3.1.1', info, paths: { '/make': { post: operation } } }
  const { api, codes } = compileText('api.json', JSON.stringify(document))
  if (api === null) throw new Error(codes.join(' '))
  const { value } = planApi(api, { source: 'api.json', answers: 'none' })
  if (value === null) throw new Error('nothing was planned')
  const cases = JSON.stringify(planConformance(api, value))
  expect(cases).toContain('name')
  expect(cases).not.toMatch(/\bby\b/)
})

const planned = async (properties: object, extras: object, schemas: CompileInput['schemas']) => {
  const schema = { type: 'object', properties }
  const operation = {
    operationId: 'make',
    parameters: [{ name: 'after', in: 'query', schema: { type: 'integer', format: 'int64' } }],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 204: { description: 'Ok.' } },
    ...extras,
  }
  const info = { title: 'T', version: '1' }
  const result = await compileDocument(
    { openapi: '3.1.1', info, paths: { '/make': { post: operation } } },
    schemas,
  )
  const made = conformanceOf(result)
  if (made === null) throw new Error(errorsOf(result))
  return made
}

test('numbers at a bound have the digits of the bound, or are not asked where no double holds them', async () => {
  const properties = {
    amount: { type: 'number', format: 'decimal', maximum: 99999999999999999999n },
    id: { type: 'integer', format: 'int64', minimum: 3 },
    kind: { type: 'integer', format: 'int64', enum: [9007199254740993n] },
  }
  const asked = async (schemas: CompileInput['schemas']) =>
    (await planned(properties, {}, schemas)).cases
      .filter(({ kind }) => kind === 'boundary')
      .map(({ detail }) => detail)
  expect(await asked({ int64: 'bigint', decimal: 'string' })).toEqual([
    'query after=-9223372036854775808',
    'query after=9223372036854775807',
    'body /amount=99999999999999999999',
    'body /id=3',
    'body /id=9223372036854775807',
    'body /kind=9007199254740993',
  ])
  expect(await asked({})).toEqual(['body /id=3', 'body /kind=9007199254740992'])
})

test('a time-out of the contract is a declared status', async () => {
  const { replies } = await planned({}, { 'x-nexus-timeout': 5 }, {})
  expect([...replies.values()].flat().map(({ status }) => status)).toEqual(['204', '503'])
  const plain = await planned({}, {}, {})
  expect([...plain.replies.values()].flat().map(({ status }) => status)).toEqual(['204'])
})
