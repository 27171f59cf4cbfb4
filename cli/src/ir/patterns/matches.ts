// Owns matching texts of a document against its own patterns: in the compiler too, either may be hostile.

import { RE2JS } from 're2js'
import { judgePattern, parsed } from './judge.js'
import { spelledUnits } from './linear.js'
import { takesFewTries } from './tries.js'

/** Whether a text matches; null where it cannot be told in few steps, or the pattern is none. */
export const matchesPattern = (source: string, text: string): boolean | null => {
  const flags = (['u', ''] as const).find((each) => compiles(source, each))
  if (flags === undefined) return null
  const { runs } = judgePattern(source, flags)
  if (runs.by === 'regexp') return new RegExp(source, flags).test(text)
  if (runs.by === 'time') return timed(source, flags, text)
  const spelled = runs.linear.reads === 'units' ? spelledUnits(text) : text
  const has = (each: string): boolean => automatonOf(each).matcher(spelled).find()
  return runs.linear.all.every(has) && !runs.linear.none.some(has)
}

/** Answers of expressions that only backtracking can match: a text is asked as default, example and sample alike. */
const answers = new Map<string, boolean | null>()
const answersMax = 1000

const timed = (source: string, flags: 'u' | '', text: string): boolean | null => {
  const key = JSON.stringify([source, text])
  const known = answers.get(key)
  if (known !== undefined) return known
  const nodes = parsed(source, flags)
  const isQuick = nodes !== null && takesFewTries(nodes, text, flags)
  const answer = isQuick ? new RegExp(source, flags).test(text) : null
  if (answers.size >= answersMax) answers.clear()
  answers.set(key, answer)
  return answer
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

const compiles = (source: string, flags: string): boolean => {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}
