// Whose the files are in the folder that builds go to, build after build.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildFolder } from '../../../../cli/src/commands/project/build-folder.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-build-folder-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** As `nexus build` does: the document goes where it was ours, then all names are written. */
const build = (...names: string[]): void => {
  const all = ['server.js', ...names]
  const folder = buildFolder(dir, all, [])
  if (folder.isOurs('openapi.json')) rmSync(join(dir, 'openapi.json'), { force: true })
  for (const name of all) writeFileSync(join(dir, name), `${folder.banner}\n`)
}

it('keeps what an earlier build made, while it is there', () => {
  build('openapi.json', 'package.json')
  build('openapi.json')
  expect(buildFolder(dir, [], []).isOurs('package.json')).toBe(true)
  rmSync(join(dir, 'package.json'))
  build('openapi.json')
  expect(buildFolder(dir, [], []).isOurs('package.json')).toBe(false)
})

it('counts no document as its own that the user put where a build had taken one away', () => {
  build('openapi.json')
  build()
  writeFileSync(join(dir, 'openapi.json'), 'mine')
  expect(buildFolder(dir, [], []).isOurs('openapi.json')).toBe(false)
  expect(() => build('openapi.json')).toThrow(/openapi\.json would be written over/)
})
