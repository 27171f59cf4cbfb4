// Owns the content codings that this Node.js can write: whole bodies, and streams that are flushed piece by piece.

import { Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { fixedBytes } from '../../http/fixed-bytes.js'
import { changed, Source } from '../../http/source.js'

/** A content coding (RFC 9110, 8.4.1; RFC 7932; RFC 8878). */
export type Coding = 'br' | 'zstd' | 'gzip'

/** How a coding is written. */
export interface Coder {
  whole(body: string | Uint8Array): Promise<Uint8Array>
  /** Sends on each piece as it comes: an event must not wait for the next one. */
  stream(): Transform
}

const { constants } = zlib
const brotliQuality = 4
const gzipLevel = 6

// Node.js has zstd from 22.15 on; its types are older than that here.
interface ZstdOptions {
  readonly flush?: number
}
interface WithZstd {
  readonly zstdCompress?: (
    body: string | Uint8Array,
    options: ZstdOptions,
    done: (error: Error | null, result: Uint8Array) => void,
  ) => void
  readonly createZstdCompress?: (options: ZstdOptions) => Transform
}
const { zstdCompress, createZstdCompress } = zlib as WithZstd

const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality }
const brotli = promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)
const gzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip)
const zstdFlush = 1

const zstd: Coder | null =
  zstdCompress === undefined || createZstdCompress === undefined
    ? null
    : {
        whole: (body) => promisify(zstdCompress)(body, {}),
        stream: () => createZstdCompress({ flush: zstdFlush }),
      }

/** The codings of this Node.js, in the order they are preferred. */
export const coders: Readonly<Partial<Record<Coding, Coder>>> = {
  br: {
    whole: (body) => brotli(body, { params: { ...brotliParams, ...sizeHint(body) } }),
    stream: () =>
      zlib.createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH, params: brotliParams }),
  },
  ...(zstd === null ? {} : { zstd }),
  gzip: {
    whole: (body) => gzip(body, { level: gzipLevel }),
    stream: () => zlib.createGzip({ flush: constants.Z_SYNC_FLUSH, level: gzipLevel }),
  },
}

const sizeHint = (body: string | Uint8Array) => ({
  [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
})

/**
 * `source` through a coder, with its backpressure. Leaving early ends both; what `source` throws is thrown.
 */
export const coded = (
  source: AsyncIterable<Uint8Array | string>,
  coder: Coder,
): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => new CodedPieces(new Source(changed(source, fixed)), coder),
})

const fixed = (piece: Uint8Array | string): Uint8Array | string =>
  typeof piece === 'string' ? piece : fixedBytes(piece)

class CodedPieces implements AsyncIterator<Uint8Array, undefined> {
  /** Made when the first piece is asked for: a coder has much memory, and HEAD asks for none. */
  #pieces: Source<Uint8Array> | null = null

  constructor(
    readonly source: Source<Uint8Array | string>,
    readonly coder: Coder,
  ) {}

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#pieces ??= new Source(this.#begin())
    return this.#pieces.next()
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#pieces?.release()
    await this.source.return()
    return { done: true, value: undefined }
  }

  #begin(): AsyncIterable<Uint8Array> {
    const from = Readable.from(this.source, { objectMode: true })
    const into = this.coder.stream()
    from.once('error', (error) => into.destroy(error))
    into.once('close', () => from.destroy())
    return from.pipe(into)
  }
}
