// Owns keeping long lists of warnings short: the first few of a kind in full, a count of the rest.

import type { Diagnostic } from './diagnostic.js'

/** Warnings of one code that are told in full. */
export const warningsShownMax = 3

/**
 * Keeps errors as they are, and of the warnings of one code the first few; the last of those says
 * how many more there are.
 *
 * @example
 * condense(fortyWarningsOfOneCode).length // 3
 */
export const condense = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const total = new Map<string, number>()
  for (const { code } of diagnostics) total.set(code, (total.get(code) ?? 0) + 1)
  const seen = new Map<string, number>()
  return diagnostics.flatMap((found) => {
    if (found.severity === 'error' || individual.has(found.code)) return [found]
    const position = (seen.get(found.code) ?? 0) + 1
    seen.set(found.code, position)
    const rest = (total.get(found.code) ?? 0) - warningsShownMax
    if (position > warningsShownMax) return []
    return position === warningsShownMax && rest > 0 ? [withRest(found, rest)] : [found]
  })
}

// Each of these stands for many places already.
const individual = new Set(['NX2201', 'NX2202', 'NX2013', 'NX2014'])

const withRest = (found: Diagnostic, rest: number): Diagnostic => ({
  ...found,
  message: `${found.message} (and ${rest} more ${found.code} like this)`,
})
