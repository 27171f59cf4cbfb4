// Owns that a listing shows the folder that was judged to be below the root, and none that took its name meanwhile.

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBelow } from '../../../runtime/src/middleware/static-files/confine.js'
import { listingPage } from '../../../runtime/src/middleware/static-files/listing.js'

let base: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'nexus-listing-'))
  for (const folder of ['root/folder', 'outside'])
    mkdirSync(join(base, folder), { recursive: true })
  writeFileSync(join(base, 'root/folder/shown.txt'), '')
  writeFileSync(join(base, 'outside/secret.txt'), '')
})
afterAll(() => rmSync(base, { recursive: true }))

test('a folder that is exchanged for a link to the outside is listed as it was judged', async () => {
  const root = join(base, 'root')
  const names = ['folder']
  const found = await openBelow(root, names)
  if (found === null) throw new Error('not found')
  renameSync(join(root, 'folder'), join(root, 'moved'))
  symlinkSync(join(base, 'outside'), join(root, 'folder'))
  expect(await openBelow(root, names)).toBeNull()
  const page = await listingPage({ root, names, found }, '/folder/', false)
  await found.handle.close()
  expect(page).toContain('>shown.txt<')
  expect(page).not.toContain('secret')
})
