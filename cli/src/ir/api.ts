// Owns the root of the IR: everything the later passes know about the user's contracts.

import type { Contract } from './contract.js'
import type { Operation } from './operation.js'
import type { Schema, SchemaId } from './schema.js'
import type { SecurityScheme } from './security.js'

/** An OpenAPI document after reading. Plain data: it can be printed, compared and stored. */
export interface Api {
  /** The root document, as the user named it. */
  readonly file: string
  readonly openapi: string
  readonly title: string
  readonly version: string
  readonly description: string | null
  /** Path of `servers[0].url`, without a trailing slash: `''`, `/v1`. */
  readonly basePath: string
  readonly tags: readonly { readonly name: string; readonly description: string | null }[]
  /** In document order. */
  readonly operations: readonly Operation[]
  /** Every schema that is reachable, in order of first use. */
  readonly schemas: ReadonlyMap<SchemaId, Schema>
  readonly securitySchemes: readonly SecurityScheme[]
}

/** What the pipeline hands from reading to planning; either half may be missing. */
export interface Program {
  readonly api: Api | null
  readonly contracts: readonly Contract[]
}
