// Proves that requests are planned for values that no URI can carry as they are.

import { expect, test } from 'vitest'
import { planApi } from '../../../cli/src/plan/api.js'
import { planConformance } from '../../../cli/src/plan/conform-cases.js'
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
