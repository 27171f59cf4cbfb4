// Owns rules about `pattern`: it compiles as ECMA-262, and cannot be made to backtrack without end.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { Schema } from '../ir/schema.js'
import { isProneToBacktracking } from './backtracking.js'

export const checkPatterns = (api: Api): readonly Diagnostic[] => {
  const told = new Set<string>()
  return [...api.schemas.values()].flatMap((schema) => {
    if (schema.pattern === null || told.has(schema.pattern)) return []
    told.add(schema.pattern)
    return checkPattern(schema.pattern, placeOf(schema))
  })
}

const placeOf = (schema: Schema): SourceRef => ({
  file: schema.at.file,
  pointer: child(schema.at.pointer, 'pattern'),
})

const checkPattern = (pattern: string, at: SourceRef): readonly Diagnostic[] => {
  const problem = compileError(pattern, 'u')
  // A pattern that is valid only without Unicode mode (`\-`) is compiled without it.
  if (problem !== null && compileError(pattern, '') !== null) {
    return [
      diagnostic('NX2111', { message: `\`pattern\` is not a regular expression: ${problem}`, at }),
    ]
  }
  if (!isProneToBacktracking(pattern)) return []
  const message = '`pattern` repeats a group that can match the same text in several ways'
  return [diagnostic('NX2112', { message, at })]
}

const compileError = (pattern: string, flags: string): string | null => {
  try {
    new RegExp(pattern, flags)
    return null
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^.*\/[a-z]*: /s, '').toLowerCase()
      : 'invalid'
  }
}
