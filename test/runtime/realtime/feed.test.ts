// Owns the cases of feeds: who follows gets what is published, nobody keeps what nobody reads, and who leaves is gone.

import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { createFeed, type SlowFollower } from '../../../runtime/src/realtime/sse/feed.js'

const taken = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

it('hands what is published to all who follow, from the moment they do', async () => {
  const feed = createFeed<number>()
  const { signal } = new AbortController()
  expect(feed.publish(0)).toBe(0)
  const first = feed.follow({ signal })
  expect(feed.publish(1)).toBe(1)
  const second = feed.follow({ signal })
  const waiting = second.next()
  expect(feed.publish(2)).toBe(2)
  expect(await waiting).toEqual({ done: false, value: 2 })
  expect([await first.next(), await first.next()].map(({ value }) => value)).toEqual([1, 2])
})

it('ends with the signal, with `return`, and at once where the signal was aborted before', async () => {
  const feed = createFeed<number>()
  const controller = new AbortController()
  const left = feed.follow({ signal: controller.signal })
  const reading = taken(left)
  const returned = feed.follow({ signal: controller.signal })
  feed.publish(1)
  await returned.return?.()
  expect(feed.followers).toBe(1)
  expect(await taken(returned)).toEqual([])
  controller.abort()
  expect(await reading).toEqual([1])
  expect(await taken(feed.follow(controller))).toEqual([])
  expect(feed.followers).toBe(0)
  expect(feed.publish(2)).toBe(0)
})

it.each<[SlowFollower, number[], number]>([
  ['drop', [1, 2, 4], 1],
  ['end', [1, 2], 0],
])('keeps no more for a slow follower than its queue holds: %s', async (slow, got, followers) => {
  const feed = createFeed<number>({ queueMax: 2, slow })
  const controller = new AbortController()
  const following = feed.follow(controller)
  expect([1, 2, 3].map((value) => feed.publish(value))).toEqual([1, 1, 0])
  const seen = [await following.next(), await following.next()].map(({ value }) => value)
  expect(feed.publish(4)).toBe(followers)
  controller.abort()
  expect([...seen, ...(await taken(following))]).toEqual(got)
})

it('listens to a signal no longer than somebody follows', async () => {
  const feed = createFeed<number>()
  const { signal } = new AbortController()
  const following = feed.follow({ signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  await following.return?.()
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
