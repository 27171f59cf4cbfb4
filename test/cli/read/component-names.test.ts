// Names of components that OpenAPI 3 does not allow, as older generators write them: compiled with a warning.

import { expect, test } from 'vitest'
import { compileDocument, definitionOf, errorsOf, evaluate } from '../emit/evaluate.js'

const hostile = "x'); process.exit(1); //*/ ${`"
const names = ['Page«Order»', 'com.acme.Foo<Bar>', 'a/b~c', hostile, '../up', '日本']

const escaped = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))

const document = {
  openapi: '3.0.3',
  info: { title: 'Names', version: '1' },
  security: [{ 'the key!': [] }],
  paths: Object.fromEntries(
    names.map((name, i) => [
      `/s${i}`,
      {
        post: {
          operationId: `op${i}`,
          parameters: [{ $ref: `#/components/parameters/${escaped(name)}` }],
          requestBody: { $ref: `#/components/requestBodies/${escaped(name)}` },
          responses: { '200': { $ref: `#/components/responses/${escaped(name)}` } },
        },
      },
    ]),
  ),
  components: {
    securitySchemes: { 'the key!': { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: Object.fromEntries(
      names.map((name) => [
        name,
        { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
      ]),
    ),
    parameters: Object.fromEntries(
      names.map((name) => [name, { name: 'page', in: 'query', schema: { type: 'integer' } }]),
    ),
    requestBodies: Object.fromEntries(names.map((name) => [name, contentOf(name)])),
    responses: Object.fromEntries(
      names.map((name) => [name, { description: 'OK.', ...contentOf(name) }]),
    ),
  },
}

function contentOf(name: string) {
  const schema = { $ref: `#/components/schemas/${escaped(name)}` }
  return { content: { 'application/json': { schema } } }
}

test('they are told, and what refers to them is compiled', async () => {
  const result = await compileDocument(document)
  expect(errorsOf(result)).toBe('')
  const told = result.diagnostics.filter(({ code }) => code === 'NX2222')
  // The first three are told in full.
  expect(told[2]?.message).toContain(`and ${4 * names.length + 1 - 3} more`)
  expect(told[0]?.message).toContain('is not a component name')
  expect(result.files.map(({ path }) => path).filter((path) => /[^\w./-]|\.\./.test(path))).toEqual(
    [],
  )
  const modules = await evaluate(result.files)
  for (const i of names.keys()) {
    const { replies } = definitionOf(modules, `operations/op${i}`)
    expect(replies['200']?.write?.({ id: 1, other: 2 } as never)).toBe('{"id":1}')
  }
})

test('a blank one is none', async () => {
  const result = await compileDocument({
    ...document,
    paths: {},
    components: { schemas: { ' ': { type: 'string' } } },
    security: [],
  })
  expect(errorsOf(result)).toContain('NX2008')
})
