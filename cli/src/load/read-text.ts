// Owns reading one file from disk as text: size before content, regular files only, strict UTF-8.

import { readFileSync, statSync } from 'node:fs'
import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import type { Span } from '../diagnostics/source.js'
import { limitError } from './limit-error.js'
import type { LoadLimits } from './limits.js'

export interface TextFile {
  readonly text: string
  readonly bytes: number
}

export interface TextFailure {
  readonly error: Diagnostic
  /** What could be read in spite of the error, for its frame. */
  readonly text: string | null
}

/**
 * Reads a file. `at` is the `$ref` that names it, null on the command line; `bytesLeft` is what the
 * total still allows. Never throws.
 */
export const readText = (
  path: string,
  file: string,
  at: SourceRef | null,
  limits: LoadLimits,
  bytesLeft: number,
): TextFile | TextFailure => {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) return failure('NX1002', `${file} is not a file`, at)
    if (stat.size > limits.fileBytesMax)
      return {
        error: limitError('fileBytesMax', limits.fileBytesMax, at ?? { file, pointer: '' }),
        text: null,
      }
    if (stat.size > bytesLeft)
      return { error: limitError('totalBytesMax', limits.totalBytesMax, at), text: null }
    return decode(readFileSync(path), file)
  } catch (error) {
    if (isMissing(error)) return failure('NX1001', `there is no file ${file}`, at)
    const reason = error instanceof Error ? error.message : 'unknown reason'
    return failure('NX1002', `${file} cannot be read: ${reason}`, at)
  }
}

const failure = (
  code: 'NX1001' | 'NX1002',
  message: string,
  at: SourceRef | null,
): TextFailure => ({
  error: diagnostic(code, { message, at }),
  text: null,
})

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Decodes bytes as UTF-8 and drops a byte order mark. */
export const decode = (bytes: Uint8Array, file: string): TextFile | TextFailure => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { text, bytes: bytes.length }
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes)
    const message = isUtf16(bytes) ? `${file} is UTF-16` : `${file} holds bytes that are not UTF-8`
    return {
      error: diagnostic('NX1003', {
        message,
        at: { file, pointer: '', span: firstBad(bytes, text) },
      }),
      text,
    }
  }
}

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)

// A replacement character that is not in the file marks the first bad byte.
const firstBad = (bytes: Uint8Array, text: string): Span => {
  const encoder = new TextEncoder()
  let offset = 0
  let from = 0
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', from)) {
    offset += encoder.encode(text.slice(from, at)).length
    const isReal =
      bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd
    if (!isReal) return { start: at, end: at + 1 }
    offset += 3
    from = at + 1
  }
  return { start: 0, end: 0 }
}
