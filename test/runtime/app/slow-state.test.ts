// Proves that a state which is waited for without an end does not make a server that says nothing.

import { afterEach, expect, it, vi } from 'vitest'
import { defineApp } from '../../../runtime/src/app/define-app.js'
import { createGeneration } from '../../../runtime/src/app/generation.js'
import { defineConfig } from '../../../runtime/src/config.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { gate } from '../../waiting.js'

afterEach(() => vi.useRealTimers())

it('is told every ten seconds, until it is there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  const database = gate()
  const config = defineConfig({ openapi: 'api.yaml' })
  const createState = () => database.opened
  const app = defineApp({ title: 'T', version: '1', config, handlers: [], createState })
  const starting = createGeneration(app, {}, log, () => {})
  vi.advanceTimersByTime(25_000)
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    Array(2).fill({ level: 'warn', msg: expect.stringMatching(/^createState has not finished/) }),
  )
  database.open(undefined)
  const generation = await starting
  vi.advanceTimersByTime(25_000)
  expect(lines).toHaveLength(2)
  await generation.dispose()
})
