// Owns a part of a file as the body of an answer.

import { read } from 'node:fs'

/**
 * Bytes of an open file, read as the client takes them. `close` runs once they are sent, or nobody wants them
 * any more; the answer says `content-length: length`. A file that is cut short meanwhile ends the connection.
 *
 * @example
 * const file = await open(path)
 * const { size } = await file.stat()
 * const body = new FileBody(file.fd, 0, size, () => void file.close())
 */
export class FileBody {
  constructor(
    /** -1: of `file()` and `staticFiles`, which open it when it is read. */
    readonly fd: number,
    readonly offset: number,
    readonly length: number,
    readonly close: () => void,
  ) {}

  /** Fills `into` from `at` of the file on; bytes read, 0 at its end. */
  read(into: Uint8Array, at: number): Promise<number> {
    return readAt(this.fd, into, at)
  }
}

/** Bytes read; promisify would bring all of node:util into every server. */
export const readAt = (fd: number, into: Uint8Array, at: number): Promise<number> =>
  new Promise((done, fail) => {
    read(fd, into, 0, into.length, at, (error, bytesRead) => {
      if (error === null) done(bytesRead)
      else fail(error)
    })
  })
