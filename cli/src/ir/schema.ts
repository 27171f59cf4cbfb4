// Owns the schema half of the IR: JSON Schema after reading, with every `$ref` resolved to an id.
// Draft differences (nullable, boolean exclusiveMinimum, example) are gone here; meaning is not.

import type { SourceRef } from '../diagnostics/diagnostic.js'

/** A JSON value as it stood in the document; integers outside the safe range keep their digits. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** Identity of a schema: `<file>#<pointer>` of the node that defines it, after following `$ref`. */
export type SchemaId = string

export interface SchemaProperty {
  readonly name: string
  readonly schema: SchemaId
  readonly required: boolean
  /** What is said of this member alone, beside the reference that leads to its schema (3.1, 4.8.23). */
  readonly beside?: { readonly description: string | null; readonly deprecated: boolean }
}

/** Members whose name matches a regular expression (JSON Schema 2020-12, 10.3.2.2). */
export interface PatternProperty {
  readonly pattern: string
  readonly schema: SchemaId
}

/** Members that have to be there where `name` is. */
export interface DependentRequired {
  readonly name: string
  readonly required: readonly string[]
}

/** What the whole object has to satisfy where it has a member `name`. */
export interface DependentSchema {
  readonly name: string
  readonly schema: SchemaId
}

export interface Discriminator {
  readonly propertyName: string
  /** Explicit and implied mapping, value to branch; sorted by value. */
  readonly mapping: readonly { readonly value: string; readonly schema: SchemaId }[]
  /** Of values without the property, or with a value that is not mapped (3.2); null: there is none. */
  readonly fallback: SchemaId | null
  readonly at: SourceRef
}

/** A number whose digits a double may lose, and what handlers see instead (`schemas.int64`, `schemas.decimal`). */
export interface ExactNumber {
  readonly format: 'int64' | 'uint64' | 'decimal'
  readonly as: 'bigint' | 'string'
}

/**
 * One schema. An absent keyword is `null` (or an empty list); `always`/`never` stand for the boolean
 * schemas `true` and `false`.
 */
export interface Schema {
  readonly id: SchemaId
  readonly at: SourceRef
  /** The component's name when it has one (`Pet`), else null; the plan names the others. */
  readonly name: string | null
  readonly boolean: boolean | null
  readonly title: string | null
  readonly description: string | null
  readonly deprecated: boolean
  readonly readOnly: boolean
  readonly writeOnly: boolean
  readonly default: { readonly value: JsonValue } | null
  readonly examples: readonly JsonValue[]

  /** Allowed types; null allows all. `nullable: true` became a member `'null'`. */
  readonly types: readonly JsonType[] | null
  readonly enum: readonly JsonValue[] | null
  readonly const: { readonly value: JsonValue } | null
  readonly format: string | null
  /** What a text holds that is JSON; absent: nothing is said. Only data of server-sent events is looked into. */
  readonly contentSchema?: SchemaId
  /** Absent: numbers are doubles. */
  readonly exact?: ExactNumber
  /** Digits of its numbers that a double loses, as the document has them, by pointer below it: `/maximum`. */
  readonly digits?: { readonly [pointer: string]: string }

  readonly minimum: number | null
  readonly maximum: number | null
  readonly exclusiveMinimum: number | null
  readonly exclusiveMaximum: number | null
  readonly multipleOf: number | null

  readonly minLength: number | null
  readonly maxLength: number | null
  readonly pattern: string | null

  readonly items: SchemaId | null
  readonly prefixItems: readonly SchemaId[]
  readonly minItems: number | null
  readonly maxItems: number | null
  readonly uniqueItems: boolean
  readonly contains: SchemaId | null
  readonly minContains: number | null
  readonly maxContains: number | null
  readonly unevaluatedItems: SchemaId | null

  /** In document order. A name in `required` that has no property schema is in `required` only. */
  readonly properties: readonly SchemaProperty[]
  readonly required: readonly string[]
  /** null: not given (allowed); a schema id, or a boolean. */
  readonly additionalProperties: SchemaId | boolean | null
  readonly minProperties: number | null
  readonly maxProperties: number | null
  readonly patternProperties: readonly PatternProperty[]
  readonly propertyNames: SchemaId | null
  readonly dependentRequired: readonly DependentRequired[]
  readonly dependentSchemas: readonly DependentSchema[]
  readonly unevaluatedProperties: SchemaId | null

  /** In 3.1 a `$ref` with siblings becomes `allOf: [target]` plus the siblings. */
  readonly allOf: readonly SchemaId[]
  readonly anyOf: readonly SchemaId[]
  readonly oneOf: readonly SchemaId[]
  readonly not: SchemaId | null
  /** `then` and `else` without `if` are dropped: they ask nothing. */
  readonly if: SchemaId | null
  readonly thenId: SchemaId | null
  readonly elseId: SchemaId | null
  readonly discriminator: Discriminator | null
}
