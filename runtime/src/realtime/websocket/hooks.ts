// Owns what a handler of a WebSocket operation is written with: hooks, and the socket they are given.

/** A message of a socket whose contract names no schema: text or bytes. */
export type RawMessage = string | Uint8Array

/** One open WebSocket, as hooks see it. `Sent` is what the contract lets the server send. */
export interface ServerSocket<Sent = RawMessage> {
  /** The subprotocol that was agreed on, `''` without one. */
  readonly subprotocol: string
  readonly remoteAddress: string
  /** False once either side has begun to close. */
  readonly isOpen: boolean
  /** Bytes that wait to be sent: more than `webSocketQueueBytesMax` ends the connection with 1013. */
  readonly queuedBytes: number
  /**
   * Sends a message. Resolves when there is room for more, so that a loop that awaits it goes as fast as the
   * client reads; to false when the message was not sent because the socket is closed or closing.
   *
   * @throws {TypeError} for what is neither text nor bytes, or bytes that were transferred.
   */
  send(message: Sent): Promise<boolean>
  /**
   * Begins to close (RFC 6455, 7.4). The `close` hook runs when it is done. A reason is cut behind 123 bytes.
   *
   * @throws {TypeError} for a code that nobody may send.
   */
  close(code?: number, reason?: string): void
}

/**
 * What happens on one connection. Hooks of a connection run one at a time: while `open` or `message` awaits,
 * nothing more is read from the client. What a hook throws is logged and closes with 1011.
 *
 * @example
 * export const chat = op.handler(({ state, query }) => ({
 *   open: (socket) => state.rooms.subscribe(query.room, socket),
 *   message: (_socket, message) => void state.rooms.publish(query.room, message),
 * }))
 */
export interface SocketHooks<Received = RawMessage, Sent = RawMessage> {
  open?(socket: ServerSocket<Sent>): unknown
  message?(socket: ServerSocket<Sent>, message: Received): unknown
  /** Last of all, once for each `open`. 1006: the connection broke; 1005: the client gave no code. */
  close?(socket: ServerSocket<Sent>, code: number, reason: string): unknown
  /** The client has taken all that waited, after a time in which it did not. */
  drain?(socket: ServerSocket<Sent>): unknown
}
