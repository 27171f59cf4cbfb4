// Owns what the addon does with calls that no caller of ours makes: it throws, and the process goes on.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const fixture = fileURLToPath(new URL('./addon-face.fixture.mjs', import.meta.url))
const endedWorkers = fileURLToPath(new URL('./ended-workers.fixture.mjs', import.meta.url))
const built = (path: string): string => new URL(`../../runtime/dist/${path}`, import.meta.url).href
const modules = { memory: built('native/memory.js'), limits: built('config/limits.js') }

/** What a process said, and how it ended. */
const run = async (file: string, argument: string): Promise<unknown[]> => {
  const child = spawn(process.execPath, [file, argument], { stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      told += text
    })
  }
  const [code, signal] = await once(child, 'close')
  return [told, code, signal]
}

test.each([1, 2])(
  'any values, before and after its end, in a worker too (seed %i)',
  async (seed) => {
    const given = JSON.stringify({ modules, seed, runs: 300 })
    expect(await run(fixture, given)).toEqual(['through\n', 0, null])
  },
  60_000,
)

test('a worker that is ended while the addon loads ends alone', async () => {
  expect(await run(endedWorkers, '60')).toEqual(['through\n', 0, null])
}, 60_000)
