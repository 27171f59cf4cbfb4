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
import { whenThere } from '../../http/thenable.js'
import { log } from '../../observe/log.js'
import type { MessageSchemas } from './codec.js'
import { openHandshake } from './handshake.js'
import type { SocketHooks } from './hooks.js'
import { addSocket, type SocketHandler } from './live-sockets.js'
import { sendQueuesOf } from './send-queues.js'
import { type Conversation, SocketSession } from './session.js'
import type { SocketLimits } from './socket-limits.js'
import { heldBytesOf } from './unfinished.js'

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
        const held = heldBytesOf(context.limits)
        const queues = sendQueuesOf(context.limits)
        const parts = { connection, handshake, limits, held, queues, conversation, failed }
        const session = new SocketSession(parts)
        keep(session, { definition, hooks }, context.limits, request, failed)
        void session.run()
      })
    }
    return whenThere(hooks(context as never), opened)
  }

const conversationOf = (schemas: MessageSchemas, hooks: unknown): Conversation => ({
  hooks: hooks as SocketHooks<unknown, unknown>,
  schemas,
})

const limitsOf = ({ webSocket }: WebSocketDefinition, limits: SocketLimits): SocketLimits => {
  const { messageBytesMax: own = limits.webSocketMessageBytesMax } = webSocket
  return { ...limits, webSocketMessageBytesMax: Math.min(own, limits.webSocketMessageBytesMax) }
}

interface Bound {
  readonly definition: WebSocketDefinition
  readonly hooks: Hooks
}

const keep = (
  session: SocketSession,
  { definition, hooks }: Bound,
  server: SocketLimits,
  request: KeptRequest,
  failed: (error: unknown) => void,
): void => {
  // Of two reloads the newer one has its way, whichever hooks are ready first.
  let reloads = 0
  const adopting = async (handler: SocketHandler): Promise<void> => {
    const turn = ++reloads
    try {
      const answer = await handler.hooks(reloadedContext(request, handler) as never)
      if (turn !== reloads) return
      if (answer instanceof Reply) session.close(1012, 'This operation refuses the connection now.')
      else session.adopt(conversationOf(handler.webSocket, answer))
    } catch (error) {
      failed(error)
      if (turn === reloads) session.close(1011, 'The server failed.')
    }
  }
  const forget = addSocket(server, {
    route: `${definition.method} ${definition.path}`,
    hooks,
    close: (code, reason) => session.close(code, reason),
    adopt: (handler) => void adopting(handler),
  })
  session.whenClosed(forget)
}

/** All that a handler is given, so that one which runs again on a reload misses nothing. */
type KeptRequest = Omit<
  { readonly [Name in keyof RequestContext]: RequestContext[Name] },
  'state' | 'contracts'
>

// What the request said is still there, but its bytes are gone: headers are those that the contract declares.
const requestOf = (context: RequestContext): KeptRequest => {
  const { path, query, headers, cookies, body, principal, attributes, limits } = context
  const { method, target, httpVersion, isEncrypted, remoteAddress } = context
  return {
    ...{ path, query, headers, cookies, body, principal, attributes, limits },
    ...{ method, target, httpVersion, isEncrypted, remoteAddress },
    signal: new AbortController().signal,
    header: () => undefined,
    accepts: () => undefined,
    hint: () => {},
  }
}

const reloadedContext = (request: KeptRequest, { state, contracts }: SocketHandler): object => ({
  ...request,
  state,
  contracts,
})
