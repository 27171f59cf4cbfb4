// The next step that an error of a common fault names: what to write instead, in the words of the document's version.

import { describe, expect, it } from 'vitest'
import { compileDocument } from '../emit/evaluate.js'
import { compileText } from './front.js'

const helpOf = (document: object) => {
  const info = { title: 'a', version: 'a' }
  const { diagnostics } = compileText('api.json', JSON.stringify({ info, paths: {}, ...document }))
  return diagnostics.map(({ code, help }) => `${code} ${help}`)
}

const withSchema = (openapi: string, A: unknown) => ({
  openapi,
  components: { schemas: { A, B: { type: 'string' } } },
})

describe('a type that is none', () => {
  it.each([
    ['date', 'write `type: string` with `format: date`'],
    ['DateTime', 'write `type: string` with `format: date-time`'],
    ['int', 'write `type: integer`'],
    ['long', 'write `type: integer` with `format: int64`'],
    ['any', 'leave `type` out: then every type is allowed'],
    ['String', 'did you mean `string`?'],
    ['constructor', 'it is one of boolean, integer, number, string, array, object'],
  ])('%s: %s', (type, help) => {
    expect(helpOf(withSchema('3.0.3', { type }))).toEqual([`NX2008 ${help}`])
  })

  it('is null without quotes', () => {
    const quoted = 'NX2005 without quotes `null` is no text: write `"null"`'
    expect(helpOf(withSchema('3.1.0', { type: null }))).toEqual([quoted])
    expect(helpOf(withSchema('3.1.0', { type: ['string', null] }))).toEqual([quoted])
    expect(helpOf(withSchema('3.0.3', { type: null }))).toEqual([
      'NX2005 write `nullable: true` in OpenAPI 3.0',
    ])
  })
})

describe('a reference that only names a schema, or looks where another version keeps it', () => {
  it.each(['#/definitions/B', '#/schemas/B'])('%s', ($ref) => {
    expect(helpOf(withSchema('3.0.3', { properties: { b: { $ref } } }))).toEqual([
      'NX2010 did you mean `#/components/schemas/B`?',
    ])
  })

  it('is taken for a file when it has no fragment', async () => {
    const document = withSchema('3.0.3', { properties: { b: { $ref: 'B' } } })
    const { diagnostics } = await compileDocument({
      ...document,
      info: { title: 'a', version: 'a' },
      paths: {},
    })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ code, help }) => `${code} ${help}`)).toEqual([
      'NX1001 did you mean `#/components/schemas/B`?',
    ])
  })

  it('of Swagger 2.0', () => {
    const A = { properties: { b: { $ref: '#/components/schemas/B' } } }
    expect(helpOf({ swagger: '2.0', definitions: { A, B: { type: 'string' } } })).toEqual([
      'NX2010 did you mean `#/definitions/B`?',
    ])
  })
})
