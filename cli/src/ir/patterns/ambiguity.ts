// Owns whether the ways to take a text grow with it: twice as many with every round (a step that two ways lead back to
// with one text), or like a power of its length (loops behind each other that take the same characters).

import { overlap, type Ranges } from './sets.js'
import type { Steps } from './steps.js'

/** Pairs of steps that are looked at; where they do not suffice, nothing is said. */
const pairsMax = 10_000

/** Loops over one character behind each other from which on it is said: two are in every second honest pattern. */
const loopsMin = 3

interface Ambiguity {
  /** Exponential or a high power; `false` also where it was too much to find out. */
  readonly isAmbiguous: boolean
  /** Pairs of steps that were looked at. */
  readonly pairs: number
}

export const ambiguityOf = (steps: Steps): Ambiguity => {
  const budget: Budget = { left: pairsMax }
  const isAmbiguous = doubles(steps, budget) || hasManyLoops(steps)
  return { isAmbiguous, pairs: pairsMax - budget.left }
}

interface Budget {
  left: number
}

/** A step that is reached from itself over two different ways with one text (Weber and Seidl, EDA). */
const doubles = (steps: Steps, budget: Budget): boolean => {
  const { sets, next } = steps
  const count = sets.length
  const follow = (pair: number): number[] => {
    const [lefts, rights] = [next[Math.floor(pair / count)] ?? [], next[pair % count] ?? []]
    const found: number[] = []
    lefts.forEach((left, i) => {
      rights.forEach((right, j) => {
        budget.left--
        const isSameWay = left === right && i !== j
        if (!overlap(sets[left] ?? [], sets[right] ?? [])) return
        found.push(isSameWay ? -1 - left : left * count + right)
      })
    })
    return found
  }
  for (let start = 0; start < count && budget.left > 0; start++) {
    const forward = new Set<number>([start * count + start])
    const before = new Map<number, number[]>()
    const doubled: number[] = []
    for (const pair of forward) {
      if (budget.left <= 0) break
      for (const raw of follow(pair)) {
        // Two ways from one step to one other: the pair itself hides them.
        const after = raw < 0 ? (-1 - raw) * count + (-1 - raw) : raw
        if (raw < 0) doubled.push(after)
        forward.add(after)
        const sources = before.get(after)
        if (sources === undefined) before.set(after, [pair])
        else sources.push(pair)
      }
    }
    const back = new Set<number>([start * count + start])
    for (const pair of back) for (const each of before.get(pair) ?? []) back.add(each)
    const isApart = (pair: number): boolean => Math.floor(pair / count) !== pair % count
    const returns = [...back].some((pair) => isApart(pair) && forward.has(pair))
    if (
      returns ||
      doubled.some((pair) => back.has(pair) && before.size > 0 && isLoop(steps, start))
    )
      return true
  }
  return false
}

const isLoop = ({ next }: Steps, start: number): boolean => {
  const reached = new Set(next[start])
  for (const step of reached) for (const each of next[step] ?? []) reached.add(each)
  return reached.has(start)
}

const hasManyLoops = ({ sets, next }: Steps): boolean => {
  const starts = new Set(sets.flatMap((set) => set.map(([from]) => from)))
  return [...starts].slice(0, 64).some((character) => {
    const takes = (step: number): boolean => contains(sets[step] ?? [], character)
    const loops = new Set(
      next.flatMap((to, step) => (takes(step) && to.includes(step) ? [step] : [])),
    )
    return loops.size >= loopsMin && longestChain(next, takes, loops) >= loopsMin
  })
}

const contains = (set: Ranges, code: number): boolean =>
  set.some(([from, to]) => from <= code && code <= to)

/** Loops that one text of a single character can go through, one after the other. */
const longestChain = (
  next: Steps['next'],
  takes: (step: number) => boolean,
  loops: ReadonlySet<number>,
): number => {
  const lengths = new Map<number, number>()
  // Steps are numbered from left to right: what lies behind is known first.
  for (let step = next.length - 1; step >= 0; step--) {
    if (!takes(step)) continue
    const behind = (next[step] ?? []).filter((each) => each > step)
    const longest = Math.max(0, ...behind.map((each) => lengths.get(each) ?? 0))
    lengths.set(step, longest + (loops.has(step) ? 1 : 0))
  }
  return Math.max(0, ...lengths.values())
}
