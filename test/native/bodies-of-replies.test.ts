// Owns what bodies of replies hold open, and what lets them go on: files, and connections outside of HTTP. Without the
// engine: its calls are counted here.

import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { NativeEngine } from '@nexusrt/native'
import { describe, expect, test } from 'vitest'
import { FileBody } from '../../runtime/src/http/file-body.js'
import { Reply } from '../../runtime/src/http/reply.js'
import type { EngineRoute } from '../../runtime/src/native/engine.js'
import { FilePieces } from '../../runtime/src/native/file-pieces.js'
import { LiveStreams } from '../../runtime/src/native/live-streams.js'
import { RawDuplex } from '../../runtime/src/native/raw-duplex.js'
import { Streaming, type StreamingParts } from '../../runtime/src/native/streaming.js'
import { eventually, turns } from '../waiting.js'

describe('a connection outside of HTTP', () => {
  test('goes on writing when there is room, not when its peer sends', async () => {
    const live = new LiveStreams()
    const native = {
      writeStream: () => 0,
      readBody: () => 0,
      endStream: () => {},
    } as unknown as NativeEngine
    const raw = new RawDuplex(native, live, 1, 7, '')
    raw.resume()
    let written = 0
    for (let i = 0; i < 3; i++) raw.write('x', () => written++)
    await turns(3)
    for (let i = 0; i < 5; i++) live.bytes(7)
    await turns(3)
    expect(written).toBe(0)
    live.room(7)
    await eventually(() => written === 1)
    live.bytes(7)
    await turns(3)
    expect(written).toBe(1)
    raw.destroy()
  })
})

describe('a file', () => {
  const path = fileURLToPath(import.meta.url)

  test('that is given up while it is read is closed behind the read', async () => {
    const fd = openSync(path, 'r')
    let closed = 0
    const pieces = new FilePieces(
      new FileBody(fd, 0, 100, () => {
        closed++
        closeSync(fd)
      }),
    )
    const next = pieces.next()
    // Nothing but microtasks until here: the read is under way.
    await pieces.return()
    expect(closed).toBe(0)
    expect((await next).done).toBe(false)
    await eventually(() => closed > 0)
    await pieces.return()
    expect(closed).toBe(1)
  })

  test.each([
    ['a header that cannot be sent', { 'x-a': 'b\r\nc: d' }],
    ['a length that is none', { 'content-length': 'five' }],
  ])('of a reply with %s is closed', (_, headers) => {
    let closed = 0
    const file = new FileBody(0, 0, 100, () => closed++)
    const blocks = { idOf: () => 1 }
    const streaming = new Streaming({ blocks } as unknown as StreamingParts)
    const reply = new Reply(200, 'text/plain', file, headers)
    const to = { connection: 1, serial: 7, route: {} as EngineRoute, traceparent: '' }
    expect(() => streaming.send(to, reply)).toThrow(TypeError)
    expect(closed).toBe(1)
  })
})
