// Owns the parts of `ws` that are used here, and their types, which its typings leave out.

import type { Duplex, Writable } from 'node:stream'
import * as library from 'ws'

/** Parses frames and messages (RFC 6455, 5). Emits message, ping, pong, conclude (a close frame) and error. */
export interface FrameReceiver extends Writable {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): this
  on(event: 'conclude', listener: (code: number, reason: Buffer) => void): this
  on(event: 'error', listener: (error: Error & { code?: string }) => void): this
  on(event: string, listener: (...args: never[]) => void): this
  /** Bytes that are no whole frame yet, and those of frames whose message is not whole, inflated. */
  _bufferedBytes: number
  _buffers: Buffer[]
  _messageLength: number
  _fragments: Buffer[]
}

/** What a receiver keeps of a message that is not whole. */
export const keptBytes = (receiver: FrameReceiver): number =>
  receiver._bufferedBytes + receiver._messageLength

/** What is kept of a piece keeps its whole memory, that of all that was read with it: a small piece gets its own. */
export const ownBytes = (piece: Buffer): Buffer => {
  if (piece.length >= piece.buffer.byteLength / 2) return piece
  const own = Buffer.allocUnsafeSlow(piece.length)
  piece.copy(own)
  return own
}

/** Lets go of it: an inflater that is kept keeps the receiver. Nothing may be written to it any more. */
export const forgetMessage = (receiver: FrameReceiver): void => {
  receiver._buffers = []
  receiver._bufferedBytes = 0
  receiver._fragments = []
  receiver._messageLength = 0
}

/** Writes frames to a connection. */
export interface FrameSender {
  send(
    data: string | Uint8Array,
    options: { fin: true; binary: boolean; compress: boolean },
    done: (error?: Error) => void,
  ): void
  ping(data: string, mask: false, done?: () => void): void
  pong(data: Buffer, mask: false, done?: () => void): void
  close(code: number | undefined, reason: string, mask: false, done: (error?: Error) => void): void
}

/** The state of permessage-deflate (RFC 7692) on one connection. */
export interface MessageDeflate {
  accept(offers: readonly unknown[]): Readonly<Record<string, unknown>>
  cleanup(): void
}

type Extensions = Readonly<Record<string, MessageDeflate>>

interface Library {
  readonly Receiver: new (options: {
    readonly isServer: true
    readonly extensions: Extensions
    readonly maxPayload: number
    readonly maxFragments: number
  }) => FrameReceiver
  readonly Sender: new (connection: Duplex, extensions: Extensions) => FrameSender
  readonly PerMessageDeflate: (new (options: {
    readonly isServer: true
    readonly maxPayload: number
    readonly serverNoContextTakeover: true
    readonly clientNoContextTakeover: true
    readonly threshold: number
  }) => MessageDeflate) & { readonly extensionName: string }
  readonly extension: {
    parse(header: string): Record<string, readonly unknown[] | undefined>
    format(extensions: Record<string, readonly unknown[]>): string
  }
  readonly subprotocol: { parse(header: string): Set<string> }
}

export const { Receiver, Sender, PerMessageDeflate, extension, subprotocol } =
  library as unknown as Library
