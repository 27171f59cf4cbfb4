// Owns writing HTTP/2 frames by hand, as an attacker would.

/** Frame types (RFC 9113, 6); others are unknown. */
export const frame = {
  data: 0,
  headers: 1,
  priority: 2,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

/** With which a client begins (RFC 9113, 3.4). */
export const prefaceText = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

/** One frame (RFC 9113, 4.1). */
export const bytesOf = (
  type: number,
  flags: number,
  stream = 0,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer => {
  const header = Buffer.alloc(9)
  header.writeUIntBE(payload.length, 0, 3)
  header[3] = type
  header[4] = flags
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, payload])
}

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** The frames that are whole, in their order. */
export const framesIn = (bytes: Buffer): Frame[] => {
  const frames: Frame[] = []
  for (let at = 0; at + 9 <= bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3)
    if (end > bytes.length) break
    const stream = bytes.readUInt32BE(at + 5)
    const payload = bytes.subarray(at + 9, end)
    frames.push({ type: bytes[at + 3] as number, flags: bytes[at + 4] as number, stream, payload })
    at = end
  }
  return frames
}

/** The types of these frames, in their order. */
export const typesIn = (bytes: Buffer): number[] => framesIn(bytes).map(({ type }) => type)

/** Error code of the GOAWAY among these frames; -1 without one. */
export const goAwayIn = (bytes: Buffer): number =>
  framesIn(bytes)
    .find(({ type }) => type === frame.goAway)
    ?.payload.readUInt32BE(4) ?? -1

/** `GET /` in HPACK: indexed :method, :scheme and :path, a literal :authority. */
export const getRoot = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x61])
export const getHang = Buffer.from([
  ...[0x82, 0x86, 0x04, 0x05],
  ...Buffer.from('/hang'),
  ...[0x41, 0x01, 0x61],
])
/** The payload of a reset with CANCEL. */
export const cancel = Buffer.from([0, 0, 0, 8])

/** Many small frames, a hundred to a piece. */
export const repeated = (count: number, each: (index: number) => Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(count / 100) }, (_, block) =>
    Buffer.concat(
      Array.from({ length: Math.min(100, count - block * 100) }, (_, i) => each(block * 100 + i)),
    ),
  )

/**
 * What the nghttp2 of this Node.js does, where versions differ: what is known of both ends, and between them (lines of
 * Node.js that nobody gets any more) either. Node.js 20 has 1.61, the last ones of 22, 24 and 26 have 1.69 and 1.70.
 */
export const byNghttp2 = <T>(ways: { readonly upTo61: T; readonly from69: T }): readonly T[] => {
  const minor = Number(process.versions.nghttp2?.split('.')[1])
  if (minor <= 61) return [ways.upTo61]
  return minor >= 69 ? [ways.from69] : [ways.upTo61, ways.from69]
}
