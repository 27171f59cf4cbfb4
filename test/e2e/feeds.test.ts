// Streams that send only when something happens, as feeds do: the generated contract tests and `nexus conform` look at
// their heads and what comes soon, and end them.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { nexus, runNode } from './processes.js'
import { linkDependencies, temporaryFolder } from './shared-project.js'

const shared = inject('sharedProject')
let folder = ''
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const item = '{ type: object, required: [n], properties: { n: { type: integer } } }'
const document = `
openapi: 3.2.0
info: { title: Feeds, version: 1.0.0 }
paths:
  /news: { get: { operationId: followNews, tags: [feeds], responses: { '200': { description: d, content: { text/event-stream: { itemSchema: { type: object, properties: { data: ${item} } } } } } } } }
  /rows: { get: { operationId: followRows, tags: [feeds], responses: { '200': { description: d, content: { application/jsonl: { itemSchema: ${item} } } } } } }
  /film: { get: { operationId: watchFilm, tags: [feeds], responses: { '200': { description: d, content: { video/mp4: {} } } } } }
`

/** A handler whose stream says nothing until the client has gone. */
const silent = (name: string, module: string, type: string): string => `
import { once } from 'node:events'
import { ${name} as op } from '#generated/operations/${module}'

async function* nothing(signal: AbortSignal): AsyncGenerator<${type}> {
  if (!signal.aborted) await once(signal, 'abort')
}

export const ${name} = op.handler(({ signal }) => op.reply(200, nothing(signal)))
`

const writeFeeds = (dir: string): void => {
  const write = (name: string, module: string, type: string) =>
    writeFileSync(join(dir, `src/handlers/feeds/${module}.ts`), silent(name, module, type))
  write('followNews', 'follow-news', '{ data: { n: number } }')
  write('followRows', 'follow-rows', '{ n: number }')
  write('watchFilm', 'watch-film', 'Uint8Array')
}

describe('feeds on which nothing happens', () => {
  it('pass their contract tests and nexus conform', async () => {
    writeFileSync(join(folder, 'feeds.yaml'), document)
    const args = ['new', 'feeds', '--openapi', 'feeds.yaml', '--no-install']
    const made = await nexus(args, { cwd: folder })
    expect(made.code, made.stderr).toBe(0)
    const dir = join(folder, 'feeds')
    linkDependencies(shared, dir)
    writeFeeds(dir)

    const tests = [join(dir, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json']
    const { code, stdout, stderr } = await runNode(tests, { cwd: dir })
    expect(code, `${stdout}${stderr}`).toBe(0)
    for (const id of ['followNews', 'followRows', 'watchFilm'])
      expect(stdout).toContain(`${id} answers what the contract declares`)

    const conform = await nexus(['conform'], { cwd: dir })
    expect(conform.code, conform.stdout + conform.stderr).toBe(0)
    expect(conform.stdout).toContain('✓ watchFilm')
  })
})
