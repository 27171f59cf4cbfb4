// Owns what an engine brings into memory at its start: parts of Node.js that only few requests need come with those.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const fixture = fileURLToPath(new URL('./start.fixture.mjs', import.meta.url))
const built = (path: string): string => new URL(`../../runtime/dist/${path}`, import.meta.url).href
const modules = { engine: built('native/create-engine.js'), limits: built('config/limits.js') }

// Where there is zstd its decoder is tried at the start.
const heavy = 'zstd' in process.versions ? /crypto/ : /crypto|zlib/

test('an engine opens without cryptography and compression', () => {
  const child = spawnSync(process.execPath, [fixture, JSON.stringify({ modules })], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect([child.status, child.signal, child.stderr]).toEqual([0, null, ''])
  const loaded = JSON.parse(child.stdout) as string[]
  expect(loaded).toContain('NativeModule net')
  expect(loaded.filter((name) => heavy.test(name))).toEqual([])
})
