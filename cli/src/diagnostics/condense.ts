// Owns keeping lists of diagnostics short: each said once, of warnings the first few of a kind in full.

import type { Diagnostic } from './diagnostic.js'

/** Warnings of one code that are told in full. */
const warningsShownMax = 3

/**
 * Keeps errors as they are, and of the warnings of one code the first few; the last of those says
 * how many more there are.
 *
 * @example
 * condense(fortyWarningsOfOneCode).length // 3
 */
export const condense = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const each = distinct(diagnostics)
  const total = new Map<string, number>()
  for (const { code } of each) total.set(code, (total.get(code) ?? 0) + 1)
  const seen = new Map<string, number>()
  return each.flatMap((found) => {
    if (found.severity === 'error' || individual.has(found.code)) return [found]
    const position = (seen.get(found.code) ?? 0) + 1
    seen.set(found.code, position)
    const rest = (total.get(found.code) ?? 0) - warningsShownMax
    if (position > warningsShownMax) return []
    return position === warningsShownMax && rest > 0 ? [withRest(found, rest)] : [found]
  })
}

// Each of these stands for many places already, or for an operation that is missing.
const individual = new Set(['NX2201', 'NX2202', 'NX2013', 'NX2014', 'NX2104', 'NX2198'])

const withRest = (found: Diagnostic, rest: number): Diagnostic => ({
  ...found,
  message: `${found.message} (and ${rest} more ${found.code} like this)`,
})

/**
 * Leaves out what was said before: same code, same place, same words. A schema that several operations use
 * is looked at more than once.
 *
 * @example
 * distinct([found, found]).length // 1
 */
export const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const byWords = new Map<string, Diagnostic>()
  for (const found of diagnostics) {
    const key = JSON.stringify([found.code, found.severity, found.message, found.at])
    if (!byWords.has(key)) byWords.set(key, found)
  }
  return [...byWords.values()]
}
