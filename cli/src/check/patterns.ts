// Owns rules about `pattern` and `patternProperties`: it compiles as ECMA-262, and cannot be made to backtrack without end.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import { judgePattern, type PatternVerdict } from '../ir/patterns/judge.js'
import type { Schema } from '../ir/schema.js'
import { dialectOf } from './pattern-dialects.js'

export const checkPatterns = (api: Api): readonly Diagnostic[] => {
  const told = new Set<string>()
  const properties = new Set<string>()
  let cost = 0
  return [...api.schemas.values()].flatMap(patternsOf).flatMap(({ pattern, keyword, at }) => {
    if (told.has(pattern)) return []
    told.add(pattern)
    const limit = exceededLimit(pattern)
    if (limit !== null) {
      const message = `\`${keyword}\` has more than ${patternLimits[limit]} ${limitWords[limit]} (limit ${limit})`
      return [diagnostic('NX1100', { message, at })]
    }
    const named = [...pattern.matchAll(/\\p\{[\w=]{1,64}\}/gi)].map(([token]) =>
      token.toLowerCase(),
    )
    const added = new Set(named.filter((token) => !properties.has(token)))
    if (added.size > 0 && properties.size + added.size > propertiesMax) {
      const message = `\`${keyword}\` names one more than ${propertiesMax} properties of characters (limit patternPropertiesMax)`
      return [diagnostic('NX1100', { message, at })]
    }
    for (const token of added) properties.add(token)
    if (cost > patternCostMax) return []
    const { found, cost: more } = checkPattern(pattern, keyword, at)
    cost += more
    if (cost <= patternCostMax) return found
    const message = `\`${keyword}\` and those before it count and repeat more than is looked into in one document (limit patternCostMax)`
    return [diagnostic('NX1100', { message, at })]
  })
}

/** What judging all patterns of a document costs, in microseconds as they are counted; real ones stay below 60,000. */
const patternCostMax = 300_000

/** Properties (`\p{L}`) in one document: each costs milliseconds, and Unicode has thousands of names for them. */
const propertiesMax = 256

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

const checkPattern = (pattern: string, keyword: Pattern['keyword'], at: SourceRef): Judged => {
  const problem = compileError(pattern, 'u')
  // A pattern that is valid only without Unicode mode (`\-`) is compiled without it.
  if (problem !== null && compileError(pattern, '') !== null) {
    const meant = withoutInlineFlag(pattern)
    const help =
      meant === null
        ? {}
        : { help: `ECMA-262 has no inline flag \`(?i)\`: write \`${meant}\`, which asks the same` }
    const message = `\`${keyword}\` is not a regular expression: ${problem}`
    return { found: [diagnostic('NX2111', { message, at, ...help })], cost: 0 }
  }
  const flags = problem === null ? 'u' : ''
  const verdict = judgePattern(pattern, flags)
  const notes = dialectNotes(pattern, keyword, flags, at)
  return { found: [...notes, ...runNotes(verdict, keyword, at)], cost: verdict.cost }
}

interface Judged {
  readonly found: readonly Diagnostic[]
  readonly cost: number
}

const dialectNotes = (
  pattern: string,
  keyword: Pattern['keyword'],
  flags: 'u' | '',
  at: SourceRef,
): readonly Diagnostic[] => {
  const dialect = dialectOf(pattern, flags)
  if (dialect === null) return []
  const { piece, means, meant } = dialect
  const message = `\`${keyword}\` is of another dialect: \`${piece}\` ${means}`
  const help = meant === null ? {} : { help: `write \`${meant}\`` }
  return [diagnostic('NX2240', { message, at, ...help })]
}

/** Longer rewritings say less than a hint. */
const rewrittenCharsMax = 200

/** A pattern that begins with `(?i)` as ECMA-262 has it: letters in both cases; null where that is not sure. */
const withoutInlineFlag = (pattern: string): string | null => {
  const flag = /^(\^?)\(\?i\)/.exec(pattern)
  if (flag === null || pattern.length > rewrittenCharsMax) return null
  const rest = pattern.slice(flag[0].length)
  // Groups with names, escapes of properties and classes have letters that stand for something else.
  if (/[^ -~]|\(\?<|\\[pPkxuc]|\(\?i/.test(rest)) return null
  const folded = rest.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[a-z]/gi, (token) => {
    if (token.startsWith('\\')) return token
    return token.startsWith('[') ? foldedClass(token) : `[${bothCases(token)}]`
  })
  const meant = `${flag[1] ?? ''}${folded}`
  return compileError(meant, 'u') === null ? meant : null
}

const bothCases = (letter: string): string => `${letter.toLowerCase()}${letter.toUpperCase()}`

/** `[a-f_]` is `[a-fA-F_]`. */
const foldedClass = (text: string): string =>
  text.replace(/\\[\s\S]|[a-z]-[a-z]|[A-Z]-[A-Z]|[a-zA-Z]/g, (token) => {
    if (token.startsWith('\\')) return token
    const [low, high] = [token.toLowerCase(), token.toUpperCase()]
    return token.includes('-') || low !== high ? `${low}${high}` : token
  })

const runNotes = (
  { runs, isAmbiguous }: PatternVerdict,
  keyword: Pattern['keyword'],
  at: SourceRef,
): readonly Diagnostic[] => {
  if (runs.by === 'time') {
    const message = `\`${keyword}\` is matched by backtracking alone, and given up after timedPatternMs`
    return [diagnostic('NX1101', { message, at })]
  }
  if (!isAmbiguous) return []
  const message = `\`${keyword}\` can match the same text in very many ways`
  return [diagnostic('NX2112', { message, at })]
}

/** Patterns are compiled, linted, and walked for samples: what no person writes is refused before. */
const patternLimits = { patternCharsMax: 32_768, patternGroupsDeepMax: 100 } as const

const limitWords = {
  patternCharsMax: 'characters',
  patternGroupsDeepMax: 'groups inside each other',
}

const exceededLimit = (pattern: string): keyof typeof patternLimits | null => {
  if (pattern.length > patternLimits.patternCharsMax) return 'patternCharsMax'
  return groupsDeep(pattern) > patternLimits.patternGroupsDeepMax ? 'patternGroupsDeepMax' : null
}

/** How deep groups nest; parentheses that are escaped or in a class are none. */
const groupsDeep = (pattern: string): number => {
  let [depth, deepest, inClass] = [0, 0, false]
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]
    if (char === '\\') at++
    else if (inClass) inClass = char !== ']'
    else if (char === '[') inClass = true
    else if (char === '(') deepest = Math.max(deepest, ++depth)
    else if (char === ')') depth--
  }
  return deepest
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
