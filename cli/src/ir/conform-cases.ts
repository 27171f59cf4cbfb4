// Owns what `nexus conform` asks a server: requests, and what their answers have to be.

import type { TestRequest } from './plan/tests.js'
import type { SchemaId } from './schema.js'

/** Why a request is made. */
export type CaseKind =
  | 'valid'
  | 'boundary'
  | 'malformed'
  | 'unauthorised'
  | 'unknown path'
  | 'unknown method'
  | 'unknown type'
  | 'too large'
  | 'not acceptable'

/**
 * One request. `status`: what its answer has to be; null for a request that is right, whose answer has to be one
 * that the operation declares.
 */
export interface ConformCase {
  /** Id of the operation, '' for the API as a whole. */
  readonly operation: string
  readonly kind: CaseKind
  /** What is special about the request: `limit=100`; '' when the kind says it. */
  readonly detail: string
  readonly request: TestRequest
  readonly status: number | null
  /** Whether the operation asks for credentials: without them the answer has to be 401. */
  readonly secured: boolean
  /** `Content-Length` that is announced, and not kept. */
  readonly announcedBytes: number | null
}

/** An answer that an operation declares. */
export interface DeclaredReply {
  /** `200`, `4XX`, `default`. */
  readonly status: string
  readonly contents: readonly { readonly type: string; readonly schema: SchemaId | null }[]
  /** Lower-case names of headers that have to be there. */
  readonly headers: readonly string[]
}
