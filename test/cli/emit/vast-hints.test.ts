// Proves that what leads texts to their types is as large as the document, and not as the ways through it.

import { expect, test } from 'vitest'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, errorsOf, evaluate } from './evaluate.js'

// Four levels of 30 names each are 810,000 names where each is written in its place.
test('an object of objects of very many names is read, and each of them is written once', async () => {
  const levels = 4
  const schemaOf = (level: number) => {
    if (level === levels) return { type: 'object', properties: { n: { type: 'integer' } } }
    const $ref = `#/components/schemas/S${level + 1}`
    const names = Array.from({ length: 30 }, (_, i) => [`p${i}`, { $ref }])
    return { type: 'object', properties: Object.fromEntries(names) }
  }
  const schemas = Array.from({ length: levels + 1 }, (_, i) => [`S${i}`, schemaOf(i)])
  const schema = { $ref: '#/components/schemas/S0' }
  const parameters = [{ name: 'a', in: 'query', style: 'deepObject', schema }]
  const get = { operationId: 'vast', parameters, responses: { 200: { description: 'ok' } } }
  const result = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/vast': { get } },
    components: { schemas: Object.fromEntries(schemas) },
  })
  expect(errorsOf(result)).toBe('')
  const { text = '' } = result.files.find(({ path }) => path.endsWith('operations/vast.ts')) ?? {}
  expect(text.match(/p29: /g)).toHaveLength(levels)
  const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined }
  const modules = await evaluate(result.files)
  const request = { target: '/vast?a[p0][p1][p2][p29][n]=7' } as RawRequest
  definitionOf(modules, 'operations/vast').read(request, context, new Issues())
  const value = { p0: { p1: { p2: { p29: { n: 7 } } } } }
  expect(context.query).toEqual({ a: value })
})
