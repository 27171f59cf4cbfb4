// Owns an answer on its way to the engine: status, header block, body. Not how it is written out.

/** Headers an operation's answer adds to its precomputed block; values are checked for CR, LF and NUL. */
export type ReplyHeaders = Readonly<Record<string, string | number | readonly string[]>>

/**
 * An answer. Made by `op.reply`, `op.problem` or the framework; `O` is the operation it answers, so that
 * an answer of one operation cannot be returned from another's handler.
 */
export class Reply<O = unknown> {
  declare readonly answers: O
  constructor(
    readonly status: number,
    /** Content-Type of the body, null without one. */
    readonly contentType: string | null,
    /** Serialised body. */
    readonly body: string | Uint8Array | null,
    readonly headers: ReplyHeaders | null,
  ) {}
}
