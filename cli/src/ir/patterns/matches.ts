// Owns matching texts of a document against its own patterns: in the compiler too, either may be hostile.

import { runInNewContext } from 'node:vm'
import { RE2JS } from 're2js'
import { judgePattern } from './judge.js'
import { spelledUnits } from './linear.js'

/** Whether a text matches; null where it cannot be told in bounded time, or the pattern is none. */
export const matchesPattern = (source: string, text: string): boolean | null => {
  const flags = ['u', ''].find((each) => compiles(source, each))
  if (flags === undefined) return null
  const { runs } = judgePattern(source, flags === 'u' ? 'u' : '')
  if (runs.by === 'regexp') return new RegExp(source, flags).test(text)
  if (runs.by === 'time') return timed(new RegExp(source, flags), text)
  const spelled = runs.linear.reads === 'units' ? spelledUnits(text) : text
  const has = (each: string): boolean => automatonOf(each).matcher(spelled).find()
  return runs.linear.all.every(has) && !runs.linear.none.some(has)
}

/** Whether texts match an expression, in time linear to each; null for one that only backtracking can match. */
export const linearMatcher = (source: string): ((text: string) => boolean) | null => {
  if (!compiles(source, 'u')) return null
  const { runs } = judgePattern(source, 'u')
  if (runs.by === 'time') return null
  if (runs.by === 'regexp') {
    const expression = new RegExp(source, 'u')
    return (text) => expression.test(text)
  }
  const [all, none] = [runs.linear.all, runs.linear.none].map((list) => list.map(automatonOf))
  return (text) =>
    (all ?? []).every((each) => each.matcher(text).find()) &&
    !(none ?? []).some((each) => each.matcher(text).find())
}

/** Automata by their expressions: making one takes longer than asking it. */
const automata = new Map<string, RE2JS>()
const automataMax = 200

const automatonOf = (source: string): RE2JS => {
  const known = automata.get(source)
  if (known !== undefined) return known
  if (automata.size >= automataMax) automata.clear()
  const made = RE2JS.compile(source)
  automata.set(source, made)
  return made
}

/** Milliseconds for an expression that only backtracking can match. */
const timeoutMs = 50

/** Expressions that took longer, which are not tried again; when there are so many, no other one is tried either. */
const undecided = new Set<string>()
const undecidedMax = 20

const timed = (expression: RegExp, text: string): boolean | null => {
  if (undecided.has(expression.source) || undecided.size >= undecidedMax) return null
  try {
    return runInNewContext('expression.test(text)', { expression, text }, { timeout: timeoutMs })
  } catch {
    undecided.add(expression.source)
    return null
  }
}

const compiles = (source: string, flags: string): boolean => {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}
