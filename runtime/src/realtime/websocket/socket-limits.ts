// Owns the names of a WebSocket's limits; their values are rows of the table in config/limits.ts.

/** What one WebSocket connection may take. */
export interface SocketLimits {
  readonly webSocketMessageBytesMax: number
  readonly webSocketFragmentsMax: number
  /** Of all sockets of a server together. */
  readonly webSocketHeldBytesMax: number
  readonly webSocketMessageTimeoutMs: number
  readonly webSocketQueueBytesMax: number
  /** Of all sockets of a server together. */
  readonly webSocketQueuesBytesMax: number
  readonly webSocketPingIntervalMs: number
  readonly webSocketPongTimeoutMs: number
  readonly webSocketCloseTimeoutMs: number
  /** Of a message that is JSON. */
  readonly jsonDepthMax: number
}
