// Owns the one pass over JSON text before it is parsed: limits, a count of keys, long integers, and numbers beyond any.
// It does not judge the syntax; on broken text its figures mean nothing.

import type { LimitExceeded, LoadLimits } from './limits.js'

export interface JsonSurvey {
  readonly exceeded: LimitExceeded | null
  /** Keys as written; more than the parsed value has means that some are duplicates. */
  readonly keys: number
  /** Offsets of integers that are long enough to be beyond 2^53; the first 1,000. */
  readonly longIntegers: readonly number[]
  /** Offsets of numbers that no double holds (`1e400`); the first 1,000. */
  readonly infinite: readonly number[]
}

const longIntegersMax = 1000 // Of infinite ones too.
const safeDigits = 15

/** Reads JSON text once, without building anything. */
export const surveyJson = (text: string, limits: LoadLimits): JsonSurvey => {
  const entries = new Int32Array(limits.nestingDepthMax + 2)
  const longIntegers: number[] = []
  const infinite: number[] = []
  let depth = 0
  let keys = 0
  let nodes = 1
  let textChars = 0
  const stop = (limit: keyof LoadLimits, offset: number): JsonSurvey => ({
    exceeded: { limit, max: limits[limit], offset },
    keys,
    longIntegers,
    infinite,
  })
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        textChars = stringEnd(text, at) - at - 2
        at += textChars + 1
        break
      case 0x3a: // :
        keys++
        if (textChars > limits.keyCharsMax) return stop('keyCharsMax', at - textChars)
        break
      case 0x2c: // ,
        nodes++
        if (nodes > limits.nodesMax) return stop('nodesMax', at)
        entries[depth] = (entries[depth] ?? 0) + 1
        if ((entries[depth] ?? 0) >= limits.collectionEntriesMax)
          return stop('collectionEntriesMax', at)
        break
      case 0x5b: // [
      case 0x7b: // {
        nodes++
        depth++
        if (depth > limits.nestingDepthMax) return stop('nestingDepthMax', at)
        entries[depth] = 0
        break
      case 0x5d: // ]
      case 0x7d: // }
        if (depth > 0) depth--
        break
      default:
        if (isDigit(text.charCodeAt(at))) {
          const end = numberEnd(text, at)
          if (end - at > safeDigits && longIntegers.length < longIntegersMax) longIntegers.push(at)
          if (
            end - at > 3 &&
            Number(text.slice(at, end)) === Infinity &&
            infinite.length < longIntegersMax
          )
            infinite.push(at)
          at = end - 1
        }
    }
  }
  return { exceeded: null, keys, longIntegers, infinite }
}

/** Offset just after the closing quote of the string that starts at `at`. */
export const stringEnd = (text: string, at: number): number => {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return text.length
}

/** Offset just after the number (or word) that starts at `at`. */
export const numberEnd = (text: string, at: number): number => {
  let end = at
  while (end < text.length && isNumberUnit(text.charCodeAt(end))) end++
  return end
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39

// Digits, letters (exponents, and the words true, false, null), sign and point.
const isNumberUnit = (unit: number): boolean =>
  isDigit(unit) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  unit === 0x45 ||
  (unit >= 0x2b && unit <= 0x2e && unit !== 0x2c)
