// The command of a clone that nobody set up yet: it says so in place of a stack.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from '../read/front.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-clone-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it('a clone without cli/dist tells what to run', () => {
  for (const file of ['bin/nexus.js', 'package.json'])
    cpSync(join(root, 'cli', file), join(dir, 'cli', file))
  const command = [join(dir, 'cli/bin/nexus.js'), '--help']
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  expect(stderr).toBe(
    'error: this clone of Nexus is not set up\n  = help: run `npm run setup` in it\n',
  )
  expect([status, stdout]).toEqual([3, ''])
})
