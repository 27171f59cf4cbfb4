// Owns the headers of one part: what RFC 7578 says of those of forms, and RFC 2046 of those of other bodies.

import { BodyError } from '../../http/body-error.js'
import { MalformedBody } from '../../http/malformed-body.js'
import { utf8Text } from '../json-text.js'
import { parseParameters, type ValueWithParameters } from './boundary.js'

/** What the headers of a part say. */
export interface PartHead {
  readonly name: string
  /** Without any folder, however the client wrote it; null for a part that is no file. */
  readonly filename: string | null
  /** Lower case, without parameters. Default (RFC 7578, 4.4): text/plain, of a file application/octet-stream. */
  readonly contentType: string
  /** Of text; default utf-8. */
  readonly charset: string
  /** All header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Reads the lines before a part's content.
 *
 * @throws {MalformedBody} when they are no headers of a form's part; {BodyError} 415 for a transfer encoding.
 */
export const parsePartHead = (bytes: Uint8Array): PartHead => {
  const fields = fieldsOf(utf8Text(bytes))
  refuseTransferEncoding(fields, 'Parts of a form cannot have a transfer encoding (RFC 7578, 4.7).')
  const disposition = parseParameters(fields.get('content-disposition') ?? '')
  const name = disposition?.parameters.get('name')
  if (disposition?.value !== 'form-data' || name === undefined) {
    throw new MalformedBody('has a part without `Content-Disposition: form-data; name=...`')
  }
  const filename = filenameIn(disposition)
  const otherwise = filename === null ? 'text/plain' : 'application/octet-stream'
  return { name: unescaped(name), filename, ...contentTypeIn(fields, otherwise) }
}

/**
 * Reads the lines before a part that has no name: its position is its name. Without a Content-Type it is
 * `defaultType` (RFC 2046, 5.1), and what its Content-Disposition says is a file name at most.
 *
 * @throws {MalformedBody} when they are no headers of a part; {BodyError} 415 for a transfer encoding.
 */
export const parseHeadAt = (bytes: Uint8Array, index: number, defaultType: string): PartHead => {
  // RFC 5322, 2.2.3: what begins with a blank goes on with the line before.
  const fields = fieldsOf(utf8Text(bytes).replace(/\r\n[ \t]/g, ' '))
  refuseTransferEncoding(
    fields,
    'Transfer encodings of parts are not undone: send them as they are.',
  )
  const written = fields.get('content-disposition')
  const disposition = written === undefined ? undefined : parseParameters(written)
  if (disposition === null) throw new MalformedBody('has a part whose headers are malformed')
  return {
    name: String(index),
    filename: disposition === undefined ? null : filenameIn(disposition),
    ...contentTypeIn(fields, defaultType),
  }
}

const filenameIn = ({ parameters }: ValueWithParameters): string | null => {
  const filename = parameters.get('filename')
  return filename === undefined ? null : baseName(unescaped(filename))
}

const contentTypeIn = (
  fields: Map<string, string>,
  otherwise: string,
): Pick<PartHead, 'contentType' | 'charset' | 'headers'> => {
  const type = fields.get('content-type')
  const parsed = type === undefined ? null : parseParameters(type)
  if (type !== undefined && !/^[^\s/]+\/[^\s/]+$/.test(parsed?.value ?? '')) {
    throw new MalformedBody('has a part whose Content-Type is malformed')
  }
  return {
    contentType: parsed?.value ?? otherwise,
    charset: parsed?.parameters.get('charset')?.toLowerCase() ?? 'utf-8',
    headers: Object.assign(Object.create(null), Object.fromEntries(fields)),
  }
}

const fieldName = /^[!#$%&'*+.^_`|~\w-]+$/

const fieldsOf = (text: string): Map<string, string> => {
  const fields = new Map<string, string>()
  if (text === '') return fields
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).toLowerCase()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    const hasControls = /[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)
    if (!fieldName.test(name) || fields.has(name) || hasControls) {
      throw new MalformedBody('has a part whose headers are malformed')
    }
    fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

// RFC 7578, 4.7: deprecated, and nobody who posts a form uses it; HTTP has no need of any (RFC 9110, 8.4).
const refuseTransferEncoding = (fields: Map<string, string>, message: string): void => {
  const value = fields.get('content-transfer-encoding')
  if (value === undefined || /^(7bit|8bit|binary)$/i.test(value)) return
  throw new BodyError(415, message)
}

// HTML 4.10.21.8: browsers escape exactly these three in names.
const escapes: Readonly<Record<string, string>> = { '%0a': '\n', '%0d': '\r', '%22': '"' }

const unescaped = (text: string): string =>
  text.replace(/%(?:0a|0d|22)/gi, (found) => escapes[found.toLowerCase()] ?? found)

const baseName = (path: string): string => {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  return name === '.' || name === '..' ? '' : name
}
