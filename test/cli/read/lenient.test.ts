// Proves what is read of slips that real documents have: compiled with a located warning, and to what their authors mean.

import { describe, expect, it } from 'vitest'
import { accountFor } from '../../../cli/src/pipeline.js'
import { compileDocument, errorsOf } from '../emit/evaluate.js'
import { compileFile, compileText } from './front.js'

const info = { title: 'a', version: 'a' }
const responses = { 204: { description: 'a' } }
const read = (document: object) =>
  compileText('api.json', JSON.stringify({ openapi: '3.1.0', info, ...document }))

describe('a path parameter that stands in the query of its path', () => {
  it('is read from the query under its name there', () => {
    const { api } = compileFile('specs/invalid/path-query-parameter/spec.yaml')
    const [operation] = api?.operations ?? []
    expect(operation?.path).toBe('/search/{area}')
    expect(
      operation?.parameters.map(({ place, name, style }) => `${place} ${name} ${style}`),
    ).toEqual(['path area simple', 'query q form', 'query limit form', 'query order form'])
  })

  it('is one with a query parameter of that name', () => {
    const parameter = (place: string) => ({ name: 'q', in: place, required: true, schema: {} })
    const parameters = [parameter('path'), parameter('query')]
    const { api, codes } = read({ paths: { '/a?q={q}': { get: { parameters, responses } } } })
    expect(codes).toEqual(['NX2050', 'NX2054'])
    expect(api?.operations[0]?.parameters.map(({ place }) => place)).toEqual(['query'])
  })

  it('of Swagger 2.0 too', () => {
    const parameters = [
      { name: 'q', in: 'path', required: true, type: 'array', items: { type: 'string' } },
    ]
    const paths = { '/a?query={q}': { get: { parameters, responses } } }
    const { api } = compileText('api.json', JSON.stringify({ swagger: '2.0', info, paths }))
    expect(api?.operations[0]?.parameters).toMatchObject([{ name: 'query', place: 'query' }])
  })
})

describe('a discriminator that names what is not there', () => {
  it('is left out, and the ledger says so', async () => {
    const { api } = compileFile('specs/invalid/discriminator-nowhere/spec.yaml')
    const union = [...(api?.schemas.values() ?? [])].find(({ oneOf }) => oneOf.length === 2)
    expect(union?.discriminator).toBeNull()
    const oneOf = [{ type: 'string' }, { type: 'object' }]
    const discriminator = { propertyName: 'kind', mapping: { a: '#/components/schemas/None' } }
    const result = await compileDocument({
      openapi: '3.1.0',
      info,
      paths: {},
      components: { schemas: { Thing: { oneOf, discriminator } } },
    })
    expect(errorsOf(result)).toBe('')
    const entry = accountFor(result)?.entries.find(({ keyword }) => keyword === 'discriminator')
    expect(entry).toMatchObject({ support: 'ignored', why: 'it names what is not there' })
  })

  it('is an error where it leaves the project: that is for the user to say', async () => {
    const discriminator = { propertyName: 'kind', mapping: { a: 'https://example.com/a.json' } }
    const result = await compileDocument({
      openapi: '3.1.0',
      info,
      paths: {},
      components: { schemas: { Thing: { oneOf: [{ type: 'object' }], discriminator } } },
    })
    expect(errorsOf(result)).toMatch(/^NX1031 /)
  })
})

describe('what stands for a URL', () => {
  const withTerms = (termsOfService: string) =>
    read({ info: { ...info, termsOfService }, paths: {} })

  it.each(['https://a.example | https://b.example', 'https://a.example/{region}', 'terms\n'])(
    'may have what browsers encode: %j',
    (text) => {
      expect(withTerms(text).codes).toEqual([])
    },
  )

  it.each(['ht<p://a', 'C:\\terms', 'a "b"', 'a\u0000b'])('is none: %j', (text) => {
    expect(withTerms(text).codes).toEqual(['NX2008'])
  })
})
