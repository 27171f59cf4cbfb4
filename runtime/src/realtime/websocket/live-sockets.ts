// Owns which sockets of a server are open: to close them when it ends, and to give them new hooks on a reload.

import type { MessageSchemas } from './codec.js'
import type { SocketLimits } from './socket-limits.js'

/** An open socket as its server sees it; made by the operation that it belongs to. */
export interface LiveSocket {
  /** `GET /chat/{room}`: what finds its handler in the next generation. */
  readonly route: string
  /** Of the generation that it was opened by. */
  readonly hooks: SocketHandler['hooks']
  close(code: number, reason: string): void
  /** Goes on with another generation's handler. */
  adopt(handler: SocketHandler): void
}

/** The part of a bound handler that makes hooks anew for a socket that is open already. */
export interface SocketHandler {
  readonly webSocket: MessageSchemas
  readonly state: unknown
  readonly contracts: unknown
  readonly hooks: (context: never) => unknown
}

// Servers of one process are told apart by their limits: each has its own object, and each request carries it.
const servers = new WeakMap<SocketLimits, Set<LiveSocket>>()

const ending = new WeakSet<SocketLimits>()

/** The newest generation of a server, once it was reloaded. */
const newest = new WeakMap<SocketLimits, ReadonlyMap<string, SocketHandler>>()

/** Counts a socket in; the function counts it out. One that comes after the others were closed is closed as well. */
export const addSocket = (server: SocketLimits, socket: LiveSocket): (() => void) => {
  const sockets = servers.get(server) ?? new Set()
  servers.set(server, sockets.add(socket))
  // Behind its `open` hook.
  if (ending.has(server)) setImmediate(goAway, socket)
  // A request of the generation before may become a socket behind the reload.
  const handlers = newest.get(server)
  if (handlers !== undefined && handlers.get(socket.route)?.hooks !== socket.hooks) {
    setImmediate(moveOn, socket, handlers)
  }
  return () => sockets.delete(socket)
}

/** Begins to close all sockets of a server (RFC 6455, 7.4.1: 1001, going away). */
export const closeSockets = (server: SocketLimits): void => {
  ending.add(server)
  for (const socket of servers.get(server) ?? []) goAway(socket)
}

const goAway = (socket: LiveSocket): void => socket.close(1001, 'The server is shutting down.')

/**
 * Gives every open socket the hooks of a new generation. One whose operation is gone is closed with 1012
 * (service restart): a client that reconnects gets what there is now.
 */
export const adoptSockets = (
  server: SocketLimits,
  handlers: ReadonlyMap<string, SocketHandler>,
): void => {
  newest.set(server, handlers)
  for (const socket of servers.get(server) ?? []) moveOn(socket, handlers)
}

const moveOn = (socket: LiveSocket, handlers: ReadonlyMap<string, SocketHandler>): void => {
  const handler = handlers.get(socket.route)
  if (handler === undefined) socket.close(1012, 'This operation is gone.')
  else socket.adopt(handler)
}
