// A path parameter of one value beside another is text of its path (bufferapp.com and healthcare.gov write so); one of
// several values is not, and its document is refused.

import { describe, expect, it } from 'vitest'
import { compileDocument, errorsOf } from '../emit/evaluate.js'

const compiled = (path: string, ending: object) => {
  const parameter = (name: string, schema: object) => ({ name, in: 'path', required: true, schema })
  const parameters = [parameter('ending', ending), parameter('id', { type: 'string' })]
  const get = { operationId: 'one', parameters, responses: { 200: { description: 'd' } } }
  return compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: { [path]: { get } },
  })
}

describe('a path parameter of one value', () => {
  it.each([
    ['/posts/{id}{ending}', { type: 'string', enum: ['.json'] }, '/posts/{id}.json'],
    ['/posts/{id}{ending}', { const: ' $&' }, '/posts/{id}%20%24%26'],
    ['/posts/{ending}{id}', { const: 'a/' }, '/posts/a%2F{id}'],
  ])('in %s is its text', async (path, ending, route) => {
    const result = await compiled(path, ending)
    expect(errorsOf(result)).toBe('')
    const [operation] = result.plan?.api?.operations ?? []
    expect(operation?.path).toBe(route)
  })

  it('beside no other stays one', async () => {
    const result = await compiled('/posts/{id}/{ending}', { const: '.json' })
    expect(result.plan?.api?.operations[0]?.path).toBe('/posts/{id}/{ending}')
  })

  it.each([{ enum: ['.json', '.xml'] }, { enum: [1] }, { const: '\ud800' }, {}])(
    'is none of %j',
    async (ending) => {
      expect(errorsOf(await compiled('/posts/{id}{ending}', ending))).toMatch(/^NX2117 /)
    },
  )
})
