// Proves WebSockets of a document end to end: hooks typed by its schemas, messages held against them, and who may
// connect. The client is `ws`.

import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Chat, version: 1.0.0 }
paths:
  /rooms/{room}:
    get:
      operationId: chat
      security: [{ key: [] }]
      parameters:
        - { name: room, in: path, required: true, schema: { type: string, maxLength: 8 } }
        - { name: as, in: query, required: true, schema: { type: string } }
      x-nexus-websocket:
        receive: { $ref: '#/components/schemas/Said' }
        send:
          type: object
          required: [from, text]
          properties: { from: { type: string }, text: { type: string } }
        subprotocols: [chat.v2, chat.v1]
        origins: ['https://app.example']
        messageBytesMax: 1KiB
      responses:
        '101': { description: Open. }
        '403': { description: Not here. }
  /raw:
    get:
      operationId: raw
      x-nexus-websocket: true
      responses: { '101': { description: Open. } }
  /anything:
    get:
      operationId: anything
      x-nexus-websocket: { receive: {}, send: { type: array, items: {} } }
      responses: { '101': { description: Open. } }
  /unwritten:
    get:
      operationId: unwritten
      x-nexus-websocket: { receive: { type: integer } }
      responses: { '101': { description: Open. } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Said:
      oneOf:
        - type: object
          required: [kind, text]
          properties:
            kind: { const: say }
            text: { type: string, maxLength: 20 }
            shout: { type: boolean, default: false }
        - { type: object, required: [kind], properties: { kind: { const: leave } } }
`

const chat = `import { chat as op } from '#generated/operations/chat'

export const chat = op.handler(({ path, query, principal, state }) => {
  if (path.room === 'closed') return op.problem(403, { detail: principal.user })
  void (() => op.problem(404)) // error
  return {
    open: (socket) => state.rooms.subscribe(path.room, socket),
    message: (socket, message) => {
      void (() => message.text) // error
      if (message.kind === 'leave') return socket.close(4001, 'bye')
      void (() => socket.send({ from: 'me' })) // error
      const text = message.shout ? message.text.toUpperCase() : message.text
      state.rooms.publish(path.room, { from: query.as, text })
      return undefined
    },
  }
})
`

const files = {
  'src/security.ts': `import type { Security } from '#generated/app'
export const security = { key: ({ key }) => (key === 'k' ? { user: 'ann' } : null) } satisfies Security
`,
  'src/state.ts': `import { createTopics } from '@nexusrt/runtime/realtime'
export const createState = () => ({ rooms: createTopics<{ from: string; text: string }>() })
`,
  'src/handlers/default/chat.ts': chat,
  'src/handlers/default/raw.ts': `import { raw as op } from '#generated/operations/raw'
export const raw = op.handler(() => ({
  message: (socket, message) => socket.send(typeof message === 'string' ? message : message.subarray(1)),
}))
`,
  'src/handlers/default/anything.ts': `import { anything as op } from '#generated/operations/anything'
export const anything = op.handler(() => ({ message: (socket, message) => socket.send([message]) }))
`,
}

let project: Project
let server: TestServer
beforeAll(async () => {
  project = await makeProject(document, files)
  server = await project.start()
})
afterAll(async () => {
  await server.close()
  project.remove()
})

test('types: hooks get and send what the document says', { timeout: 120_000 }, () => {
  expect(project.diagnostics).toEqual([])
  const path = 'src/handlers/default/chat.ts'
  expect(placesOf(project.typeErrors())).toEqual(linesWithError(path, chat))
})

const urlOf = (path: string): string => server.url.replace('http', 'ws') + path
const key = { 'x-key': 'k' }

/** A socket that is open, and the messages that have come. */
const dial = async (
  path: string,
  headers: Record<string, string> = key,
  protocols: string[] = [],
) => {
  const socket = new WebSocket(urlOf(path), protocols, { headers })
  const messages: string[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (data) => {
    messages.push(String(data))
    waiting.shift()?.()
  })
  await once(socket, 'open')
  const next = () => new Promise<void>((resolve) => waiting.push(resolve))
  return { socket, messages, next }
}

/** The status that refuses a handshake. */
const refusal = async (path: string, headers: Record<string, string> = key): Promise<number> => {
  const socket = new WebSocket(urlOf(path), { headers })
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  response.resume()
  return response.statusCode
}

describe('a client', () => {
  test('speaks as the document says, with everybody in the room', async () => {
    const [ann, bob] = [
      await dial('/rooms/a?as=ann', key, ['chat.v1', 'chat.v2']),
      await dial('/rooms/a?as=bob'),
    ]
    expect([ann.socket.protocol, bob.socket.protocol]).toEqual(['chat.v2', ''])
    const both = [ann.next(), bob.next()]
    ann.socket.send('{"kind":"say","text":"hi"}')
    await Promise.all(both)
    const more = [ann.next(), bob.next()]
    bob.socket.send('{"kind":"say","text":"ho","shout":true}')
    await Promise.all(more)
    const said = ['{"from":"ann","text":"hi"}', '{"from":"bob","text":"HO"}']
    expect([ann.messages, bob.messages]).toEqual([said, said])
    ann.socket.send('{"kind":"leave"}')
    const [code, reason] = await once(ann.socket, 'close')
    expect([code, String(reason)]).toEqual([4001, 'bye'])
    bob.socket.terminate()
  })

  test.each([
    ['no JSON', '{', 1007],
    ['of another kind', '{"kind":"sing"}', 1008],
    ['with a member missing', '{"kind":"say"}', 1008],
    ['that is too long', JSON.stringify({ kind: 'say', text: 'x'.repeat(21) }), 1008],
    ['that is too large', JSON.stringify({ kind: 'say', text: 'x'.repeat(1024) }), 1009],
    ['of bytes', Buffer.from('{"kind":"leave"}'), 1003],
  ])('is closed for a message %s', async (_, message, code) => {
    const { socket } = await dial('/rooms/b?as=ann')
    socket.send(message)
    expect((await once(socket, 'close'))[0]).toBe(code)
  })

  test.each([
    ['without credentials', '/rooms/a?as=ann', {}, 401],
    ['with a parameter missing', '/rooms/a', key, 400],
    ['with a parameter that is too long', '/rooms/123456789?as=ann', key, 400],
    ['whom the handler refuses', '/rooms/closed?as=ann', key, 403],
    [
      'from a page of another origin',
      '/rooms/a?as=ann',
      { ...key, origin: 'https://evil.example' },
      403,
    ],
    ['before somebody wrote the handler', '/unwritten', {}, 501],
  ])('is not let in %s', async (_, path, headers, status) => {
    expect(await refusal(path, headers)).toBe(status)
  })

  test('is let in from a page of a declared origin', async () => {
    const { socket } = await dial('/rooms/a?as=ann', { ...key, origin: 'https://app.example' })
    socket.terminate()
  })

  test('without schemas sends text and bytes, with an empty one any JSON', async () => {
    const raw = await dial('/raw')
    for (const [sent, answer] of [
      ['é', 'é'],
      [Buffer.from('abc'), 'bc'],
    ] as const) {
      const came = raw.next()
      raw.socket.send(sent)
      await came
      expect(raw.messages.pop()).toBe(answer)
    }
    const anything = await dial('/anything')
    const came = anything.next()
    anything.socket.send('{"a":[1,null]}')
    await came
    expect(anything.messages).toEqual(['[{"a":[1,null]}]'])
    raw.socket.terminate()
    anything.socket.terminate()
  })

  test('that does not ask for an upgrade is told to', async () => {
    const response = await server.fetch('/raw')
    expect([response.status, response.headers.get('sec-websocket-version')]).toEqual([426, '13'])
  })
})
