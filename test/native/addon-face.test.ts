// Owns what the addon does with calls that no caller of ours makes: it throws, and the process goes on.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const fixture = fileURLToPath(new URL('./addon-face.fixture.mjs', import.meta.url))
const built = (path: string): string => new URL(`../../runtime/dist/${path}`, import.meta.url).href
const modules = { memory: built('native/memory.js'), limits: built('config/limits.js') }

test.each([1, 2])(
  'any values, before and after its end, in a worker too (seed %i)',
  async (seed) => {
    const given = JSON.stringify({ modules, seed, runs: 300 })
    const child = spawn(process.execPath, [fixture, given], { stdio: ['ignore', 'pipe', 'pipe'] })
    let told = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        told += text
      })
    }
    const [code, signal] = await once(child, 'close')
    expect([told, code, signal]).toEqual(['through\n', 0, null])
  },
  60_000,
)
