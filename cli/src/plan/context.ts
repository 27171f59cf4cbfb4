// Owns what all parts of the plan look things up in.

import type { Api } from '../ir/api.js'
import type { JsonValue, SchemaId } from '../ir/schema.js'
import type { DefaultValues } from './checks/defaults.js'
import type { Evaluation } from './checks/evaluation.js'
import type { ExactPlaces } from './exact-numbers/exact-places.js'
import type { Shapes } from './schemas/shapes.js'
import type { Tags } from './schemas/told-apart.js'

/** Facts about one document that planning computed first. */
export interface PlanContext {
  readonly api: Api
  readonly units: ReadonlySet<SchemaId>
  readonly split: ReadonlySet<SchemaId>
  readonly recursive: ReadonlySet<SchemaId>
  readonly deepLists: ReadonlySet<SchemaId>
  readonly evaluation: Evaluation
  readonly exactPlaces: ExactPlaces
  readonly inputShapes: Shapes
  readonly outputShapes: Shapes
  readonly tags: Tags
  readonly defaultValues: DefaultValues
  /** Whether a value of the document satisfies a schema of it. */
  readonly conforms: (id: SchemaId, value: JsonValue) => boolean
}
