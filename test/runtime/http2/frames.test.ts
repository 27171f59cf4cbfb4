// Owns what is counted of an HTTP/2 connection: frames found however the bytes are cut, and the budgets of each.

import { describe, expect, it } from 'vitest'
import { FrameBudget, type FrameLimits } from '../../../runtime/src/http2/frame-budget.js'
import { FrameScanner, frame, prefaceText } from '../../../runtime/src/http2/frame-scanner.js'
import { bytesOf } from './frames.js'

const limits: FrameLimits = {
  headerBlockBytesMax: 16_384,
  continuationsMax: 8,
  resetsMax: 100,
  resetsPerSecond: 10,
  controlFramesMax: 50,
  controlFramesPerSecond: 10,
}

const scanned = (pieces: readonly Uint8Array[], skip = prefaceText.length): string[] => {
  const found: string[] = []
  const scanner = new FrameScanner(skip, ({ type, length, flags, reason }) =>
    found.push(`${type}/${length}/${flags}/${reason}`),
  )
  for (const piece of pieces) scanner.scan(piece)
  return found
}

describe('the scanner', () => {
  const stream = Buffer.concat([
    Buffer.from(prefaceText),
    bytesOf(frame.settings, 0),
    bytesOf(frame.headers, 4, 1, Buffer.from('abcdef')),
    bytesOf(frame.resetStream, 0, 1, Buffer.from([0, 0, 0, 11])),
    bytesOf(frame.data, 1, 3, Buffer.alloc(70_000, 1)),
    bytesOf(0xfe, 0xff, 5, Buffer.from('x')),
    bytesOf(frame.resetStream, 0, 1, Buffer.from([1, 2, 3, 4])),
    bytesOf(frame.ping, 1, 0, Buffer.alloc(8)),
  ])
  const wanted = ['4/0/0/0', '1/6/4/0', '3/4/0/11', '0/70000/1/0', '254/1/255/0', '3/4/0/16909060']

  it('finds every frame of one chunk', () => {
    expect(scanned([stream])).toEqual([...wanted, '6/8/1/0'])
  })

  it('finds the same however the bytes are cut', () => {
    for (let at = 1; at < stream.length; at += at < 200 || at > 70_050 ? 1 : 997) {
      expect(scanned([stream.subarray(0, at), stream.subarray(at)])).toEqual([...wanted, '6/8/1/0'])
    }
    for (const size of [1, 2, 3, 7, 9, 10, 13, 64]) {
      const pieces = []
      for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size))
      expect(scanned(pieces)).toEqual([...wanted, '6/8/1/0'])
    }
  })

  it('reports nothing of a header that is cut off', () => {
    for (let cut = 1; cut < 9; cut++) {
      expect(scanned([bytesOf(frame.ping, 0).subarray(0, cut)], 0)).toEqual([])
    }
  })
})

const header = (type: number, { flags = 0, length = 8, reason = 0 } = {}) => ({
  type,
  flags,
  length,
  reason,
})

/** How many frames pass before a flood is named. */
const passes = (
  each: (budget: FrameBudget, index: number) => string | null,
  most = 5000,
): readonly [number, string | null] => {
  const budget = new FrameBudget(limits, 0)
  for (let i = 0; i < most; i++) {
    const flood = each(budget, i)
    if (flood !== null) return [i, flood]
  }
  return [most, null]
}

describe('the budget', () => {
  it.each([
    ['resets', header(frame.resetStream), 100, 'resets'],
    ['pings', header(frame.ping), 50, 'pings-or-settings'],
    ['settings', header(frame.settings), 50, 'pings-or-settings'],
    ['unknown types', header(0x42), 50, 'unknown-frames'],
    ['empty data', header(frame.data, { length: 0 }), 50, 'empty-frames'],
    ['priorities without streams', header(frame.priority), 50, 'priorities'],
    ['window updates without data', header(frame.windowUpdate), 100, 'window-updates'],
    ['acknowledged pings', header(frame.ping, { flags: 1 }), 5000, null],
    ['data', header(frame.data), 5000, null],
    ['the end of streams', header(frame.data, { length: 0, flags: 1 }), 5000, null],
    ['requests', header(frame.headers, { flags: 5 }), 5000, null],
  ])('of %s', (_, each, count, flood) => {
    expect(passes((budget) => budget.received(each, 0))).toEqual([count, flood])
  })

  it('refills with time, and not beyond its size', () => {
    const reset = header(frame.resetStream)
    expect(passes((budget, i) => budget.received(reset, i * 100))).toEqual([5000, null])
    expect(passes((budget, i) => budget.received(reset, i * 50))[1]).toBe('resets')
    const budget = new FrameBudget(limits, 0)
    let count = 0
    while (budget.received(reset, 3_600_000) === null) count += 1
    expect(count).toBe(100)
  })

  it('bounds a header block by its frames and by its bytes', () => {
    const open = header(frame.headers)
    const more = header(frame.continuation)
    const budget = new FrameBudget(limits, 0)
    expect(budget.received(open, 0)).toBe(null)
    for (let i = 0; i < 8; i++) expect(budget.received(more, 0)).toBe(null)
    expect(budget.received(more, 0)).toBe('continuations')
    expect(budget.received(open, 0)).toBe(null)
    expect(budget.received(header(frame.continuation, { length: 16_376 }), 0)).toBe(null)
    expect(budget.received(header(frame.continuation, { length: 1 }), 0)).toBe('header-block')
    expect(budget.received(header(frame.headers, { length: 16_385 }), 0)).toBe('header-block')
  })

  it('counts empty frames of header blocks', () => {
    const open = header(frame.headers, { length: 0 })
    expect(passes((budget) => budget.received(open, 0))).toEqual([50, 'empty-frames'])
  })

  it('lets window updates follow the data that goes out', () => {
    const update = header(frame.windowUpdate)
    const sent = passes((budget, i) => {
      if (i % 5 === 0) budget.sent(header(frame.data), 0)
      return budget.received(update, 0)
    })
    expect(sent).toEqual([5000, null])
  })

  it('counts resets that the server was made to send, with those of the peer', () => {
    const provoked = header(frame.resetStream, { reason: 1 })
    const mixed = passes((budget, i) =>
      i % 2 === 0 ? budget.sent(provoked, 0) : budget.received(header(frame.resetStream), 0),
    )
    expect(mixed).toEqual([100, 'resets-provoked'])
    expect(passes((budget) => budget.sent(header(frame.resetStream), 0))).toEqual([5000, null])
  })
})
