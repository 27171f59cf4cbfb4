// Proves that a page that `nexus dev` shows asks the server that shows it, whatever servers the document names.

import { describe, expect, it } from 'vitest'
import { exactText } from '../../../../cli/src/emit/document/exact-json.js'
import { servedDocument } from '../../../../cli/src/emit/document/served.js'

const served = (document: object, basePath = '') =>
  JSON.parse(exactText(servedDocument(JSON.parse(JSON.stringify(document)), basePath)))
const own = (url: string) => ({ url, description: 'this server' })
const away = { url: 'https://{region}.example.com/v2/', variables: { region: { default: 'eu' } } }

describe('the document as nexus dev shows it', () => {
  it('has the server itself first, at the path that the API is mounted at', () => {
    expect(served({ openapi: '3.1.0', servers: [away] }, '/v2').servers).toEqual([own('/v2'), away])
    expect(served({ openapi: '3.1.0', paths: {} })).toEqual({
      openapi: '3.1.0',
      servers: [own('/')],
      paths: {},
    })
  })

  it('has it first where a path or an operation names servers of its own, and nowhere else', () => {
    const parameters = [{ name: 'servers', in: 'query' }]
    const get = { servers: [away], parameters }
    const paths = { '/a': { servers: [away], parameters, get, put: { parameters } }, 'x-b': 1 }
    expect(served({ openapi: '3.0.3', paths }).paths).toEqual({
      '/a': {
        servers: [own('/'), away],
        parameters,
        get: { servers: [own('/'), away], parameters },
        put: { parameters },
      },
      'x-b': 1,
    })
  })

  it('names no host in Swagger 2.0, which means the one that serves it', () => {
    const document = { swagger: '2.0', basePath: '/v1', paths: {} }
    expect(served({ ...document, host: 'api.example.com', schemes: ['https'] }, '/v1')).toEqual(
      document,
    )
  })

  it('is the text itself where that is no object', () => {
    expect(servedDocument([1], '')).toEqual([1])
  })
})
