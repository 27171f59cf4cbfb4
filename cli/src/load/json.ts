// Owns parsing of JSON files: value, located errors, duplicate keys, integers that lose digits.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult, SourceRef } from '../diagnostics/diagnostic.js'
import type { SourceFile } from '../ir/document.js'
import type { JsonValue } from '../ir/schema.js'
import { duplicateKeys, jsonPlaces } from './json-places.js'
import { numberEnd, surveyJson } from './json-survey.js'
import { findJsonError } from './json-syntax.js'
import { limitError } from './limit-error.js'
import type { LoadLimits } from './limits.js'
import { lostDigits } from './lost-digits.js'

/** Parses JSON text. Never throws. */
export const parseJson = (
  file: string,
  text: string,
  limits: LoadLimits,
): PassResult<SourceFile> => {
  const spot = (start: number, end: number): SourceRef => ({
    file,
    pointer: '',
    span: { start, end },
  })
  const survey = surveyJson(text, limits)
  if (survey.exceeded !== null) {
    const { limit, max, offset } = survey.exceeded
    return failed(limitError(limit, max, spot(offset, offset + 1)))
  }
  let root: JsonValue
  try {
    root = JSON.parse(text)
  } catch {
    const error = findJsonError(text)
    if (error === null)
      return failed(diagnostic('NX1010', { message: 'the file is not JSON', at: spot(0, 1) }))
    return failed(
      diagnostic('NX1010', { message: error.message, at: spot(error.start, error.end) }),
    )
  }
  const diagnostics: Diagnostic[] = []
  if (countKeys(root) < survey.keys) diagnostics.push(...duplicates(text, spot))
  diagnostics.push(
    ...survey.infinite.map((start) => {
      const at = spot(start, numberEnd(text, start))
      const message = `${text.slice(start, numberEnd(text, start))} is beyond every double, and nothing compares with it`
      return diagnostic('NX1017', { message, at })
    }),
  )
  const lost = survey.longIntegers.map((start) => ({
    literal: text.slice(start, numberEnd(text, start)),
    at: spot(start, numberEnd(text, start)),
  }))
  diagnostics.push(...lostDigits(lost))
  const value: SourceFile = { file, format: 'json', text, root, locate: jsonPlaces(text) }
  return { value, diagnostics }
}

const failed = (error: Diagnostic): PassResult<SourceFile> => ({
  value: null,
  diagnostics: [error],
})

const duplicates = (
  text: string,
  spot: (start: number, end: number) => SourceRef,
): readonly Diagnostic[] =>
  duplicateKeys(text).map(({ first, again }) =>
    diagnostic('NX1012', {
      message: `the key ${text.slice(again.start, again.end)} occurs twice in one object`,
      at: spot(again.start, again.end),
      related: [{ message: 'first at {place}', at: spot(first.start, first.end) }],
    }),
  )

// Depth is already limited; the explicit stack keeps this independent of that.
const countKeys = (root: JsonValue): number => {
  let keys = 0
  const open: JsonValue[] = [root]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const members: readonly JsonValue[] = Array.isArray(value) ? value : Object.values(value)
    if (!Array.isArray(value)) keys += members.length
    for (const member of members)
      if (typeof member === 'object' && member !== null) open.push(member)
  }
  return keys
}
