// What changes of `.env` mean for a server that runs.

import { expect, test } from 'vitest'
import { environmentChanges } from '../../../../cli/src/commands/dev/environment.js'

test('what is new, different or gone is told, and nothing else', () => {
  const before = { SAME: '1', OTHER: '1', GONE: '1' }
  const changes = environmentChanges(before, { SAME: '1', OTHER: '2', NEW: '3' })
  expect(changes).toEqual({ GONE: null, OTHER: '2', NEW: '3' })
})
