// Compares the shared memory as native code lays it out with the numbers that JavaScript reads it by.

import { expect, it } from 'vitest'
import { loadAddon } from '../../native/index.js'
import * as layout from '../../runtime/src/native/layout.js'

it('the memory is the same on both sides of the border', () => {
  // Both ways: a number that only one side knows is a difference too.
  expect({ ...layout }).toEqual(loadAddon().layout)
})
