// Owns fuzzing WebSocket frames: a session is given any frames in any pieces, and a decoder that is slow and plain
// says what must come of them.

import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { limits as table } from '../../runtime/dist/config/limits.js'
import { sendQueuesOf } from '../../runtime/dist/realtime/websocket/send-queues.js'
import { SocketSession } from '../../runtime/dist/realtime/websocket/session.js'
import { heldBytesOf } from '../../runtime/dist/realtime/websocket/unfinished.js'

const limits = {
  ...Object.fromEntries(table.map((limit) => [limit.name, limit.default])),
  webSocketMessageBytesMax: 200,
  webSocketFragmentsMax: 4,
}

/** A connection that gives `pieces` and takes everything. */
const connectionOf = (given) => {
  // The library unmasks payloads where they lie.
  const pieces = given.map((piece) => Buffer.from(piece))
  const duplex = new Duplex({
    read() {
      this.push(pieces.shift() ?? null)
    },
    write(_chunk, _coding, done) {
      done()
    },
  })
  return Object.assign(duplex, { remoteAddress: '127.0.0.1' })
}

const play = async (pieces) => {
  const seen = []
  const connection = connectionOf(pieces)
  const session = new SocketSession({
    connection,
    handshake: { headers: {}, subprotocol: '', deflate: null },
    limits,
    held: heldBytesOf(limits),
    queues: sendQueuesOf(limits),
    conversation: {
      hooks: {
        message: (_socket, message) => void seen.push(Buffer.from(message).toString('latin1')),
        close: (_socket, code) => void seen.push(code),
      },
      schemas: { receive: null, send: null },
    },
    failed: (error) => seen.push(`hook ${error}`),
  })
  const closed = connection.destroyed ? null : once(connection, 'close').catch(() => {})
  await session.run()
  connection.destroy()
  await closed
  for (let i = 0; i < 3 && typeof seen.at(-1) !== 'number'; i++) await new Promise(setImmediate)
  return seen
}

const frameOf = ({ fin, rsv, opcode, masked, payload }) => {
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode]
  const mask = masked ? 0x80 : 0
  if (payload.length < 126) head.push(mask | payload.length)
  else head.push(mask | 126, payload.length >> 8, payload.length & 255)
  if (!masked) return Buffer.from([...head, ...payload])
  const key = [1, 2, 3, 4]
  return Buffer.from([...head, ...key, ...payload.map((byte, at) => byte ^ key[at % 4])])
}

const closes = (code) =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) ||
  (code >= 3000 && code <= 4999)
const isUtf8 = (bytes) => {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
    return true
  } catch {
    return false
  }
}

/** RFC 6455, 5.2: what is wrong with the head of a frame, or 0. */
const headFault = ({ fin, rsv, opcode, masked, payload }, message) => {
  const control = opcode >= 8
  if (rsv !== 0 || ![0, 1, 2, 8, 9, 10].includes(opcode)) return 1002
  if (control && (!fin || payload.length > 125)) return 1002
  if (!control && (opcode === 0) === (message === null)) return 1002
  if (!masked) return 1002
  const before = opcode === 0 ? message.bytes.length : 0
  return !control && before + payload.length > limits.webSocketMessageBytesMax ? 1009 : 0
}

const closeCode = (payload) => {
  if (payload.length === 0) return 1005
  const code = (payload[0] << 8) | payload[1]
  if (payload.length === 1 || !closes(code)) return 1002
  return isUtf8(payload.slice(2)) ? code : 1007
}

/** RFC 6455, 5 and 7, frame by frame: messages, then the code that the hooks hear. */
const judge = (frames) => {
  const seen = []
  let message = null
  let fragments = 0
  for (const frame of frames) {
    const { fin, opcode, masked, payload } = frame
    if (opcode < 8) fragments++
    const tooMany = fragments > limits.webSocketFragmentsMax
    // Of a head that is one too many the last byte is not read: of a short one, nothing can be said.
    if (tooMany && !masked && payload.length < 126) return [...seen, 1008]
    const fault = headFault(frame, message)
    if (fault !== 0) return [...seen, fault]
    if (tooMany) return [...seen, 1008]
    if (opcode === 8) return [...seen, closeCode(payload)]
    if (opcode > 8) continue
    if (opcode !== 0) message = { text: opcode === 1, bytes: [] }
    message.bytes.push(...payload)
    if (!fin) continue
    fragments = 0
    if (message.text && !isUtf8(message.bytes)) return [...seen, 1007]
    seen.push(Buffer.from(message.bytes).toString('latin1'))
    message = null
  }
  return [...seen, 1006]
}

const frames = async (random) => {
  const list = random.many(8, () => {
    const control = random.chance(20)
    const size = random.pick([0, 1, 2, 5, 90, 125, random.chance(10) ? 130 : 3])
    return {
      fin: random.chance(control ? 95 : 60),
      rsv: random.chance(3) ? 1 + random.below(7) : 0,
      opcode: control
        ? random.pick([8, 9, 9, 10, 10])
        : random.chance(2)
          ? random.below(16)
          : random.pick([0, 0, 1, 2]),
      masked: !random.chance(2),
      payload: Array.from({ length: size }, () =>
        random.chance(4) ? random.below(256) : 65 + random.below(20),
      ),
    }
  })
  const bytes = Buffer.concat(list.map(frameOf))
  return [await play(random.pieces(bytes)), judge(list)]
}

/** Any bytes: the same in any pieces. */
const anyBytes = async (random) => {
  const bytes = Buffer.from(
    random.many(40, () =>
      random.pick([0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0xfe, 0xff, random.below(256)]),
    ),
  )
  return [await play(random.pieces(bytes)), await play([bytes])]
}

export const webSocket = { 'web-socket-frames': frames, 'any-web-socket': anyBytes }
