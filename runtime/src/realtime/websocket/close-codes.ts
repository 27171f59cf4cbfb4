// Owns what a close frame says: its code for an error of the library, and a reason that fits.

/** Bytes of a reason: a control frame has 125, two of them are the code. */
const reasonBytesMax = 123

/** A reason of at most as many bytes as its frame has room for. */
export const cut = (reason: string): string => {
  const bytes = Buffer.from(reason)
  if (bytes.length <= reasonBytesMax) return reason
  // What was cut within a character decodes to a replacement, which takes three bytes.
  return bytes
    .subarray(0, reasonBytesMax - 3)
    .toString('utf8')
    .replace(/\ufffd$/, '')
}

// Codes of ws (doc/ws.md, "Error codes") and of zlib.
export const closeCodeOf = (code: string | undefined): number => {
  switch (code) {
    case 'WS_ERR_INVALID_UTF8':
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 1007
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return 1009
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 1008
    default:
      return 1002
  }
}
