// Owns the list of fuzz targets in JavaScript, and running one: as often as time allows, each turn from a seed of its own.

import { isDeepStrictEqual } from 'node:util'
import { randomOf } from '../random.mjs'
import { negotiation } from './accept.mjs'
import { bodies } from './bodies.mjs'
import { fields } from './fields.mjs'
import { webSocket } from './web-socket.mjs'

/** Name to one turn: (random) => [what came out, what should]. */
export const targets = new Map(
  Object.entries({ ...fields, ...bodies, ...webSocket, ...negotiation }),
)

const turnsBetweenLooks = 64

/** Runs for so many seconds, beginning at `seed`; a failure is told with the seed of its turn. */
export const runTarget = async (name, seconds, seed) => {
  const turn = targets.get(name)
  const end = performance.now() + seconds * 1000
  let executions = 0
  while (performance.now() < end) {
    for (let i = 0; i < turnsBetweenLooks; i++) {
      const own = seed + executions++
      const failure = await failureOf(turn, own)
      if (failure) {
        return {
          name,
          executions,
          failure: `${failure}\nrepeat with: npm run fuzz -- --target ${name} --seconds 1 --seed ${own}`,
        }
      }
    }
  }
  return { name, executions }
}

const failureOf = async (turn, seed) => {
  try {
    const [got, wanted] = await turn(randomOf(seed))
    if (isDeepStrictEqual(got, wanted)) return null
    return `got    ${JSON.stringify(got)}\nwanted ${JSON.stringify(wanted)}`
  } catch (error) {
    return error.stack
  }
}
