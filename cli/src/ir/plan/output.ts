// Owns the root of the plan of an OpenAPI document.

import type { AnswersPlan, OperationPlan, SecuritySchemePlan, UnitPlan } from './api.js'
import type { DocumentDigits } from './digits.js'
import type { SendersPlan } from './senders.js'

/** A name, and what it is given to: an operation, a schema, a webhook. */
export interface NameEntry {
  /** The same wherever the document is compiled: `id getPet`, `#/components/schemas/Pet`. */
  readonly identity: string
  readonly name: string
}

/** The whole output of one OpenAPI document. */
export interface ApiPlan {
  readonly title: string
  readonly version: string
  /** The document, relative to the project where it lies inside. */
  readonly source: string
  readonly operations: readonly OperationPlan[]
  /** Sorted by file, then name. */
  readonly units: readonly UnitPlan[]
  readonly securitySchemes: readonly SecuritySchemePlan[]
  /** null: answers are not checked. */
  readonly answers: AnswersPlan | null
  readonly sent: SendersPlan
  /** Names that another document could take from who has them; sorted. */
  readonly names: readonly NameEntry[]
  /** Where exact numbers stand in bodies; absent: numbers are doubles. */
  readonly digits?: DocumentDigits
}
