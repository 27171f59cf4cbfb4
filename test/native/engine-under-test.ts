// Owns starting an engine for a test, and talking to it over raw sockets. Not what is asserted.

import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadAddon } from '../../native/index.js'
import { limits as table } from '../../runtime/src/config/limits.js'
import { Reply } from '../../runtime/src/http/reply.js'
import { createEngine } from '../../runtime/src/native/create-engine.js'
import type {
  Engine,
  EngineEvent,
  EngineLimits,
  EngineOptions,
  EngineRoute,
} from '../../runtime/src/native/engine.js'

// `npm run test:asan` must not pass by loading the wrong binary.
if (process.env.NEXUS_NATIVE && !loadAddon().sanitized) throw new Error('not the sanitized addon')

const defaults = Object.fromEntries(
  table.map(({ name, default: usual }) => [name, usual]),
) as unknown as EngineLimits

/** The default limits of a server, in small where a test would wait for them. */
export const limits: EngineLimits = {
  ...defaults,
  bodyBytesMax: 200_000,
  requestTimeoutMs: 30_000,
  uploadBytesPerSecondMin: 1,
  keepAliveTimeoutMs: 10_000,
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

/** Sends pieces one after the other, reads until the server closes or has been silent, gives all text. */
export const converse = async (
  port: number,
  pieces: readonly (string | Buffer)[],
  { quietMs, until }: { quietMs?: number; until?: (all: string) => boolean } = {},
): Promise<string> => {
  const socket = await dial(port)
  let all = ''
  let last = Date.now()
  let ended = false
  socket.setEncoding('latin1')
  socket.on('data', (data) => {
    all += data
    last = Date.now()
  })
  socket.on('end', () => {
    ended = true
  })
  socket.on('error', () => {
    ended = true
  })
  for (const piece of pieces) {
    if (piece === pause) await sleep(10)
    else socket.write(piece)
    await new Promise(setImmediate)
  }
  last = Date.now()
  // Silence says that all has come only once something came: a slow machine is silent before.
  const patience = (): number => quietMs ?? (until !== undefined || all === '' ? 5_000 : 150)
  while (!ended && !until?.(all) && Date.now() - last < patience()) await sleep(2)
  socket.destroy()
  return ended ? `${all}<closed>` : all
}

/** A piece that is no bytes but a moment in which the server reads what came before. */
export const pause = '\0pause'

/** Without what differs from run to run. */
export const stable = (answer: string): string =>
  answer.replaceAll(/Date: [^\r]*/g, 'Date: -').replaceAll('\r\n', '\n')

/** Waits for what must come, however slow the machine is. */
export const eventually = async (what: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !what(); i++) await sleep(10)
  if (!what()) throw new Error(`did not happen: ${what}`)
}
