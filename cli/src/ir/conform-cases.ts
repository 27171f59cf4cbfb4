// Owns what `nexus conform` asks a server: requests, and what their answers have to be.

import type { PlainHintPlan } from './plan/parameters.js'
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
  /** Credentials are among its headers, or in its target. */
  readonly isAuthorised?: boolean
  /** `Content-Length` that is announced, and not kept. */
  readonly announcedBytes: number | null
}

/** What a server could not be asked, and why. */
export interface Untried {
  readonly operation: string
  /** `valid`, `valid: text/xml`. */
  readonly what: string
  readonly why: string
}

/** All that a document gives to ask. */
export interface ConformancePlan {
  readonly cases: readonly ConformCase[]
  readonly untried: readonly Untried[]
}

/** A header that an answer declares. */
export interface DeclaredHeader {
  /** In lower case. */
  readonly name: string
  readonly required: boolean
  readonly schema: SchemaId | null
  /** Members of an object are written `name=value`. */
  readonly explode: boolean
  /** What its text may mean. */
  readonly hint: PlainHintPlan
}

/** An answer that an operation declares. */
export interface DeclaredReply {
  /** `200`, `4XX`, `default`. */
  readonly status: string
  readonly contents: readonly { readonly type: string; readonly schema: SchemaId | null }[]
  readonly headers: readonly DeclaredHeader[]
}
