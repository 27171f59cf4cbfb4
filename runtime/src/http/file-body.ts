// Owns a part of an open file as the body of an answer.

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
    readonly fd: number,
    readonly offset: number,
    readonly length: number,
    readonly close: () => void,
  ) {}
}
