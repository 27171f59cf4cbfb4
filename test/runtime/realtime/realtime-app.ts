// Owns an app with a socket, a stream of events, forms and lines, written as generated code writes operations.

import { type App, defineApp } from '../../../runtime/src/app/define-app.js'
import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import { type OperationTypes, operation } from '../../../runtime/src/app/operation.js'
import {
  byteStream,
  jsonLines,
  type Multipart,
  multipart,
} from '../../../runtime/src/body/index.js'
import { problemReply } from '../../../runtime/src/http/problem.js'
import { Reply } from '../../../runtime/src/http/reply.js'
import {
  createTopics,
  eventStream,
  type ServerEvent,
  type WebSocketTypes,
  webSocketOperation,
  webSocketRoute,
} from '../../../runtime/src/realtime/index.js'

interface Body<T> extends OperationTypes {
  body: T
  replies: { 200: { body: unknown; headers: object } }
}

const defined = (
  method: string,
  path: string,
  more: Partial<OperationDefinition>,
): OperationDefinition => ({
  id: path,
  method,
  path,
  tag: 'realtime',
  params: [],
  body: null,
  security: [],
  read: () => {},
  replies: { 200: { contentType: 'application/json', write: JSON.stringify } },
  ...more,
})

const streamed = (types: readonly string[]) =>
  ({ required: true, types, delivery: 'stream', bytesMax: 50_000_000 }) as const

const form = operation<Body<Multipart<{ title: string; photo: { bytes: Uint8Array } }>>>(
  defined('POST', '/form', {
    body: streamed(['multipart/form-data']),
    read: (raw, context) => {
      context.body = multipart(raw, {
        parts: { photo: { kind: 'file', list: false } },
        hint: null,
        validate: (value, issues) =>
          (value as { title?: string }).title === undefined &&
          issues.addAt('title', 'required', 'is missing'),
      })
    },
  }),
)

const sizes = operation<Body<AsyncIterable<Uint8Array>>>(
  defined('POST', '/bytes', {
    body: streamed(['application/octet-stream']),
    read: (raw, context) => {
      context.body = byteStream(raw)
    },
  }),
)

const lines = operation<Body<AsyncIterable<number>>>(
  defined('POST', '/lines', {
    body: streamed(['application/x-ndjson']),
    read: (raw, context) => {
      context.body = jsonLines<number>(
        raw,
        (value, issues) => typeof value === 'number' || issues.add('type', 'must be a number'),
      )
    },
  }),
)

const whole = operation<Body<unknown>>(
  defined('POST', '/whole', {
    body: { required: true, types: ['application/json'] },
    read: (raw, context) => {
      context.body = raw.json()
    },
  }),
)

const events = defined('GET', '/events', {})

interface EchoTypes extends WebSocketTypes {
  replies: { 101: { body: undefined; headers: object } }
}

const echo = webSocketOperation<EchoTypes>({
  ...defined('GET', '/echo', { replies: {} }),
  webSocket: { receive: null, send: null, subprotocols: ['v1'] },
})

/** A client that left is noticed by what is written to it: keep-alive comments come often here. */
const idleMs = 20

export interface Seen {
  readonly events: string[]
  /** What sockets of `/echo?late` wait for before they open. */
  late: Promise<void>
}

/** The app, as generation `name`: sockets say it with each message. */
export const realtimeApp = (
  name: string,
  told: Seen,
  source: () => AsyncIterable<ServerEvent<string>>,
): App =>
  defineApp({
    config: { server: { shutdown: { drainTimeout: 2000 } } },
    createState: () => ({ name, rooms: createTopics() }),
    routes: [
      webSocketRoute({ path: '/rooms/{room}' }, ({ path: { room = '' } }) =>
        room === 'closed'
          ? problemReply(403, { detail: 'This room is closed.' })
          : { open: (socket) => socket.send(room), message: (socket, text) => socket.send(text) },
      ),
    ],
    handlers: [
      form.handler(async ({ body }) => {
        const { title, photo } = await body.form()
        return form.reply(200, { title, photo: photo.bytes.length })
      }),
      sizes.handler(async ({ body }) => {
        let total = 0
        for await (const chunk of body) total += chunk.length
        return sizes.reply(200, total)
      }),
      lines.handler(async ({ body }) => {
        let sum = 0
        for await (const value of body) sum += value
        return lines.reply(200, sum)
      }),
      whole.handler(({ body }) => whole.reply(200, body)),
      {
        operation: events,
        handle: () =>
          new Reply(200, 'text/event-stream', eventStream<string>(null, idleMs)(source()), null),
        stub: false,
      },
      echo.handler(async ({ state, method, target, remoteAddress }) => {
        const seen = told.events
        if (target === '/echo?late') {
          seen.push('late asked')
          await told.late
        }
        const { name: generation, rooms } = state as {
          name: string
          rooms: ReturnType<typeof createTopics>
        }
        return {
          open: (socket) => {
            seen.push(`${generation} open`)
            rooms.subscribe('all', socket)
          },
          message: (_socket, message) => {
            const said = message === 'whence' ? `${method} ${target} ${remoteAddress}` : message
            rooms.publish('all', `${generation} ${said}`)
          },
          close: (_socket, code) => void seen.push(`${generation} close ${code}`),
        }
      }),
    ],
  })
