// Owns what holds of members whose names patterns describe: every pattern that a name matches says what the member is.

import { matchesPattern } from '../../ir/patterns/matches.js'
import { combine, type Expression, keyOf, type NamedByPattern, type ObjectShape } from './shape.js'

/** A declared member, as its own schema and all patterns that its name matches say. */
export const declaredMember = (
  { patterns }: Pick<ObjectShape, 'patterns'>,
  name: string,
  expression: Expression,
): Expression => {
  const matching = patterns.filter(({ source }) => matchesPattern(source, name) === true)
  return combine('and', [expression, ...matching.map((each) => each.expression)])
}

/** Members whose names match all of some patterns. */
export interface MatchingAll {
  readonly sources: readonly string[]
  readonly expression: Expression
}

/** Patterns of which every combination is told apart; of more, each two are. */
const combinedMax = 4

/** What members are by the patterns that their names match: the first whose patterns all match counts. */
export const matchingAll = (patterns: ObjectShape['patterns']): readonly MatchingAll[] => {
  const distinct = [...bySource(patterns)].map(([source, expression]) => ({ source, expression }))
  return combinationsOf(distinct)
    .filter((set) => set.length === 1 || !saysTheSame(set))
    .sort((a, b) => b.length - a.length)
    .map((set) => ({
      sources: set.map(({ source }) => source),
      expression: combine(
        'and',
        set.map(({ expression }) => expression),
      ),
    }))
}

/** One expression several times holds of the same names. */
const bySource = (patterns: ObjectShape['patterns']): ReadonlyMap<string, Expression> => {
  const found = new Map<string, Expression>()
  for (const { source, expression } of patterns) {
    const known = found.get(source)
    found.set(source, known === undefined ? expression : combine('and', [known, expression]))
  }
  return found
}

const combinationsOf = (patterns: readonly NamedByPattern[]): readonly NamedByPattern[][] => {
  const largest = patterns.length > combinedMax ? 2 : patterns.length
  const found: NamedByPattern[][] = []
  let sets: readonly Combination[] = [{ of: [], next: 0 }]
  for (let size = 1; size <= largest; size++) {
    sets = sets.flatMap((set) => larger(set, patterns))
    // One by one: spread, they would be arguments, of which there may be as many as a stack holds.
    for (const { of } of sets) found.push(of)
  }
  return found
}

interface Combination {
  readonly of: NamedByPattern[]
  /** The first pattern that may be added. */
  readonly next: number
}

const larger = ({ of, next }: Combination, patterns: readonly NamedByPattern[]): Combination[] =>
  patterns.flatMap((each, i) =>
    i >= next && of.every((one) => mayMeet(one, each)) ? [{ of: [...of, each], next: i + 1 }] : [],
  )

const saysTheSame = ([first, ...others]: readonly NamedByPattern[]): boolean =>
  first !== undefined && others.every((each) => keyOf(each.expression) === keyOf(first.expression))

/** Whether a name may match both: not where they begin with different texts. */
const mayMeet = (a: NamedByPattern, b: NamedByPattern): boolean => {
  const [one, other] = [beginningOf(a.source), beginningOf(b.source)]
  return one.startsWith(other) || other.startsWith(one)
}

/** The text that every match begins with; empty where none is fixed. */
const beginningOf = (source: string): string => {
  if (source.includes('|')) return ''
  const [, text = '', next = ''] = /^\^([\w\- /:@#%&=~!"',;<>]*)(.?)/s.exec(source) ?? []
  // A quantifier is of the last character.
  return '*?{+'.includes(next) && next !== '' ? text.slice(0, -1) : text
}
