// Owns comparing text with a file that is kept in the repository; UPDATE_GOLDEN=1 rewrites it.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { root } from './front.js'

/** Fails when the file at `path`, relative to the root of the repository, holds another text. */
export const matchGolden = (path: string, text: string): void => {
  const file = join(root, path)
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const golden = existsSync(file) ? readFileSync(file, 'utf8') : `${path} does not exist`
  expect(text).toBe(golden)
}
