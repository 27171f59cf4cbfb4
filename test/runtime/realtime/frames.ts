// Owns frames as a client writes and reads them (RFC 6455, 5.2), right or wrong: for tests.

import { deflateRawSync } from 'node:zlib'

/** One frame; what is not said is as a correct client does it. */
export interface FrameInit {
  readonly opcode: number
  readonly payload?: string | Uint8Array
  readonly fin?: boolean
  /** Reserved bits: 4 is RSV1. */
  readonly rsv?: number
  readonly masked?: boolean
  /** Length in the head, when it shall not be that of the payload. */
  readonly length?: bigint
}

export const frame = ({
  opcode,
  payload = '',
  fin = true,
  rsv = 0,
  masked = true,
  length,
}: FrameInit): Buffer => {
  const bytes = Buffer.from(payload as Uint8Array)
  const size = length ?? BigInt(bytes.length)
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode]
  const maskBit = masked ? 0x80 : 0
  if (size < 126n) head.push(maskBit | Number(size))
  else if (size < 65536n) head.push(maskBit | 126, Number(size >> 8n), Number(size & 255n))
  else {
    const long = Buffer.alloc(8)
    long.writeBigUInt64BE(size)
    head.push(maskBit | 127, ...long)
  }
  if (!masked) return Buffer.concat([Buffer.from(head), bytes])
  const key = [0x12, 0x34, 0x56, 0x78]
  const masking = bytes.map((byte, index) => byte ^ (key[index % 4] as number))
  return Buffer.concat([Buffer.from([...head, ...key]), masking])
}

export const textFrame = (payload: string | Uint8Array, more: Partial<FrameInit> = {}): Buffer =>
  frame({ opcode: 1, payload, ...more })

export const closeFrame = (code?: number, reason = ''): Buffer => {
  if (code === undefined) return frame({ opcode: 8 })
  return frame({
    opcode: 8,
    payload: Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]),
  })
}

/** A message as permessage-deflate sends it (RFC 7692, 7.2.1). */
export const deflated = (payload: string | Uint8Array): Buffer =>
  deflateRawSync(payload, { finishFlush: 2 }).subarray(0, -4)

/** Frames of a server in words: `text:hello`, `binary:2`, `close:1002`, `pong:x`. */
export const describeFrames = (bytes: Buffer): string[] => {
  const found: string[] = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] as number) & 15
    const rsv1 = ((bytes[at] as number) & 0x40) !== 0
    const short = (bytes[at + 1] as number) & 127
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0
    const length =
      short === 126
        ? bytes.readUInt16BE(at + 2)
        : short === 127
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short
    const from = at + 2 + extended
    if (from + length > bytes.length) break
    const payload = bytes.subarray(from, from + length)
    found.push(words(opcode, payload) + (rsv1 ? ' deflated' : ''))
    at = from + length
  }
  if (at < bytes.length) found.push(`cut:${bytes.length - at}`)
  return found
}

const words = (opcode: number, payload: Buffer): string => {
  switch (opcode) {
    case 1:
      return payload.length > 40 ? `text of ${payload.length}` : `text:${payload}`
    case 2:
      return `binary:${payload.length}`
    case 8:
      return payload.length < 2 ? 'close' : `close:${payload.readUInt16BE(0)}`
    case 9:
      return `ping:${payload}`
    case 10:
      return `pong:${payload}`
    default:
      return `opcode ${opcode}`
  }
}
