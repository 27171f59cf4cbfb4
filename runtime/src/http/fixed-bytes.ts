// Owns bytes that stay where they are while another thread reads them.

/**
 * The bytes themselves, or a copy where they are of a resizable buffer: whoever has that may take their memory away
 * while a thread of Node.js compresses them, which ends the process.
 *
 * @example
 * fixedBytes(new Uint8Array(3)).length // 3
 */
export const fixedBytes = (bytes: Uint8Array): Uint8Array => {
  const { resizable } = bytes.buffer as ArrayBufferLike & { readonly resizable?: boolean }
  return resizable === true ? Uint8Array.from(bytes) : bytes
}
