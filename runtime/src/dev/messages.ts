// Owns what `nexus dev` and its host process tell each other.

import type { ErrorDescription } from '../app/errors.js'

/** From the parent: evaluate this bundle and serve it. */
export interface LoadMessage {
  readonly type: 'load'
  /** Absolute path of a CommonJS bundle whose default export is an app. */
  readonly file: string
  readonly generation: number
  /** Variables to set before, and (null) to take away: what changed in `.env`. */
  readonly environment?: Readonly<Record<string, string | null>>
}

/** Why a bundle does not serve. */
export type LoadFailure = ErrorDescription

/** From the host. After `failed` the last good generation still serves. */
export type HostMessage =
  | {
      readonly type: 'listening'
      readonly url: string
      readonly driver: string
      /** Where the page of the API is; null where none is served. */
      readonly docs: string | null
    }
  | {
      readonly type: 'loaded'
      readonly generation: number
      readonly ms: number
      /** Settings that are other than those the server started with, and that it does not take over. */
      readonly late: readonly string[]
    }
  | { readonly type: 'failed'; readonly generation: number; readonly error: LoadFailure }
  /** A generation that was replaced still answers: streams of it are open, or a handler takes long. */
  | { readonly type: 'held'; readonly generation: number }

export const isLoadMessage = (message: unknown): message is LoadMessage =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  message.type === 'load' &&
  'file' in message &&
  typeof message.file === 'string' &&
  'generation' in message &&
  typeof message.generation === 'number'
