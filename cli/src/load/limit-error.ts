// Owns the wording of exceeded limits.

import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { exceeded } from '../diagnostics/exceeded.js'
import type { LoadLimits } from './limits.js'

const wording: Record<keyof LoadLimits, (max: number) => string> = {
  fileBytesMax: (max) => `the file is larger than ${max} bytes`,
  totalBytesMax: (max) => `the document and the files it refers to are larger than ${max} bytes`,
  filesMax: (max) => `the document refers to more than ${max} files`,
  nestingDepthMax: (max) => `values are nested deeper than ${max} levels`,
  collectionEntriesMax: (max) => `one map or sequence has more than ${max} members`,
  nodesMax: (max) => `the file has more than ${max} values, aliases expanded`,
  aliasedValuesMax: (max) =>
    `aliases repeat more than ${max} values, beside four times as many as the file writes`,
  mergedMembersMax: (max) => `\`<<\` copies more than ${max} members`,
  scalarCharsMax: (max) => `one value is longer than ${max} characters`,
  keyCharsMax: (max) => `one key is longer than ${max} characters`,
  fillersMax: (max) =>
    `more than ${max} blank lines, comments, directives, anchors or tags follow each other`,
  targetStepsMax: (max) =>
    `the targets of the overlay look at more than ${max} values, beside four looks at each of the document`,
  overlayValuesMax: (max) =>
    `the overlay selects and adds more than ${max} values, beside as many as the document has`,
}

export const limitError = (
  limit: keyof LoadLimits,
  max: number,
  at: SourceRef | null,
): Diagnostic => exceeded(limit, max, wording[limit](max), at)
