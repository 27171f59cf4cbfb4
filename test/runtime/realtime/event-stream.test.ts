// Owns what holds of event streams as text: what a client makes of them, keep-alive, and how they end.

import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Source } from '../../../runtime/src/http/source.js'
import {
  eventStream,
  lastEventId,
  type ServerEvent,
} from '../../../runtime/src/realtime/sse/event-stream.js'
import { readEvents } from './event-source.js'

const textOf = async (events: Iterable<ServerEvent<string>>): Promise<string> => {
  let text = ''
  for await (const piece of eventStream<string>(null)(events)) text += piece
  return text
}

describe('an event', () => {
  it.each<[ServerEvent<string>, string]>([
    [{ data: 'a' }, 'data: a\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ data: 'a\nb\r\nc\rd\n' }, 'data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n'],
    [
      { data: 'x', event: 'tick', id: '7', retry: 250 },
      'event: tick\nid: 7\nretry: 250\ndata: x\n\n',
    ],
    [{ data: ' x', id: '' }, 'id: \ndata:  x\n\n'],
  ])('%j', async (event, text) => {
    expect(await textOf([event])).toBe(text)
  })

  it.each<ServerEvent<string>>([
    { data: 'x', event: 'a\ndata: b' },
    { data: 'x', id: 'a\rb' },
    { data: 'x', id: 'a\0' },
    { data: 'x', retry: 1.5 },
    { data: 'x', retry: -1 },
  ])('is refused when it would break out of its field: %j', async (event) => {
    await expect(textOf([event])).rejects.toThrow(TypeError)
  })

  it('has its data written as the contract says', async () => {
    const events = eventStream((value: unknown) => JSON.stringify(value))([{ data: { a: '\n' } }])
    for await (const text of events) expect(text).toBe('data: {"a":"\\n"}\n\n')
  })

  it('is what a client receives, whatever it says', async () => {
    const line = fc.string({ unit: 'binary' }).filter((text) => !/[\r\n\0]/.test(text))
    const event = fc.record({ data: fc.string({ unit: 'binary' }), event: line, id: line })
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 5 }), async (events) => {
        expect(readEvents(await textOf(events)).events).toEqual(
          events.map(({ data, event: type, id }) => ({
            type: type || 'message',
            data: data.replaceAll(/\r\n|\r/g, '\n'),
            lastEventId: id,
          })),
        )
      }),
      { numRuns: 500 },
    )
  })
})

describe('a stream', () => {
  const waiting = (ended: () => void): AsyncIterable<ServerEvent<string>> => ({
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        ended()
        return { done: true, value: undefined }
      },
    }),
  })

  it('says something when nothing happens, and loses no event by it', async () => {
    vi.useFakeTimers()
    let happen: (event: ServerEvent<string>) => void = () => {}
    const source = async function* () {
      yield await new Promise<ServerEvent<string>>((resolve) => {
        happen = resolve
      })
    }
    const stream = eventStream<string>(null, 1000)(source())[Symbol.asyncIterator]()
    for (let i = 0; i < 3; i++) {
      const piece = stream.next()
      await vi.advanceTimersByTimeAsync(1000)
      expect((await piece).value).toBe(':\n\n')
    }
    const piece = stream.next()
    happen({ data: 'x' })
    expect((await piece).value).toBe('data: x\n\n')
    expect((await stream.next()).done).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('leaves nothing with a source that stays silent for hours', async () => {
    vi.useFakeTimers()
    let reactions = 0
    class Counted extends Promise<never> {
      // biome-ignore lint/suspicious/noThenProperty: what is counted are the calls of it
      override then: Promise<never>['then'] = (...reaction) => {
        reactions++
        return super.then(...reaction)
      }
    }
    const next = vi.spyOn(Source.prototype, 'next').mockReturnValue(new Counted(() => {}))
    try {
      const stream = eventStream<string>(null, 1000)([])[Symbol.asyncIterator]()
      for (let i = 0; i < 50; i++) {
        const piece = stream.next()
        await vi.advanceTimersByTimeAsync(1000)
        expect((await piece).value).toBe(':\n\n')
      }
      // One of ours, and one of the spy that gave it.
      expect(reactions).toBeLessThan(3)
    } finally {
      next.mockRestore()
      vi.useRealTimers()
    }
  })

  it('ends at once when the client leaves, also while it waits', async () => {
    vi.useFakeTimers()
    const ended = vi.fn()
    const stream = eventStream<string>(null)(waiting(ended))[Symbol.asyncIterator]()
    const piece = stream.next()
    await stream.return?.()
    expect((await piece).done).toBe(true)
    expect((await stream.next()).done).toBe(true)
    expect(ended).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('leaves a hub alone that others listen to as well', async () => {
    const destroyed = vi.fn()
    const hub = Object.assign(new EventEmitter(), {
      destroy: destroyed,
      [Symbol.asyncIterator]: () => waiting(() => {})[Symbol.asyncIterator](),
    })
    const stream = eventStream<string>(null)(hub)[Symbol.asyncIterator]()
    await stream.return?.()
    expect(destroyed).not.toHaveBeenCalled()
  })

  it('asks for an event only when the one before is taken', async () => {
    let asked = 0
    const source = async function* () {
      for (;;) yield { data: `${++asked}` }
    }
    const stream = eventStream<string>(null)(source())[Symbol.asyncIterator]()
    await stream.next()
    await new Promise(setImmediate)
    expect(asked).toBe(1)
    await stream.return?.()
  })

  it('ends with the error of its source', async () => {
    const source = async function* (): AsyncGenerator<ServerEvent<string>> {
      yield { data: 'x' }
      throw new Error('The feed broke.')
    }
    const stream = eventStream<string>(null)(source())[Symbol.asyncIterator]()
    await stream.next()
    await expect(stream.next()).rejects.toThrow('The feed broke.')
  })
})

it('the last event id of a request is UTF-8', () => {
  const header = (name: string) => (name === 'last-event-id' ? 'h\u00c3\u00a9' : undefined)
  expect(lastEventId({ header })).toBe('h\u00e9')
  expect(lastEventId({ header: () => undefined })).toBe(null)
})
