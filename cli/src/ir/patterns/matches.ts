// Owns matching texts of a document against its own patterns: in the compiler too, either may be hostile.

import { RE2JS } from 're2js'
import { compiles, flagsOf } from './flags.js'
import { judgePattern, parsed } from './judge.js'
import { type LinearPattern, spelledUnits } from './linear.js'
import { takesFewTries } from './tries.js'

/** Whether a text matches; null where it cannot be told in few steps, or the pattern is none. */
export const matchesPattern = (source: string, text: string): boolean | null => {
  const known = matchers.get(source)
  if (known !== undefined) return known(text)
  const made = matcherOf(source)
  if (matchers.size >= matchersMax) matchers.clear()
  matchers.set(source, made)
  return made(text)
}

type Matcher = (text: string) => boolean | null

/** Matchers by their patterns: each member of an object is asked for each of its patterns. */
const matchers = new Map<string, Matcher>()
const matchersMax = 2_000

const matcherOf = (source: string): Matcher => {
  const flags = flagsOf(source)
  if (flags === null) return () => null
  const { runs } = judgePattern(source, flags)
  if (runs.by === 'time') return (text) => timed(source, flags, text)
  if (runs.by === 'regexp') {
    const expression = new RegExp(source, flags)
    return (text) => expression.test(text)
  }
  const { linear } = runs
  const matches = automataOf(linear)
  return (text) => matches(linear.reads === 'units' ? spelledUnits(text) : text)
}

/** Answers of expressions that only backtracking can match: a text is asked as default, example and sample alike. */
const answers = new Map<string, boolean | null>()
const answersMax = 1000
/** Longer texts are judged again each time: answers stay as long as the process, and texts with them. */
const answeredCharsMax = 4096

const timed = (source: string, flags: 'u' | '', text: string): boolean | null => {
  if (source.length + text.length > answeredCharsMax) return judged(source, flags, text)
  const key = JSON.stringify([source, text])
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = judged(source, flags, text)
  if (answers.size >= answersMax) answers.clear()
  answers.set(key, answer)
  return answer
}

const judged = (source: string, flags: 'u' | '', text: string): boolean | null => {
  const nodes = parsed(source, flags)
  const isQuick = nodes !== null && takesFewTries(nodes, text, flags)
  return isQuick ? new RegExp(source, flags).test(text) : null
}

/** Whether texts match an expression, in time linear to each; null for one that only backtracking can match. */
export const linearMatcher = (source: string): ((text: string) => boolean) | null => {
  if (!compiles(source, 'u')) return null
  const { runs } = judgePattern(source, 'u')
  if (runs.by === 'time') return null
  if (runs.by === 'linear') return automataOf(runs.linear)
  const expression = new RegExp(source, 'u')
  return (text) => expression.test(text)
}

/** Automata are made with the first text: that takes longer than asking them. */
const automataOf = ({ all, none }: LinearPattern): ((text: string) => boolean) => {
  let made: { readonly all: readonly RE2JS[]; readonly none: readonly RE2JS[] } | null = null
  return (text) => {
    made ??= { all: all.map(compiled), none: none.map(compiled) }
    const has = (each: RE2JS): boolean => each.matcher(text).find()
    return made.all.every(has) && !made.none.some(has)
  }
}

const compiled = (source: string): RE2JS => RE2JS.compile(source)
