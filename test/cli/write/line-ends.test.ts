// Proves that a checkout with the line ends of another system (`core.autocrlf`) is as good as one without.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { lockPath } from '../../../cli/src/write/lock.js'
import { manifestPath } from '../../../cli/src/write/manifest.js'
import { writeFiles } from '../../../cli/src/write/write.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-line-ends-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const at = (path: string) => join(dir, path)
const generated = (path: string, text: string): OutputFile => ({ path, text, owner: 'generated' })
const a = generated('src/generated/a.ts', '// a\nexport const a = 1\n')
const b = generated('src/generated/b.ts', '// b\nexport const b = 1\n')
const handler: OutputFile = { path: 'src/handlers/a/a.ts', text: 'stub\nof a\n', owner: 'user' }

const withReturns = (...paths: string[]) => {
  for (const path of paths)
    writeFileSync(at(path), readFileSync(at(path), 'utf8').replaceAll('\n', '\r\n'))
}

test('files that differ in their line ends alone are not stale, and stay', () => {
  writeFiles(dir, [a, b, handler], 'write')
  withReturns(a.path, b.path, handler.path, lockPath, manifestPath)
  const same = { stale: [], merged: [], conflicts: [], removed: [], diagnostics: [] }
  expect(writeFiles(dir, [a, b, handler], 'check')).toMatchObject(same)
  expect(writeFiles(dir, [a, b, handler], 'write')).toMatchObject({ ...same, written: [] })
  expect(readFileSync(at(a.path), 'utf8')).toContain('\r\n')
})

test('what changes is written as it is made, and what is not generated any more goes', () => {
  writeFiles(dir, [a, b, handler], 'write')
  withReturns(a.path, b.path, lockPath, manifestPath)
  const other = generated(a.path, '// a\nexport const a = 2\n')
  expect(writeFiles(dir, [other, handler], 'write')).toMatchObject({
    written: [a.path, manifestPath],
    removed: [b.path],
    diagnostics: [],
  })
  expect(readFileSync(at(a.path), 'utf8')).toBe(other.text)
})

test('a return within a line is an edit', () => {
  writeFiles(dir, [a], 'write')
  mkdirSync(dirname(at(a.path)), { recursive: true })
  writeFileSync(at(a.path), a.text.replace('export', 'export\r'))
  expect(writeFiles(dir, [a], 'check').stale).toEqual([a.path])
})
