// Proves extensions end to end: middleware that the document names has to be there and runs in its order, and
// an operation's own limits hold.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Extensions, version: 1.0.0 }
x-nexus-middleware: [outer]
tags: [{ name: things, x-nexus-middleware: [audit, outer] }]
paths:
  /things:
    post:
      operationId: makeThing
      tags: [things]
      x-nexus-middleware: own
      x-nexus-body-bytes-max: 16
      requestBody: { content: { text/plain: {} } }
      responses: { '200': { description: OK., content: { text/plain: {} } } }
  /plain:
    post:
      operationId: plain
      requestBody: { content: { text/plain: {} } }
      responses: { '200': { description: OK., content: { text/plain: {} } } }
`

const handler = (
  name: string,
  file: string,
) => `import { ${name} as op } from '#generated/operations/${file}'
export const ${name} = op.handler(() => op.reply(200, 'done'))
`

const server = (names: string) => `import type { Middleware } from '@nexusrt/runtime/middleware'
import { createApp } from '#generated/app'
import config from '../nexus.config'
import { security } from './security'
import { createState } from './state'

const mark = (name: string): Middleware<object> => async (context, next) => {
  const reply = await next()
  const inner = reply.headers?.['x-trail'] ?? ''
  return reply.withHeaders({ 'x-trail': name + ' ' + inner })
}
const middleware = { named: { ${names} } }
export default createApp({ config, createState, security, middleware })
`

const files = {
  'src/handlers/things/make-thing.ts': handler('makeThing', 'make-thing'),
  'src/handlers/default/plain.ts': handler('plain', 'plain'),
  'src/server.ts': server("outer: mark('outer'), audit: mark('audit'), own: mark('own')"),
}

let project: Project
beforeAll(async () => {
  project = await makeProject(document, files)
})
afterAll(() => project.remove())

describe('types', { timeout: 120_000 }, () => {
  test('all that is named is there', () => expect(project.typeErrors()).toEqual([]))

  test('middleware that is missing does not compile', () => {
    project.write('src/server.ts', server("outer: mark('outer'), own: mark('own')"))
    try {
      expect(project.typeErrors().join('\n')).toMatch(/^src\/server\.ts.*audit/)
    } finally {
      project.write('src/server.ts', files['src/server.ts'])
    }
  })
})

describe('a client', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await project.start()
  })
  afterAll(() => server.close())

  const post = async (path: string, body: string) => {
    const headers = { 'content-type': 'text/plain' }
    const response = await server.fetch(path, { method: 'POST', body, headers })
    return [response.status, response.headers.get('x-trail')?.trim()]
  }

  test('goes through the document’s, the tag’s and the operation’s middleware', async () => {
    expect(await post('/things', 'x')).toEqual([200, 'outer audit own'])
    expect(await post('/plain', 'x')).toEqual([200, 'outer'])
  })

  test('may send as much as the operation takes', async () => {
    expect((await post('/things', 'x'.repeat(16)))[0]).toBe(200)
    expect((await post('/things', 'x'.repeat(17)))[0]).toBe(413)
    expect((await post('/plain', 'x'.repeat(17)))[0]).toBe(200)
  })
})
