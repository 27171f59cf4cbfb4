// What an application is made of, before it starts.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/index.js'
import { staticFiles } from '../../../runtime/src/middleware/index.js'
import { app, get } from '../middleware/served.js'

test('routes that the contract does not have are no operations', () => {
  const made = app([get(() => respond(204).empty())], {
    routes: [staticFiles({ path: '/files', root: import.meta.dirname })],
  })
  expect(made.handlers.slice(1).map(({ operation }) => operation.path)).toEqual([
    '/files/{path...}',
    '/files',
  ])
  expect(made.operationCount).toBe(1)
})
