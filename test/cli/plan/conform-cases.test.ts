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
