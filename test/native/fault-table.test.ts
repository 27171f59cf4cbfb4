// Owns that each row of docs/reference/faults.md names tests that exist.

import { existsSync, readFileSync } from 'node:fs'
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
