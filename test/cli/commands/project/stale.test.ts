// What is said of files that generating would change.

import { describe, expect, test } from 'vitest'
import { staleFiles } from '../../../../cli/src/commands/project/stale.js'
import { lockPath } from '../../../../cli/src/pipeline.js'
import { nothingWritten } from '../../../../cli/src/write/write.js'

const told = (changed: Partial<typeof nothingWritten>) =>
  staleFiles({ ...nothingWritten, ...changed }).map(({ file, what }) => `${file} ${what}`)

describe('a lock that would be written anew', () => {
  test('alone, as after an upgrade: said so, since no document made it stale', () => {
    expect(told({ stale: [lockPath] })).toEqual([
      `${lockPath} is not as this version of nexus writes it for nexus.config.ts as it is now, and all code is the same: run \`nexus generate\` once, and commit the lock`,
    ])
  })

  test.each<[string, Partial<typeof nothingWritten>]>([
    ['a generated file', { stale: [lockPath, 'src/generated/a.ts'] }],
    ['a handler', { stale: [lockPath], scaffolded: ['src/handlers/a/a.ts'] }],
    ['a merge', { stale: [lockPath], merged: ['src/handlers/a/a.ts'] }],
    ['a file that goes', { stale: [lockPath], removed: ['src/generated/a.ts'] }],
    ['a handler that is set aside', { stale: [lockPath], moved: [{ from: 'a.ts', to: 'b.ts' }] }],
    ['a conflict', { stale: [lockPath], conflicts: [{ kind: 'name', path: 'a.ts', diff: '' }] }],
  ])('with %s: of the document', (_, changed) => {
    expect(told(changed)[0]).toBe(`${lockPath} is not what the document makes`)
  })
})
