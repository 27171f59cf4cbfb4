// What changes of `.env` mean for a server that runs.

import { expect, test } from 'vitest'
import { environmentChanges, tooLate } from '../../../../cli/src/commands/dev/environment.js'

test('what is new, different or gone is told, and nothing else', () => {
  const before = { SAME: '1', OTHER: '1', GONE: '1' }
  const changes = environmentChanges(before, { SAME: '1', OTHER: '2', NEW: '3' })
  expect(changes).toEqual({ GONE: null, OTHER: '2', NEW: '3' })
  expect(tooLate(changes)).toEqual([])
})

test('where a server listens is settled when it starts', () => {
  expect(tooLate(environmentChanges({ PORT: '1' }, { PORT: '2' }))).toEqual(['PORT'])
  expect(tooLate(environmentChanges({ PORT: '1', HOST: 'a' }, {}))).toEqual(['PORT', 'HOST'])
})
