// Owns how events of an engine reach its user: later, in order, bounded, and never silently fewer.

import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { EngineEvent } from '../../runtime/src/native/engine.js'
import { EventQueue } from '../../runtime/src/native/event-queue.js'

/** Events that wait at most. */
const eventsMax = 1000

const timeout = (route: string): EngineEvent => ({ kind: 'handler-timeout', method: 'GET', route })

test('events are told in order, in the next turn', async () => {
  const told: EngineEvent[] = []
  const queue = new EventQueue((event) => told.push(event))
  queue.add(timeout('/a'))
  queue.add(timeout('/b'))
  expect(told).toEqual([])
  await setImmediate()
  expect(told).toEqual([timeout('/a'), timeout('/b')])
})

test('what does not fit is counted and told after the rest, each time anew', async () => {
  const told: EngineEvent[] = []
  const queue = new EventQueue((event) => told.push(event))
  for (let i = 0; i < eventsMax + 7; i++) queue.add(timeout('/a'))
  await setImmediate()
  expect(told).toHaveLength(eventsMax + 1)
  expect(told.at(-1)).toEqual({ kind: 'events-dropped', count: 7 })
  queue.add(timeout('/b'))
  await setImmediate()
  expect(told.slice(eventsMax + 1)).toEqual([timeout('/b')])
})

test('what cannot be told is counted, and those behind it are told', async () => {
  const told: EngineEvent[] = []
  const queue = new EventQueue((event) => {
    if (event.kind === 'handler-timeout' && event.route === '/bad') throw new Error('the log')
    told.push(event)
  })
  for (const path of ['/bad', '/a', '/bad']) queue.add(timeout(path))
  await setImmediate()
  expect(told).toEqual([timeout('/a'), { kind: 'events-dropped', count: 2 }])
})
