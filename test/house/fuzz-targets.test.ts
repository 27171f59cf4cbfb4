// Holds the fuzz targets in JavaScript to what they are made of: each runs a few turns, so that a part of the runtime
// that changes takes its target along. What they look for is `npm run fuzz`'s to find.

import { expect, it } from 'vitest'
import { targets } from '../../scripts/fuzz/targets.mjs'
import { randomOf } from '../../scripts/random.mjs'

it.each([...targets])('%s runs', async (_name, target) => {
  for (let seed = 1; seed <= 20; seed++) {
    const [got, wanted] = await target(randomOf(seed))
    expect(got, `of seed ${seed}`).toEqual(wanted)
  }
})
