// Owns what one change is, as the comparisons of a contract's parts tell it.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import type { Audience, RuleId } from './rules.js'

/** One change, and whom it breaks. */
export interface Change {
  readonly rule: RuleId
  readonly audience: Audience
  /** `GET /pets`, `contract token`; `` for the API as a whole. */
  readonly operation: string
  /** Where in it: `query limit`, `body /name`, `200 /[]/id`, `mint(address)`; '' for all of it. */
  readonly place: string
  readonly message: string
  /** In the new document; of what was removed, in the old one. */
  readonly at: SourceRef
  readonly side: 'before' | 'after'
}
