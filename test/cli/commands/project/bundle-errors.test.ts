// What stands in the way of bundling a project, as `nexus check` tells it.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundleErrors } from '../../../../cli/src/commands/project/bundle.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-bundle-errors-'))
  mkdirSync(join(dir, 'src'))
  symlinkSync(resolve('node_modules'), join(dir, 'node_modules'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const errorsOf = (handler: string) => {
  const server = "import { one } from './one'\nexport default [one]\n"
  for (const [name, text] of Object.entries({ server, one: handler }))
    writeFileSync(join(dir, `src/${name}.ts`), text)
  return bundleErrors(dir)
}

test.each([
  ['exports it', 'export const one = 1\n', []],
  ['exports another', 'export const two = 2\n', ['No matching export']],
  ['is empty', '', ['Import "one" will always be undefined']],
  ['has only comments', '// later\n', ['Import "one" will always be undefined']],
])('a handler that %s', async (_, text, expected) => {
  const errors = await errorsOf(text)
  expect(errors).toHaveLength(expected.length)
  for (const [i, { message, file }] of errors.entries()) {
    expect(message).toContain(expected[i])
    expect(file).toBe('src/server.ts')
  }
})
