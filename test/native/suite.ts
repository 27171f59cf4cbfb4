// Owns what suites over raw sockets share: engines and sockets that end with their test, after which nothing may be
// left, and requests as text.

import type { Socket } from 'node:net'
import { afterEach, expect } from 'vitest'
import type { EngineLimits, EngineOptions, EngineRoute } from '../../runtime/src/native/engine.js'
import { dial, type Setup, startEngine, type UnderTest } from './engine-under-test.js'

/** What a suite starts; all of it ends with the test that started it. */
export interface Suite {
  start(
    routes: readonly EngineRoute[],
    own?: Partial<EngineLimits>,
    more?: Partial<EngineOptions>,
  ): Promise<UnderTest>
  /** A socket whose errors are nobody's business. */
  open(port: number): Promise<Socket>
}

/** For the body of a `describe`: engines of one setup. */
export const suiteOn = (setup: Setup): Suite => {
  const running: UnderTest[] = []
  const sockets: Socket[] = []
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const { stop, engine } of running.splice(0)) {
      await stop()
      const { connectionsOpen, connectionsUpgraded, answersStreaming, requestsInFlight } =
        engine.metrics()
      expect({ connectionsOpen, connectionsUpgraded, answersStreaming, requestsInFlight }).toEqual(
        nothingLeft,
      )
    }
  })
  return {
    start: async (routes, own, more) => {
      const server = await startEngine(setup, routes, own, more)
      running.push(server)
      return server
    },
    open: async (port) => {
      const socket = await dial(port)
      socket.on('error', () => {})
      sockets.push(socket)
      return socket
    },
  }
}

const nothingLeft = {
  connectionsOpen: 0,
  connectionsUpgraded: 0,
  answersStreaming: 0,
  requestsInFlight: 0,
}

export const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`

export const statusOf = (answer: string): number => Number(answer.slice(9, 12))

/** For `converse`: until an answer ends so. */
export const ends = (end: string): { until: (all: string) => boolean } => ({
  until: (all) => all.endsWith(end),
})

/** How often `part` is in an answer. */
export const count = (answer: string, part: string): number => answer.split(part).length - 1
