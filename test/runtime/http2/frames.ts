// Owns writing HTTP/2 frames by hand, as an attacker would.

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
