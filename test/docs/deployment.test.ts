// Proves that the limiter of the deployment guide limits, and whom: the text of the page is what runs.

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProcess } from '../runtime/app/server-process.js'
import { blocksOf } from './pages.js'

let folder = ''
let server: ReturnType<typeof startProcess>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-deployment-'))
  symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(folder, 'node_modules'))
  const page = readFileSync('docs/guide/deployment.md', 'utf8')
  const limiter = blocksOf(page, 'ts').find((block) => block.startsWith('// src/rate-limit.ts'))
  const { outputText } = ts.transpileModule(limiter ?? '', {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  })
  writeFileSync(join(folder, 'rate-limit.mjs'), outputText)
  writeFileSync(
    join(folder, 'server.mjs'),
    `import { start, defineApp, operation } from '@nexusrt/runtime'
    import { rateLimit } from './rate-limit.mjs'
    const op = operation({ id: 'a', method: 'GET', path: '/', tag: 't', params: [], body: null, security: [], read: () => {},
      replies: { 200: { contentType: 'text/plain', write: String } } })
    const handlers = [op.handler(() => op.reply(200, 'in'))]
    void start(defineApp({ config: {}, handlers, middleware: { app: [rateLimit(3, 600_000)] } }))`,
  )
  const entry = pathToFileURL(join(folder, 'server.mjs'))
  server = startProcess({ TRUSTED_PROXIES: '127.0.0.1,10.0.0.2' }, [], entry)
})
afterAll(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  rmSync(folder, { recursive: true })
})

const ask = async (forwardedFor: string): Promise<Response> =>
  fetch(await server.url(), { headers: { 'x-forwarded-for': forwardedFor } })

test('the limiter of the page counts clients by the last address that is not a proxy of ours', async () => {
  const statuses: number[] = []
  for (const made of ['', '1.2.3.4, ', '5.6.7.8, ', '9.9.9.9, ']) {
    statuses.push((await ask(`${made}192.0.2.1, 10.0.0.2`)).status)
  }
  expect(statuses).toEqual([200, 200, 200, 429])
  const refused = await ask('192.0.2.1')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask('192.0.2.2')).status).toBe(200)
})
