// Owns what the readers of bodies need of a request; RawRequest is one.

import type { BodyStream } from '../http/body-stream.js'

/** Limits of what is read of bodies; rows of the table in config/limits.ts. */
export interface BodyLimits {
  readonly multipartPartsMax: number
  readonly multipartHeadBytesMax: number
  readonly multipartFieldBytesMax: number
  readonly multipartFileBytesMax: number
  readonly multipartFormBytesMax: number
  readonly jsonLineBytesMax: number
  readonly jsonDepthMax: number
}

/** A request as a reader of its body sees it. Headers are read at once, the stream later. */
export interface BodySource {
  readonly limits: BodyLimits
  /** The most that this operation's body may have, decoded. */
  readonly bodyBytesMax: number
  header(name: string): string | undefined
  /** The body's bytes as they come, once. Ends with a BodyFailure when a limit is hit or the client is late. */
  stream(): BodyStream
}
