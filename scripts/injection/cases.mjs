// Owns which attacks there are, and the choice of a part of them that a seed decides.

import { payloads } from './payloads.mjs'
import { positionsOf } from './positions.mjs'

/** Every position of a subject x every payload, without those that change nothing; positions stay together. */
export const casesOf = (subject, keywords) =>
  positionsOf(subject.document, { keywords }).flatMap((position) =>
    Object.entries(payloads)
      .filter(([, payload]) => payload !== position.text)
      .map(([name, payload]) => ({ subject, position, name, payload })),
  )

/** `count` of the cases in their order, the same for a seed on any machine. */
export const sampleOf = (cases, count, seed) => {
  let state = seed >>> 0
  const chosen = new Set()
  while (chosen.size < Math.min(count, cases.length)) {
    // A linear congruential generator (Numerical Recipes), of which the high bits are good.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    chosen.add(Math.floor((state / 2 ** 32) * cases.length))
  }
  return [...chosen].sort((a, b) => a - b).map((index) => cases[index])
}
