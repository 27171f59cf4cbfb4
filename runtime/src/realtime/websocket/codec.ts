// Owns how messages become frames and back: JSON checked by the contract where it says what they are.

import { isUint8Array } from 'node:util/types'
import { parseJsonText } from '../../body/json-text.js'
import { fixedBytes } from '../../http/fixed-bytes.js'
import { MalformedBody } from '../../http/malformed-body.js'
import { Issues } from '../../validate/issues.js'
import type { RawMessage } from './hooks.js'

/** How one direction of a socket is spoken. Without schemas messages are text or bytes, as they come. */
export interface MessageSchemas {
  /** Checks a received JSON message; null: messages are not JSON. */
  readonly receive: ((value: unknown, issues: Issues) => unknown) | null
  /** Writes a message to send as JSON; null: it is text or bytes. */
  readonly send: ((message: never) => string) | null
}

/** Why a message is not let in, as a close code (RFC 6455, 7.4.1). */
export class RefusedMessage {
  constructor(
    readonly code: 1003 | 1007 | 1008,
    readonly reason: string,
  ) {}
}

/** What was received, or why it is refused. */
export const decodeMessage = (
  data: Buffer,
  isBinary: boolean,
  { receive }: MessageSchemas,
  depthMax: number,
): unknown => {
  if (receive === null) return isBinary ? data : data.toString('utf8')
  if (isBinary) return new RefusedMessage(1003, 'Messages are JSON text here.')
  const value = jsonOf(data, depthMax)
  if (value instanceof RefusedMessage) return value
  const issues = new Issues()
  receive(value, issues)
  const [first] = issues.list
  if (first !== undefined)
    return new RefusedMessage(1008, `${first.pointer} ${first.message}`.trim())
  issues.apply()
  return value
}

// The receiver has made sure that text is UTF-8.
const jsonOf = (data: Buffer, depthMax: number): unknown => {
  try {
    return parseJsonText(data.toString('utf8'), depthMax)
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error
    return new RefusedMessage(1007, `The message ${error.message}.`)
  }
}

/**
 * A message as a frame carries it.
 *
 * @throws {TypeError} for what is neither text nor bytes: what it would take in a queue is not known.
 */
export const encodeMessage = (message: unknown, { send }: MessageSchemas): RawMessage => {
  const data: unknown = send === null ? message : send(message as never)
  if (typeof data === 'string') return data
  if (isUint8Array(data) && !isDetached(data)) return fixedBytes(data)
  throw new TypeError('A message to send is text, or bytes in a Uint8Array that is not detached.')
}

// Of what is detached no view can be made; Node.js 20 has no other way to ask.
const isDetached = ({ byteLength, buffer }: Uint8Array): boolean => {
  if (byteLength > 0) return false
  try {
    new DataView(buffer)
    return false
  } catch {
    return true
  }
}
