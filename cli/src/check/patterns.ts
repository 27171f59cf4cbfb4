// Owns rules about `pattern` and `patternProperties`: it compiles as ECMA-262, and cannot be made to backtrack without end.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { Schema } from '../ir/schema.js'
import { isProneToBacktracking } from './backtracking.js'

export const checkPatterns = (api: Api): readonly Diagnostic[] => {
  const told = new Set<string>()
  return [...api.schemas.values()].flatMap(patternsOf).flatMap(({ pattern, keyword, at }) => {
    if (told.has(pattern)) return []
    told.add(pattern)
    return checkPattern(pattern, keyword, at)
  })
}

interface Pattern {
  readonly pattern: string
  readonly keyword: 'pattern' | 'patternProperties'
  readonly at: SourceRef
}

const patternsOf = (schema: Schema): Pattern[] => {
  const { file, pointer } = schema.at
  const names = schema.patternProperties.map(({ pattern }): Pattern => {
    const at = child(child(pointer, 'patternProperties'), pattern)
    return { pattern, keyword: 'patternProperties', at: { file, pointer: at, part: 'key' } }
  })
  if (schema.pattern === null) return names
  const at = { file, pointer: child(pointer, 'pattern') }
  return [{ pattern: schema.pattern, keyword: 'pattern', at }, ...names]
}

const checkPattern = (
  pattern: string,
  keyword: Pattern['keyword'],
  at: SourceRef,
): readonly Diagnostic[] => {
  const problem = compileError(pattern, 'u')
  // A pattern that is valid only without Unicode mode (`\-`) is compiled without it.
  if (problem !== null && compileError(pattern, '') !== null) {
    return [
      diagnostic('NX2111', {
        message: `\`${keyword}\` is not a regular expression: ${problem}`,
        at,
      }),
    ]
  }
  if (!isProneToBacktracking(pattern)) return []
  const message = `\`${keyword}\` repeats a group that can match the same text in several ways`
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
