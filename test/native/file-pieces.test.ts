// Owns the memory that files are read into: bounded over all answers, and kept by none that waits for its client.

import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { FileBody } from '../../runtime/src/http/file-body.js'
import { Reply } from '../../runtime/src/http/reply.js'
import { FilePieces } from '../../runtime/src/native/file-pieces.js'
import { PieceMemory, pieceBytes } from '../../runtime/src/native/piece-memory.js'
import { eventually } from '../waiting.js'
import { converse, route, setups, startEngine, type UnderTest } from './engine-under-test.js'

/** A file of one letter, that counts how often it was read and whether it was closed. */
class Letters extends FileBody {
  reads = 0
  closed = 0

  constructor(length: number) {
    super(-1, 0, length, () => this.closed++)
  }

  override async read(into: Uint8Array): Promise<number> {
    this.reads++
    into.fill(0x61)
    return into.length
  }
}

describe('pieces of files', () => {
  it('wait for memory in order, and hand it on when they are used up', async () => {
    const memory = new PieceMemory(1)
    const files = [new Letters(pieceBytes + 1), new Letters(5), new Letters(7)] as const
    const [a, b, c] = [
      new FilePieces(files[0], memory),
      new FilePieces(files[1], memory),
      new FilePieces(files[2], memory),
    ] as const
    const order: string[] = []
    const next = async (name: string, pieces: FilePieces): Promise<number> => {
      const { value } = await pieces.next()
      order.push(name)
      return value?.length
    }
    expect(await next('a', a)).toBe(pieceBytes)
    const ofB = next('b', b)
    const ofC = next('c', c)
    expect(files.map(({ reads }) => reads)).toEqual([1, 0, 0])
    a.spent()
    expect(await ofB).toBe(5)
    const rest = next('rest of a', a)
    expect((await b.next()).done).toBe(true)
    expect(await ofC).toBe(7)
    await c.return()
    expect(await rest).toBe(1)
    expect(order).toEqual(['a', 'b', 'c', 'rest of a'])
    await a.return()
    expect(files.map(({ closed }) => closed)).toEqual([1, 1, 1])
    expect(memory.take()).toBeInstanceOf(Buffer)
  })

  it('that nobody wants any more take no memory away, wherever they were', async () => {
    const memory = new PieceMemory(1)
    const waiting = new Letters(5)
    const first = new FilePieces(new Letters(5), memory)
    const second = new FilePieces(waiting, memory)
    const third = new FilePieces(new Letters(3), memory)
    await first.next()
    const never = second.next()
    const ofThird = third.next()
    await second.return()
    await first.return()
    expect([(await never).done, waiting.reads, waiting.closed]).toEqual([true, 0, 1])
    expect((await ofThird).value?.length).toBe(3)
    // While it is read.
    await third.return()
    const reading = new FilePieces(new Letters(5), memory)
    const last = reading.next()
    await reading.return()
    await last
    expect(memory.take()).toBeInstanceOf(Buffer)
  })
})

describe.each(setups.slice(0, 2))('files on $io', (setup) => {
  const clients = 40
  let server: UnderTest
  afterEach(() => server.stop())

  it('that nobody reads keep no memory from those that are read', async () => {
    const waiting: Letters[] = []
    const send = (file: Letters) => new Reply(200, 'text/plain', file, null)
    server = await startEngine(setup, [
      route('GET', '/endless', () => {
        const file = new Letters(2 ** 40)
        waiting.push(file)
        return send(file)
      }),
      route('GET', '/short', () => send(new Letters(pieceBytes + 1))),
    ])
    const sockets = Array.from({ length: clients }, () => connect(server.port, '127.0.0.1'))
    for (const socket of sockets) {
      socket.on('error', () => {})
      socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n')
    }
    await eventually(() => waiting.length === clients)
    const reads = (): number => waiting.reduce((all, file) => all + file.reads, 0)
    // Until the kernel takes no more for any of them.
    for (let quiet = 0; quiet < 5; ) {
      const before = reads()
      const whole = await converse(server.port, [
        'GET /short HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      ])
      expect(whole.length).toBeGreaterThan(pieceBytes)
      quiet = reads() === before ? quiet + 1 : 0
    }
    for (const socket of sockets) socket.destroy()
    await eventually(() => waiting.every(({ closed }) => closed === 1))
  })
})
