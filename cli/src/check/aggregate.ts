// Owns telling many occurrences of one finding as one diagnostic: a count and the first places.

import { type Code, diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'

/** Places told beside the first one. */
export const placesShownMax = 3

/**
 * One diagnostic for all places, none when there is no place. The same place counts once.
 *
 * @example
 * aggregate('NX2202', places, (count) => `format \`x\` is not enforced (${count} times)`)
 */
export const aggregate = (
  code: Code,
  places: readonly SourceRef[],
  message: (count: number) => string,
  help?: string,
): readonly Diagnostic[] => {
  const distinct = [
    ...new Map(places.map((each) => [`${each.file}#${each.pointer}`, each])).values(),
  ]
  const [first, ...others] = distinct
  if (first === undefined) return []
  const shown = others.slice(0, placesShownMax).map((at) => ({ message: 'also at {place}', at }))
  return [
    diagnostic(code, {
      message: message(distinct.length),
      at: first,
      related: shown,
      ...(help === undefined ? {} : { help }),
    }),
  ]
}
