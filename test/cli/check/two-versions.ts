// Owns the small documents of which two versions are compared, and what the comparison finds.

import { compareApis } from '../../../cli/src/check/changes/compare.js'
import type { Api } from '../../../cli/src/ir/api.js'
import { compileText } from '../read/front.js'

export type Json = Record<string, unknown>

const schemas: Json = {
  Cat: { type: 'object', properties: { meow: { type: 'boolean' } } },
  Dog: { type: 'object', properties: { bark: { type: 'boolean' } } },
}

const flows = { clientCredentials: { tokenUrl: 'https://a.b/c', scopes: { a: 'a', b: 'b' } } }

export const read = (paths: Json, more: Json = {}): Api => {
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        oauth: { type: 'oauth2', flows },
      },
    },
    ...more,
  })
  const { api, printed } = compileText('api.json', text)
  if (api === null || printed.includes('error')) throw new Error(printed)
  return api
}

export const ok = { '200': { description: 'd' } }
export const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
/** An operation that answers and takes nothing but what is given. */
export const operation = (parts: Json): Json => ({ '/a': { post: { responses: ok, ...parts } } })
export const sent = (schema: Json): Json => operation({ requestBody: json(schema) })
export const answered = (schema: Json): Json =>
  operation({ responses: { '200': { description: 'd', ...json(schema) } } })
export const taking = (parameter: Json): Json =>
  operation({ parameters: [{ name: 'p', in: 'query', schema: { type: 'string' }, ...parameter }] })
const ofForm =
  (type: string) =>
  (encoding: Json): Json => {
    const schema = { type: 'object', properties: { a: { type: 'array', items: {} } } }
    return operation({ requestBody: { content: { [type]: { schema, encoding } } } })
  }
export const form = ofForm('multipart/form-data')
export const urlencoded = ofForm('application/x-www-form-urlencoded')
export const inPath = (name: string): Json => ({
  [`/a/{${name}}`]: {
    get: { parameters: [{ name, in: 'path', required: true, schema: {} }], responses: ok },
  },
})
export const heading = (header: Json | null): Json =>
  operation({
    responses: {
      '200': {
        description: 'd',
        headers: header === null ? {} : { H: { schema: { type: 'string' }, ...header } },
      },
    },
  })

export const found = (before: Api, after: Api): string[] => [
  ...new Set(compareApis(before, after).map(({ rule, audience }) => `${audience} ${rule}`)),
]
