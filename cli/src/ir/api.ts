// Owns the root of the IR: everything the later passes know about the user's contracts.

import type { SourceRef } from '../diagnostics/diagnostic.js'
import type { Contract } from './contract.js'
import type { SpecObject } from './keywords.js'
import type { Operation } from './operation.js'
import type { JsonValue, Schema, SchemaId } from './schema.js'
import type { SecurityScheme } from './security.js'
import type { SentOperation } from './sent-operation.js'

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
  readonly tags: readonly Tag[]
  /** Names of middleware around every operation, outermost first. */
  readonly middleware: readonly string[]
  /** In document order. */
  readonly operations: readonly Operation[]
  /** What the server calls, in document order: webhooks, then callbacks. */
  readonly sent: readonly SentOperation[]
  /** Every schema that is reachable, in order of first use. */
  readonly schemas: ReadonlyMap<SchemaId, Schema>
  /** Some of them may be exact; absent: numbers are doubles. */
  readonly exactNumbers?: true
  readonly securitySchemes: readonly SecurityScheme[]
  /** Keywords that reading met and the IR does not carry, in order of reading. */
  readonly keywordUses: readonly KeywordUse[]
  /** Objects that reading looked at, in order of reading. */
  readonly objects: readonly ReadObject[]
  /** What references lead to, each by the place of its text: `<file>#<pointer>`. */
  readonly references: ReadonlyMap<string, Pick<SourceRef, 'file' | 'pointer'>>
}

/** A tag that the document describes. */
export interface Tag {
  readonly name: string
  readonly description: string | null
  /** Names of middleware around the operations of the tag. */
  readonly middleware: readonly string[]
}

/** An object of the document and what it was read as. */
export interface ReadObject {
  readonly object: SpecObject
  readonly file: string
  readonly pointer: string
  readonly value: { readonly [key: string]: JsonValue }
}

/** One occurrence of a keyword that nothing in the IR stands for. */
export interface KeywordUse {
  /** As written: `patternProperties`. */
  readonly keyword: string
  /** The specification object that holds it: `Schema`, `Media Type`. */
  readonly object: SpecObject
  readonly reason: KeywordReason
  readonly at: SourceRef
}

/**
 * Why a keyword is not in the IR: the compiler knows it but does not compile it, it belongs to
 * another version of OpenAPI, `$ref` overrides it, nobody defines it, it is an operation on a route that another
 * one has, or one whose method no server takes, or it names what is not there.
 */
export type KeywordReason =
  | 'notCompiled'
  | 'otherVersion'
  | 'besideRef'
  | 'unknown'
  | 'routeTaken'
  | 'methodNotServed'
  | 'leadsNowhere'

/** What the pipeline hands from reading to planning; either half may be missing. */
export interface Program {
  readonly api: Api | null
  readonly contracts: readonly Contract[]
}
