// Owns which part of the battery a sample is: some positions of every sort of every subject, dealt all payloads.

import { randomOf } from '../random.mjs'
import { attackOnce } from './rounds.mjs'

/**
 * Attacks some positions of a subject, each once. Positions of every sort are taken (a text replaced, lengthened, or
 * in all places of a name; of a value, of a key), the same for a seed on any machine.
 * @param {import('./attack.mjs').Battery} battery
 * @param {import('./attack.mjs').Subject} subject
 * @param {readonly object[]} positions
 * @param {object} options
 * @param {number} options.ofEachSort  Positions.
 * @param {number} options.seed
 * @param {() => readonly [name: string, payload: string]} options.nextPayload
 */
export const attackSome = (battery, subject, positions, { ofEachSort, seed, nextPayload }) => {
  const random = randomOf(seed)
  const sorts = Object.values(bySort(positions))
  const some = sorts.flatMap((all) => drawn(all, ofEachSort, random))
  return attackOnce(battery, subject, some, nextPayload)
}

const bySort = (positions) => {
  const sorts = {}
  for (const position of positions) {
    sorts[`${position.kind} ${position.part}`] ??= []
    sorts[`${position.kind} ${position.part}`].push(position)
  }
  return sorts
}

const drawn = (list, count, { below }) => {
  const left = [...list]
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [one] = left.splice(below(left.length), 1)
    return one
  })
}

/** The payloads one after the other, again and again; `used` says which were dealt. */
export const dealerOf = (payloads, first = 0) => {
  let at = first
  const used = new Set()
  const next = () => {
    const payload = payloads[at++ % payloads.length]
    used.add(payload[0])
    return payload
  }
  return { next, used }
}
