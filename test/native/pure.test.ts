// Owns running the native unit tests of the pure HTTP layer from the suite. The cases are in native/test/http.

import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const suites = ['answers', 'chunked', 'digits', 'head', 'params', 'router']

test('the pure HTTP layer passes its goldens, splits and guard pages', async () => {
  const { stdout } = await promisify(execFile)('make', ['-C', 'native/test', '-j2', 'run-http'], {
    cwd: root,
    maxBuffer: 16 * 1024 * 1024,
  })
  for (const suite of suites) {
    expect(stdout).toMatch(new RegExp(`^http/${suite}: [1-9]\\d* passed, 0 failed$`, 'm'))
  }
}, 600_000)
