// Owns that what readers of bodies gather in JavaScript counts as held input until it is whole: forms, lines and bytes
// that do not come to their end. On every driver and loop style.

import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { byteStream } from '../../runtime/src/body/byte-stream.js'
import { jsonLines } from '../../runtime/src/body/json-lines.js'
import type { MultipartSpec } from '../../runtime/src/body/multipart/form-spec.js'
import { multipart } from '../../runtime/src/body/multipart/multipart.js'
import { BodyError } from '../../runtime/src/http/body-error.js'
import { bodyAnswer } from '../../runtime/src/http/problem.js'
import type { RawRequest } from '../../runtime/src/http/raw-request.js'
import type { Reply } from '../../runtime/src/http/reply.js'
import { eventually } from '../waiting.js'
import { converse, route, setups, text } from './engine-under-test.js'
import { ends, suiteOn } from './suite.js'

const mostBytes = 400_000
const partBytes = 150_000
const wholeBytes = partBytes + 20_000

const stream = {
  body: { required: false, types: [], delivery: 'stream', bytesMax: 1_000_000 },
} as const
const spec: MultipartSpec<unknown> = { parts: {}, hint: null, validate: () => true }

// What was read leaves with the answer.
const taking = (read: (raw: RawRequest) => Promise<unknown>) =>
  route(
    'POST',
    '/',
    async (raw): Promise<Reply> => {
      try {
        await read(raw)
        return text('taken')
      } catch (error) {
        if (error instanceof BodyError) return bodyAnswer(error)
        throw error
      }
    },
    stream,
  )

const head = (type: string): string =>
  `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${wholeBytes}\r\n\r\n`
const formType = 'multipart/form-data; boundary=B'
const filePart = '--B\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n'
const fieldPart = '--B\r\nContent-Disposition: form-data; name=a\r\n\r\n'
const begin = (start: string): string => start + 'x'.repeat(partBytes - start.length)
const fields = (): string => {
  const each = `${fieldPart}${'x'.repeat(20_000)}\r\n`
  return begin(each.repeat(7) + fieldPart)
}
const rest = (end: string): string => 'x'.repeat(wholeBytes - partBytes - end.length) + end

interface Case {
  readonly type: string
  readonly read: (raw: RawRequest) => Promise<unknown>
  readonly first: string
  readonly last: string
}

const form = (raw: RawRequest): Promise<unknown> => multipart(raw, spec).form()
const parts = async (raw: RawRequest): Promise<void> => {
  for await (const part of multipart(raw, spec)) await part.bytes()
}
const lines = async (raw: RawRequest): Promise<void> => {
  for await (const _ of jsonLines(raw, null));
}
const formEnd = rest('\r\n--B--\r\n')
const cases: Record<string, Case> = {
  'files of a form': { type: formType, read: form, first: begin(filePart), last: formEnd },
  'fields of a form': { type: formType, read: form, first: fields(), last: formEnd },
  'a part that is collected': {
    type: formType,
    read: parts,
    first: begin(filePart),
    last: formEnd,
  },
  'a line': { type: 'application/x-ndjson', read: lines, first: begin('"'), last: rest('"') },
  'all bytes': {
    type: 'application/octet-stream',
    read: (raw) => byteStream(raw).bytes(),
    first: begin(''),
    last: rest(''),
  },
}

describe.each(setups)('gathered input on $io, $loop', (setup) => {
  const { start, open } = suiteOn(setup)

  test.each(Object.entries(cases))(
    '%s that are not whole are bounded over all clients',
    async (_, { type, read, first, last }) => {
      const { port, engine } = await start([taking(read)], { heldInputBytesMax: mostBytes })
      const held = (): number => engine.metrics().inputBytesHeld
      const refused = (): number => engine.metrics().refusals['held-input'] ?? 0
      const sockets: Socket[] = []
      let answers = ''
      // Each brings more than a third: not all of them have room.
      while (refused() === 0 && sockets.length < 4) {
        const before = held()
        const socket = await open(port)
        sockets.push(socket)
        socket.on('data', (data) => {
          answers += data
        })
        socket.write(head(type) + first)
        await eventually(() => refused() > 0 || held() >= before + partBytes - 1_000)
      }
      await eventually(() => answers.includes('Too much is being uploaded'))
      expect(answers).toMatch(/^HTTP\/1.1 503 [\s\S]*Connection: close/i)
      expect(refused()).toBe(1)
      // Who was there before goes on to its end.
      sockets[0]?.write(last)
      await eventually(() => answers.includes('taken'))
      for (const socket of sockets) socket.destroy()
      await eventually(() => held() === 0)
      expect(await converse(port, [head(type) + first + last], ends('taken'))).toMatch(/ 200 /)
      expect(held()).toBe(0)
    },
  )
})
