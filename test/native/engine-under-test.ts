// Owns starting an engine for a test, and talking to it over raw sockets. Not what is asserted.

import { connect, type Socket } from 'node:net'
import { loadAddon } from '../../native/index.js'
import { Reply } from '../../runtime/src/http/reply.js'
import { createEngine } from '../../runtime/src/native/create-engine.js'
import type {
  Engine,
  EngineEvent,
  EngineLimits,
  EngineOptions,
  EngineRoute,
} from '../../runtime/src/native/engine.js'
import { usualLimits } from '../runtime/usual-limits.js'
import { eventually } from '../waiting.js'

// `npm run test:asan` must not pass by loading the wrong binary.
if (process.env.NEXUS_NATIVE && !loadAddon().sanitized) throw new Error('not the sanitized addon')

/** The default limits of a server, in small where a test would wait for them. */
export const limits: EngineLimits = {
  ...usualLimits,
  bodyBytesMax: 200_000,
  requestTimeoutMs: 30_000,
  uploadBytesPerSecondMin: 1,
  // Beyond what a test waits: who waits for a close that does not come fails.
  keepAliveTimeoutMs: 60_000,
  writeStallTimeoutMs: 10_000,
  handlerTimeoutMs: 10_000,
  connectionsMax: 10_000,
}

/** Every way the engine can run on this machine; each suite runs on all of them. */
export const setups = [
  { io: 'uring', loop: 'wake' },
  { io: 'epoll', loop: 'wake' },
  { io: 'uring', loop: 'inverted' },
  { io: 'epoll', loop: 'inverted' },
] as const

export type Setup = (typeof setups)[number]

export interface UnderTest {
  readonly engine: Engine
  readonly port: number
  readonly events: EngineEvent[]
  stop(): Promise<void>
}

export const startEngine = async (
  setup: Pick<EngineOptions, 'io' | 'loop'>,
  routes: readonly EngineRoute[],
  own: Partial<EngineLimits> = {},
  more: Partial<EngineOptions> = {},
): Promise<UnderTest> => {
  const events: EngineEvent[] = []
  const engine = createEngine({
    ...setup,
    limits: { ...limits, ...own },
    onEvent: (event) => events.push(event),
    ...more,
  })
  engine.install(routes)
  const { port } = await engine.listen({ host: '127.0.0.1', port: 0 })
  const stop = async (): Promise<void> => {
    await engine.shutdown({ deadlineMs: 0 })
  }
  return { engine, port, events, stop }
}

export const text = (body: string, status = 200): Reply =>
  new Reply(status, 'text/plain', body, null)

export const route = (
  method: string,
  path: string,
  handle: EngineRoute['handle'],
  more: Partial<EngineRoute> = {},
): EngineRoute => ({
  method,
  path,
  params: [],
  body: null,
  replyTypes: [],
  secured: false,
  handle,
  ...more,
})

/** Opens a socket; the caller destroys it, or the engine's end does. */
export const dial = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }, () =>
      resolve(socket),
    )
    socket.on('error', reject)
  })

/** Bytes to send, or what must hold, of what came back or of anything else, before the next bytes are sent. */
export type Piece = string | Buffer | ((all: string) => boolean) | typeof halfClose

/** A piece: no more bytes come, and the client still reads. */
export const halfClose = Symbol('half close')

/**
 * Sends pieces one after the other, reads until the server closes or `until` holds, and gives all text. No silence is
 * taken for an end: a slow machine is silent too.
 */
export const converse = async (
  port: number,
  pieces: readonly Piece[],
  { until = () => false }: { until?: (all: string) => boolean } = {},
): Promise<string> => {
  const socket = await dial(port)
  let all = ''
  let ended = false
  socket.setEncoding('latin1')
  socket.on('data', (data) => {
    all += data
  })
  const end = (): void => {
    ended = true
  }
  socket.on('end', end).on('error', end)
  const come = (what: (all: string) => boolean): Promise<void> =>
    eventually(
      () => ended || what(all),
      () => `of what came: ${all.slice(-1000)}`,
    )
  try {
    for (const piece of pieces) {
      if (typeof piece === 'function') await come(piece)
      else if (typeof piece === 'symbol') socket.end()
      else socket.write(piece)
      await new Promise(setImmediate)
    }
    await come(until)
  } finally {
    socket.destroy()
  }
  return ended ? `${all}<closed>` : all
}

/** Without what differs from run to run. */
export const stable = (answer: string): string =>
  answer.replaceAll(/Date: [^\r]*/g, 'Date: -').replaceAll('\r\n', '\n')
