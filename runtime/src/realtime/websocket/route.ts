// Owns `webSocketRoute`: a WebSocket by hand, where no contract describes one.

import type { SecuritySchemeUse } from '../../app/definition.js'
import type { BoundHandler, Context, OperationTypes } from '../../app/operation.js'
import type { Reply } from '../../http/reply.js'
import type { SocketHooks } from './hooks.js'
import { type WebSocketSpec, type WebSocketTypes, webSocketOperation } from './operation.js'

/** What `webSocketRoute` takes: where it is, and who may connect. */
export interface WebSocketRouteOptions
  extends Pick<WebSocketSpec, 'subprotocols' | 'origins' | 'messageBytesMax'> {
  /** `/rooms/{room}`: what is in braces comes as `context.path.room`. */
  readonly path: string
  /** Alternatives of the application's security schemes; absent: public. */
  readonly security?: readonly (readonly SecuritySchemeUse[])[]
}

interface RouteTypes<State> extends WebSocketTypes {
  path: Readonly<Record<string, string>>
  state: State
}

/** What the handler of a `webSocketRoute` is given. */
export type WebSocketRouteContext<State> = Context<OperationTypes & RouteTypes<State>>

type Result = SocketHooks | Reply

/**
 * A WebSocket that the contract does not have, for `routes` of an application. Messages are text or bytes.
 *
 * @example
 * webSocketRoute({ path: '/echo' }, () => ({ message: (socket, message) => socket.send(message) }))
 */
export const webSocketRoute = <State = unknown>(
  { path, security = [], ...rest }: WebSocketRouteOptions,
  handle: (context: WebSocketRouteContext<State>) => Result | Promise<Result>,
): BoundHandler => {
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
  const route = webSocketOperation<RouteTypes<State>>({
    id: `GET ${path}`,
    method: 'GET',
    path,
    tag: 'routes',
    params: names.map((name) => ({ name, in: 'path', kind: 'string', required: true })),
    body: null,
    security,
    read: (raw, context) => {
      context.path = Object.fromEntries(names.map((name, index) => [name, raw.text(index)]))
    },
    replies: {},
    webSocket: { ...rest, receive: null, send: null },
  })
  return route.handler(handle as never)
}
