// Owns `webSocketOperation`: from a handler that gives hooks to the 101 and the session behind it.

import type { RequestContext } from '../../app/context.js'
import type { OperationDefinition } from '../../app/definition.js'
import {
  type BoundHandler,
  type Context,
  type OperationTypes,
  operation,
} from '../../app/operation.js'
import type { ProblemFunction } from '../../app/reply-types.js'
import { Reply, Upgrade } from '../../http/reply.js'
import { log } from '../../observe/log.js'
import type { MessageSchemas } from './codec.js'
import { openHandshake } from './handshake.js'
import type { SocketHooks } from './hooks.js'
import { addSocket, type SocketHandler } from './live-sockets.js'
import { type Conversation, SocketSession } from './session.js'
import type { SocketLimits } from './socket-limits.js'

/** What the contract says of a WebSocket (`x-nexus-websocket`). */
export interface WebSocketSpec extends MessageSchemas {
  /** In order of preference. */
  readonly subprotocols?: readonly string[]
  /** Origins of pages that may connect, or `*`; absent: pages of the same host. */
  readonly origins?: readonly string[]
  /** At most the server's `webSocketMessageBytesMax`. */
  readonly messageBytesMax?: number
}

/** An operation's definition, and what its socket speaks. */
export interface WebSocketDefinition extends OperationDefinition {
  readonly webSocket: WebSocketSpec
}

/** The types of a WebSocket operation: those of any operation, and of messages both ways. */
export interface WebSocketTypes extends OperationTypes {
  receive: unknown
  send: unknown
}

/** Gives the hooks of a connection that wants to open, or the answer that refuses it. */
export type WebSocketHandler<O extends WebSocketTypes> = (
  context: Context<O>,
) => SocketResult<O> | Promise<SocketResult<O>>

type SocketResult<O extends WebSocketTypes> = SocketHooks<O['receive'], O['send']> | Reply<O>

/** What a generated module of a WebSocket operation exports. */
export interface WebSocketOperation<O extends WebSocketTypes> {
  readonly definition: WebSocketDefinition
  /** Binds a handler: it runs for each connection, after security and validation, before the 101. */
  handler(handle: WebSocketHandler<O>): BoundHandler
  /** A handler that answers 501 until somebody writes it. */
  stub(): BoundHandler
  /** Refuses a connection with a declared status. */
  readonly problem: ProblemFunction<O>
}

/**
 * Makes a WebSocket operation from what the compiler read in the contract.
 *
 * @example
 * export const chat = op.handler(({ query, state }) => ({
 *   open: (socket) => state.rooms.subscribe(query.room, socket),
 *   message: (socket, message) => void state.rooms.publish(query.room, message, { except: socket }),
 * }))
 */
export const webSocketOperation = <O extends WebSocketTypes>(
  definition: WebSocketDefinition,
): WebSocketOperation<O> => {
  const plain = operation<O>(definition)
  return {
    definition,
    handler: (handle) => {
      const hooks = handle as unknown as Hooks
      const socket = { hooks, webSocket: definition.webSocket }
      return { ...plain.handler(upgrading(definition, hooks) as never), socket }
    },
    stub: () => plain.stub(),
    problem: plain.problem,
  }
}

type Hooks = (context: never) => unknown

const upgrading =
  (definition: WebSocketDefinition, hooks: Hooks) =>
  (context: RequestContext): Reply | Promise<Reply> => {
    const limits = limitsOf(definition, context.limits)
    const { subprotocols = [], origins = [] } = definition.webSocket
    const rules = { subprotocols, origins, messageBytesMax: limits.webSocketMessageBytesMax }
    const handshake = openHandshake(context, rules)
    if (handshake instanceof Reply) return handshake
    const request = requestOf(context)
    const opened = (answer: unknown): Reply => {
      if (answer instanceof Reply) return answer
      const conversation = conversationOf(definition.webSocket, answer)
      return new Upgrade('websocket', handshake.headers, (connection) => {
        const failed = (err: unknown) =>
          log.error({ err, operation: definition.id }, 'socket hook failed')
        const session = new SocketSession({ connection, handshake, limits, conversation, failed })
        keep(session, definition, context.limits, request, failed)
        void session.run()
      })
    }
    const answer = hooks(context as never)
    return answer instanceof Promise ? answer.then(opened) : opened(answer)
  }

const conversationOf = (schemas: MessageSchemas, hooks: unknown): Conversation => ({
  hooks: hooks as SocketHooks<unknown, unknown>,
  schemas,
})

const limitsOf = ({ webSocket }: WebSocketDefinition, limits: SocketLimits): SocketLimits => {
  const { messageBytesMax: own = limits.webSocketMessageBytesMax } = webSocket
  return { ...limits, webSocketMessageBytesMax: Math.min(own, limits.webSocketMessageBytesMax) }
}

const keep = (
  session: SocketSession,
  definition: WebSocketDefinition,
  server: SocketLimits,
  request: object,
  failed: (error: unknown) => void,
): void => {
  const forget = addSocket(server, {
    route: `${definition.method} ${definition.path}`,
    close: (code, reason) => session.close(code, reason),
    adopt: (handler) => void adopt(session, handler, request, failed),
  })
  session.whenClosed(forget)
}

// What the request said is still there, but its bytes are gone: headers are those that the contract declares.
const requestOf = ({ path, query, headers, cookies, body, principal }: RequestContext) => {
  const signal = new AbortController().signal
  const header = () => undefined
  const accepts = () => undefined
  return { path, query, headers, cookies, body, principal, signal, header, accepts }
}

const adopt = async (
  session: SocketSession,
  { hooks, state, contracts, webSocket }: SocketHandler,
  request: object,
  failed: (error: unknown) => void,
): Promise<void> => {
  try {
    const answer = await hooks({ ...request, state, contracts } as never)
    if (answer instanceof Reply) session.close(1012, 'This operation refuses the connection now.')
    else session.adopt(conversationOf(webSocket, answer))
  } catch (error) {
    failed(error)
    session.close(1011, 'The server failed.')
  }
}
