// Owns the warning about integers that IEEE 754 doubles cannot hold.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'

export interface LongInteger {
  /** As written, without its sign. */
  readonly literal: string
  readonly at: SourceRef
}

const placesShownMax = 3

/** At most one warning for all the integers of a file that are rounded. */
export const lostDigits = (integers: readonly LongInteger[]): readonly Diagnostic[] => {
  const lossy = integers.filter(({ literal }) => isLossy(literal))
  const [first, ...others] = lossy
  if (first === undefined) return []
  const count = lossy.length === 1 ? 'an integer is' : `${lossy.length} integers are`
  return [
    diagnostic('NX1014', {
      message: `${count} beyond 2^53 and rounded: ${first.literal} is read as ${BigInt(Number(first.literal))}`,
      at: first.at,
      related: others
        .slice(0, placesShownMax)
        .map(({ literal, at }) => ({ message: `${literal} at {place}`, at })),
    }),
  ]
}

const isLossy = (literal: string): boolean => {
  if (!/^\d+$/.test(literal)) return false
  const value = Number(literal)
  return Number.isFinite(value) && BigInt(value) !== BigInt(literal)
}
