// Proves links end to end: functions typed by the document that make the addresses an answer leads to.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Users, version: 1.0.0 }
servers: [{ url: /v1 }]
paths:
  /teams/{team}/users:
    post:
      operationId: addUser
      parameters:
        - { name: team, in: path, required: true, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      responses:
        '201':
          description: Added.
          headers: { Location: { schema: { type: string } }, X-Tag: { required: true, schema: { type: string } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/User' } } }
          links:
            self:
              operationId: getUser
              description: The user that was added.
              parameters: { path.team: $request.path.team, team: nobody, id: $response.body#/id, fields: [name, id] }
            list:
              operationRef: '#/paths/~1teams~1%7Bteam%7D~1users/get'
              parameters: { team: $request.path.team, tag: $response.header.x-tag, page: $request.query.page, by: $request.body#/name }
            shared: { operationRef: '#/paths/~1shared~1{id}/get', parameters: { id: 5 } }
            gone: { operationId: getUsr }
            tagged: { operationId: listUsers, parameters: { team: 'x-{$response.body#/name}/{$request.path.team}', tag: $5 } }
            broken: { operationId: getUser, parameters: { team: a, id: $response.boddy#/id, fields: '{$nothing}' } }
            odd: { operationId: getUser, parameters: { team: a, idd: $response.body#/id, X-A: b } }
        default:
          description: Others.
          links:
            shared: { operationId: getShared, parameters: { id: 5 } }
            self: { operationId: listUsers, parameters: { team: a } }
    get:
      operationId: listUsers
      parameters:
        - { name: team, in: path, required: true, schema: { type: string } }
        - { name: tag, in: query, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer } }
        - { name: by, in: query, schema: { type: string } }
      responses: { '204': { description: None. } }
  /teams/{team}/users/{id}:
    get:
      operationId: getUser
      parameters:
        - { name: team, in: path, required: true, schema: { type: string } }
        - { name: id, in: path, required: true, style: label, schema: { type: integer } }
        - { name: fields, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: X-A, in: header, schema: { type: string } }
      responses: { '204': { description: None. } }
  /shared/{id}: { $ref: '#/components/pathItems/Shared' }
components:
  pathItems:
    Shared:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      get: { operationId: getShared, responses: { '204': { description: None. } } }
  schemas:
    User: { type: object, required: [id, name], properties: { id: { type: integer }, name: { type: string } } }
`

const addUser = `import { addUserLinks as links, addUser as op } from '#generated/operations/add-user'

export const addUser = op.handler((request) => {
  const { body } = request
  void (() => links.self({ body })) // error
  void (() => links.list({ request })) // error
  if (links.shared({}) !== '/v1/shared/5') throw new Error(links.shared({}))
  void (() => links.gone({})) // error
  void (() => links.odd({ body })) // error
  void (() => links.broken({ body })) // error
  const tagged = links.tagged({ request, body })
  if (tagged !== '/v1/teams/x-Ann%20B%2Fx%2Fy/users?tag=%245') throw new Error(tagged)
  const location = links.self({ request, body })
  const list = links.list({ request, headers: { 'x-tag': 'a&b' } })
  return op.reply(201, { ...body, name: list }, { headers: { location, 'x-tag': 'a&b' } })
})
`
const path = 'src/handlers/default/add-user.ts'

let project: Project
beforeAll(async () => {
  project = await makeProject(document, { [path]: addUser })
})
afterAll(() => project.remove())

test('what a link names and the document does not have is told', () => {
  const told = project.diagnostics.map(({ code, message, help }) => [code, message, help ?? ''])
  const expected = [
    ['NX4072', 'there is no operation `getUsr` in this document', 'did you mean `getUser`?'],
    ['NX4073', 'the operation has no parameter `idd`', 'did you mean `id`?'],
    ...['odd', 'broken'].map((name) => [
      'NX4182',
      `the link \`${name}\` gives no value for the path parameter \`id\` of \`getUser\``,
      'give the parameter a value in `parameters` of the link, as `$response.body#/id`',
    ]),
    ...['$response.boddy#/id', '{$nothing}'].map((text) => [
      'NX2181',
      `\`${text}\` is no runtime expression`,
      'write for instance `{$request.body#/callbackUrl}` or `{$request.query.url}`',
    ]),
    [
      'NX4183',
      'the link `self` of another answer leads elsewhere, and is the one that has a function',
      'give them different names',
    ],
    [
      'NX4073',
      'the header parameter `X-A` is no part of an address',
      'name a path or query parameter of the operation',
    ],
  ]
  expect(told).toHaveLength(expected.length)
  for (const each of expected) expect(told).toContainEqual(each)
})

test('a link takes what its expressions look at', { timeout: 120_000 }, () => {
  expect(placesOf(project.typeErrors())).toEqual(linesWithError(path, addUser))
})

test('addresses are written as the operations that they lead to read them', async () => {
  const server = await project.start()
  try {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ id: 7, name: 'Ann B' })
    const response = await server.fetch('/v1/teams/x%2Fy/users?page=2', {
      method: 'POST',
      headers,
      body,
    })
    expect(response.headers.get('location')).toBe('/v1/teams/x%2Fy/users/.7?fields=name,id')
    expect(await response.json()).toEqual({
      id: 7,
      name: '/v1/teams/x%2Fy/users?tag=a%26b&page=2&by=Ann%20B',
    })
    expect((await server.fetch('/v1/teams/x%2Fy/users/.7?fields=name,id')).status).toBe(501)
  } finally {
    await server.close()
  }
})

const several = `
openapi: 3.1.0
info: { title: Several, version: 1.0.0 }
paths:
  /users:
    post:
      operationId: addUser
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/User' } }
          text/plain: { schema: { type: string } }
      responses:
        '200':
          description: Added.
          content: { application/json: { schema: { type: array, items: { type: string } } } }
          links: { self: { operationId: getUser, parameters: { id: $request.body#/id } } }
      callbacks:
        added: { '{$request.body#/hook}': { post: { responses: { '204': { description: Noted. } } } } }
  /users/{id}:
    get:
      operationId: getUser
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '204': { description: None. } }
components:
  schemas:
    User: { type: object, required: [id, hook], properties: { id: { type: string }, hook: { type: string } } }
`

const addSeveral = `import { addUserAdded as added } from '#generated/callbacks/add-user-added'
import { addUserLinks as links, addUser as op } from '#generated/operations/add-user'

export const addUser = op.handler((request) =>
  op.reply(200, [added.url(request) ?? 'nowhere', request.body.contentType === 'text/plain' ? '' : links.self({ request })]),
)
`

test('expressions look into a body that may be of several media types', async () => {
  const users = await makeProject(several, { 'src/handlers/default/add-user.ts': addSeveral })
  try {
    expect(users.typeErrors()).toEqual([])
    const server = await users.start()
    const send = async (type: string, body: string) =>
      (
        await server.fetch('/users', { method: 'POST', headers: { 'content-type': type }, body })
      ).json()
    try {
      const body = JSON.stringify({ id: 'ann', hook: 'https://a.example.com' })
      expect(await send('application/json', body)).toEqual(['https://a.example.com', '/users/ann'])
      expect(await send('text/plain', body)).toEqual(['nowhere', ''])
    } finally {
      await server.close()
    }
  } finally {
    users.remove()
  }
}, 120_000)
