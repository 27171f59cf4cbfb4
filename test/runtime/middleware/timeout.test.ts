// Owns the cases of time limits on the real engine.

import { expect, test, vi } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { TimeIsUp, timeout } from '../../../runtime/src/middleware/index.js'
import { app, bound, get, served, told } from './served.js'

test('what takes too long is answered for, told to stop, and its late answer is closed', async () => {
  const seen: unknown[] = []
  let finished = () => {}
  const over = new Promise<void>((resolve) => {
    finished = resolve
  })
  const closing = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: true as const, value: undefined }),
      return: async () => {
        finished()
        return { done: true as const, value: undefined }
      },
    }),
  }
  const handler = get(async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    seen.push(signal.reason)
    return respond(200).body('text/plain', closing)
  })
  const middleware = { operations: { get: [timeout('20ms', { status: 504, retryAfterS: 7 })] } }
  await served(app([handler], { middleware }), async (server) => {
    const response = await server.fetch('/get')
    expect([response.status, response.headers.get('retry-after')]).toEqual([504, '7'])
    expect(await response.json()).toMatchObject({ title: 'Gateway Timeout' })
    await over
    expect(seen[0]).toBeInstanceOf(TimeIsUp)
  })
})

test('what is in time is untouched, and errors inside are their own answers', async () => {
  const handlers = [
    get(async () => respond(200).text('ok')),
    bound({ id: 'throws', path: '/throws' }, async () => {
      throw new Error('x')
    }),
  ]
  await served(app(handlers, { middleware: { app: [timeout('10s')] } }), async (server) => {
    expect(await told(await server.fetch('/get'))).toEqual([200, 'ok'])
    expect((await server.fetch('/throws')).status).toBe(500)
  })
})

test.each<[string, () => Promise<never>]>([
  ['rejects', () => Promise.reject(new Error('x'))],
  [
    'throws',
    () => {
      throw new Error('x')
    },
  ],
])('what %s is over: its signal is not aborted later', async (_, next) => {
  vi.useFakeTimers()
  const signals: AbortSignal[] = []
  const context = { abortWith: (signal: AbortSignal) => void signals.push(signal) }
  const run = timeout('1s') as (context: unknown, next: unknown) => Promise<unknown>
  await expect((async () => run(context, next))()).rejects.toThrow('x')
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(2000)
  expect(signals.map((signal) => signal.aborted)).toEqual([false])
  vi.useRealTimers()
})

test.each(['soon', -1])('%s is no time', (within) => {
  expect(() => timeout(within)).toThrow('timeout')
})

test("the contract's time limit of an operation holds without middleware", async () => {
  const slow = bound(
    { timeoutMs: 20 },
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  )
  await served(app([slow]), async (server) => {
    expect((await server.fetch('/get')).status).toBe(503)
  })
})
