// Owns the root of the plan of an OpenAPI document.

import type { AnswersPlan, OperationPlan, SecuritySchemePlan, UnitPlan } from './api.js'
import type { SendersPlan } from './senders.js'

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
}
