// Owns bytes that stay where they are while another thread reads them.

/**
 * A copy of the bytes: whoever has their buffer may shrink it, or transfer it to somebody who lets go of it, while a
 * thread of Node.js compresses them. That thread would read memory that is not theirs any more. Next to compressing a
 * copy costs nothing.
 *
 * @example
 * fixedBytes(new Uint8Array(3)).length // 3
 */
export const fixedBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)
