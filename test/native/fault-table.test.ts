// Owns that each row of docs/reference/faults.md names tests that exist.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = join(fileURLToPath(import.meta.url), '../../..')
const page = readFileSync(join(root, 'docs/reference/faults.md'), 'utf8')

/** The rows: fault, answer, and each file with the title of a test in it, where the row names one. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Fault'))
  .map((line) => line.slice(2, -2).split(' | '))

const named = /`([^`]+\.[a-z]+)`(?: "([^"]+)")?/g

test('there are rows', () => {
  expect(rows.length).toBeGreaterThan(40)
})

test.each(rows)('%s', (_fault, answer = '', tests = '') => {
  const found = [...tests.matchAll(named)].map(([, path = '', title = '']) => ({ path, title }))
  expect(answer).not.toBe('')
  expect(found).not.toEqual([])
  const missing = found.filter(({ path, title }) => {
    const file = join(root, path)
    return !existsSync(file) || !readFileSync(file, 'utf8').includes(title)
  })
  expect(missing).toEqual([])
})

// What is not among `all` could not be told in an application's own format.
test('each refusal of native code is in the table of all', () => {
  const native = join(root, 'native/src')
  const files = readdirSync(native, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:cc|h)$/.test(file))
    .map((file) => readFileSync(join(native, file), 'utf8'))
  const made = files.flatMap((text) => [...text.matchAll(/constexpr (?:http::)?Refusal (\w+)/g)])
  const table =
    readFileSync(join(native, 'http/faults.h'), 'utf8').match(/ all\[\] = \{([^}]*)\}/)?.[1] ?? ''
  const all = [...table.matchAll(/&(\w+)/g)].map(([, name]) => name)
  expect(all.length).toBeGreaterThan(30)
  expect(made.map(([, name]) => name).sort()).toEqual(all.sort())
})
