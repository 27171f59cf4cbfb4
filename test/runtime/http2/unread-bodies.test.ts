// Owns what a client gets that has all of its answer while it still sends its request: the answer, in peace. RFC 9113,
// 8.1 lets a server reset the stream then; curl 7.88 forgets an answer that a reset comes right behind.

import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { route, setups, text } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { bytesOf, type Frame, frame, framesIn, prefaceText } from './frames.js'
import { ask, dial, type Served, serve } from './served.js'

const literal = (name: string, value: string): Buffer =>
  Buffer.from(
    `\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`,
  )
const post = Buffer.concat([
  literal(':method', 'POST'),
  literal(':scheme', 'http'),
  literal(':path', '/'),
  literal(':authority', 'a'),
])
const bodyBytesMax = 1000
const acknowledged = 1

describe.each(setups.slice(0, 2))('on $io', (setup) => {
  let served: Served
  beforeAll(async () => {
    const body = { required: false, types: [], bytesMax: bodyBytesMax }
    served = await serve(setup, [
      route('GET', '/', () => text('hello')),
      route('POST', '/', () => text('whole'), { body }),
    ])
  })
  afterAll(() => served.stop())

  /** A client that has sent too much on these streams, and has heard that it is too much. */
  const refused = async (streams: readonly number[]) => {
    const socket = connect(served.port, '127.0.0.1')
    let received = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
    })
    socket.write(prefaceText)
    socket.write(bytesOf(frame.settings, 0))
    for (const stream of streams) {
      socket.write(bytesOf(frame.headers, 4, stream, post))
      socket.write(bytesOf(frame.data, 0, stream, Buffer.alloc(2 * bodyBytesMax)))
    }
    const frames = (): Frame[] => framesIn(received)
    const pings = () => frames().filter(({ type, flags }) => type === frame.ping && flags === 0)
    await eventually(() => pings().length === streams.length)
    return { socket, frames, pings }
  }
  const resetsIn = (frames: readonly Frame[]) =>
    frames
      .filter(({ type }) => type === frame.resetStream)
      .map(({ stream, payload }) => [stream, payload.readUInt32BE(0)])
  const roundTrip = async (socket: Socket, frames: () => readonly Frame[]): Promise<void> => {
    const token = Buffer.from('question')
    socket.write(bytesOf(frame.ping, 0, 0, token))
    await eventually(() => frames().some(({ payload }) => payload.equals(token)))
  }

  it('is asked whether it has read it, and reset once it has', async () => {
    const { socket, frames, pings } = await refused([1, 3])
    const types = frames().map(({ type }) => type)
    expect(types.filter((type) => type === frame.headers)).toHaveLength(2)
    // What it goes on to send is read away, and it gets no more window for it.
    socket.write(bytesOf(frame.data, 0, 1, Buffer.alloc(10 * bodyBytesMax)))
    await roundTrip(socket, frames)
    expect(resetsIn(frames())).toEqual([])
    const windows = frames().filter(({ type, stream }) => type === frame.windowUpdate && stream > 0)
    expect(windows).toEqual([])
    socket.write(bytesOf(frame.ping, acknowledged, 0, pings()[1]?.payload))
    await eventually(() => resetsIn(frames()).length === 1)
    expect(resetsIn(frames())).toEqual([[3, 0]])
    // Who does not say so is waited for no longer than others who linger.
    await eventually(() => resetsIn(frames()).length === 2)
    expect(resetsIn(frames())).toEqual([
      [3, 0],
      [1, 0],
    ])
    socket.destroy()
  })

  it('is not reset when it ends its request meanwhile', async () => {
    const { socket, frames, pings } = await refused([1])
    socket.write(bytesOf(frame.data, 1, 1, Buffer.alloc(10)))
    socket.write(bytesOf(frame.ping, acknowledged, 0, pings()[0]?.payload))
    await roundTrip(socket, frames)
    expect(resetsIn(frames())).toEqual([])
    socket.destroy()
  })

  it('may acknowledge as often as it is asked, and not for nothing', async () => {
    const session = await dial(served.port)
    for (let times = 0; times < 20; times++) {
      const answers = Array.from({ length: 80 }, () =>
        ask(session, '/', { ':method': 'POST' }, Buffer.alloc(3 * bodyBytesMax)),
      )
      for (const { status } of await Promise.all(answers)) expect(status).toBe(413)
    }
    expect((await ask(session, '/')).body).toBe('hello')
    session.destroy()
  })
})
