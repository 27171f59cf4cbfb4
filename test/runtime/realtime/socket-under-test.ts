// Owns a session over a TCP connection, and a client that writes frames by hand.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { RawConnection } from '../../../runtime/src/http/reply.js'
import type { MessageSchemas } from '../../../runtime/src/realtime/websocket/codec.js'
import { type Handshake, openHandshake } from '../../../runtime/src/realtime/websocket/handshake.js'
import type { SocketHooks } from '../../../runtime/src/realtime/websocket/hooks.js'
import { SendQueues } from '../../../runtime/src/realtime/websocket/send-queues.js'
import { SocketSession } from '../../../runtime/src/realtime/websocket/session.js'
import type { SocketLimits } from '../../../runtime/src/realtime/websocket/socket-limits.js'
import { HeldBytes } from '../../../runtime/src/realtime/websocket/unfinished.js'
import { usualLimits } from '../usual-limits.js'
import { describeFrames } from './frames.js'

export interface SocketSettings {
  readonly hooks: SocketHooks<unknown, unknown>
  readonly schemas?: MessageSchemas
  readonly limits?: Partial<SocketLimits>
  readonly deflate?: boolean
  /** That of other sockets; absent: its own. */
  readonly held?: HeldBytes
  readonly queues?: SendQueues
}

export interface SocketUnderTest {
  readonly client: Socket
  readonly session: SocketSession
  /** What hooks threw. */
  readonly failures: unknown[]
  /** Frames that came so far, in words. */
  frames(): string[]
  received(): Buffer
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<unknown>
  stop(): void
}

const deflateHandshake = (messageBytesMax: number): Handshake => {
  const headers: Record<string, string> = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-extensions': 'permessage-deflate',
  }
  const rules = { subprotocols: [], origins: [], messageBytesMax }
  const header = (name: string): string | undefined => headers[name]
  const request = { method: 'GET', httpVersion: '1.1', isEncrypted: false, header } as const
  return openHandshake(request, rules) as Handshake
}

export const openSocket = async (settings: SocketSettings): Promise<SocketUnderTest> => {
  const failures: unknown[] = []
  const own = { ...usualLimits, ...settings.limits }
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const accepted = once(server, 'connection')
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const [connection] = (await accepted) as [Socket]
  const session = new SocketSession({
    connection: connection as unknown as RawConnection,
    handshake: settings.deflate
      ? deflateHandshake(own.webSocketMessageBytesMax)
      : { headers: {}, subprotocol: '', deflate: null },
    limits: own,
    held: settings.held ?? new HeldBytes(own.webSocketHeldBytesMax),
    queues: settings.queues ?? new SendQueues(own.webSocketQueuesBytesMax),
    conversation: {
      hooks: settings.hooks,
      schemas: settings.schemas ?? { receive: null, send: null },
    },
    failed: (error) => failures.push(error),
  })
  const chunks: Buffer[] = []
  client.on('data', (chunk) => chunks.push(chunk))
  client.on('error', () => {})
  const closed = new Promise((resolve) => {
    client.once('end', resolve)
    client.once('close', resolve)
  })
  void session.run()
  const stop = (): void => {
    client.destroy()
    connection.destroy()
    server.close()
  }
  const received = () => Buffer.concat(chunks)
  return {
    client,
    session,
    failures,
    closed,
    received,
    frames: () => describeFrames(received()),
    stop,
  }
}
