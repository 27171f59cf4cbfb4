// Owns the cases of the server that generated tests and users' tests start: real, isolated, and gone after.

import { expect, test } from 'vitest'
import { env } from '../../../runtime/src/config.js'
import * as runtime from '../../../runtime/src/index.js'
import { logger } from '../../../runtime/src/middleware/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { startApp } from '../../../runtime/src/testing/index.js'
import { makeApp } from '../app/fixture-app.mjs'

test('two servers of one app have ports and state of their own', async () => {
  const seen: string[] = []
  const app = makeApp(runtime, seen)
  const [first, second] = await Promise.all([startApp(app), startApp(app)])
  expect(first.url).not.toBe(second.url)
  expect((await first.fetch('/hello')).status).toBe(200)
  await first.close()
  expect(seen).toEqual(['created', 'created', 'disposed'])
  expect((await second.fetch('/hello')).status).toBe(200)
  await second.close()
  await expect(second.fetch('/hello')).rejects.toThrow()
})

test('PORT and HOST of the process do not matter, other variables do', async () => {
  const config = { app: { name: env('THE_NAME') } }
  const environment = { PORT: '1', HOST: '203.0.113.1', THE_NAME: 'given' }
  const server = await startApp(makeApp(runtime, [], { config }), { environment })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await server.close()
  await expect(startApp(makeApp(runtime, [], { config }))).rejects.toThrow('THE_NAME')
})

test('what handlers and middleware log goes where the test says, and nowhere without a word', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  const app = { ...makeApp(runtime), middleware: { app: [logger()] } }
  const server = await startApp(app, { log })
  await server.fetch('/hello')
  await server.close()
  const told = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'info')
  expect(told).toMatchObject([{ msg: 'request', path: '/hello' }])
  const silent = await startApp(app)
  expect(runtime.log.level).toBe('silent')
  await silent.fetch('/hello')
  await silent.close()
  expect(lines).toHaveLength(2) // the other one warns of a missing hook
})

test('the log of a server is given back when it is closed, whichever closes first', async () => {
  const before = runtime.log
  const logs = [createLog('error'), createLog('fatal')] as const
  const app = makeApp(runtime)
  const [first, second] = [
    await startApp(app, { log: logs[0] }),
    await startApp(app, { log: logs[1] }),
  ]
  expect(runtime.log).toBe(logs[1])
  await first.close()
  expect(runtime.log).toBe(logs[1])
  await second.close()
  expect(runtime.log).toBe(before)
  const failing = { ...app, createState: () => Promise.reject(new Error('no database')) }
  await expect(startApp(failing, { log: logs[0] })).rejects.toThrow('no database')
  expect(runtime.log).toBe(before)
})

test('state that cannot be made is the error of starting', async () => {
  const app = { ...makeApp(runtime), createState: () => Promise.reject(new Error('no database')) }
  await expect(startApp(app)).rejects.toThrow('no database')
})
