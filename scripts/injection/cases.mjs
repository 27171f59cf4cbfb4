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

/** About `count` of the cases: of each position some, all payloads in turn. */
export const sampleOf = (cases, count, seed) => {
  let state = seed >>> 0
  const chance = count / cases.length
  return cases.filter(() => {
    // A linear congruential generator (Numerical Recipes): the same sample on any machine.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 < chance
  })
}
