// Owns what holds of a heartbeat: when it pings, and when it gives up.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Heartbeat } from '../../../runtime/src/realtime/websocket/heartbeat.js'
import { usualLimits } from '../usual-limits.js'

let told: string[]
let heartbeat: Heartbeat
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  told = []
  heartbeat = new Heartbeat(
    { ...usualLimits, webSocketPingIntervalMs: 30_000, webSocketPongTimeoutMs: 10_000 },
    { ping: () => void told.push('ping'), silent: () => void told.push('silent') },
  )
})
afterEach(() => {
  heartbeat.stop()
  vi.useRealTimers()
})

test('silence is broken by a ping, and ends when nothing follows', () => {
  vi.advanceTimersByTime(29_999)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['ping'])
  vi.advanceTimersByTime(9_999)
  expect(told).toEqual(['ping'])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['ping', 'silent'])
})

test('whoever is heard of after each ping stays', () => {
  for (let pings = 1; pings <= 5; pings++) {
    while (told.length < pings) vi.advanceTimersByTime(1_000)
    heartbeat.alive()
  }
  expect(told).toEqual(Array.from({ length: 5 }, () => 'ping'))
})

test('whoever is heard of all the time is not asked', () => {
  for (let second = 0; second < 100; second++) {
    vi.advanceTimersByTime(1_000)
    heartbeat.alive()
  }
  expect(told).toEqual([])
})

test('while nothing is read silence means nothing', () => {
  heartbeat.pause()
  vi.advanceTimersByTime(600_000)
  expect(told).toEqual([])
  heartbeat.resume()
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['ping', 'silent'])
})
