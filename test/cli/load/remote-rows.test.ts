// Documents behind URLs that each only the one before names: how many in a row are fetched.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { documentDefaults } from '../../../cli/src/ir/document-options.js'
import { compile } from '../../../cli/src/pipeline.js'

let dir = ''
let server: Server
let asked = 0

/** `/16/1.json` is the first of 16 documents in a row. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-rows-'))
  server = createServer((request, response) => {
    asked++
    const [, count, i] = /^\/(\d+)\/(\d+)\.json$/.exec(request.url ?? '') ?? []
    const next = Number(i) + 1
    response.end(JSON.stringify(next > Number(count) ? {} : { $ref: `${next}.json` }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const errorsOfRow = async (count: number) => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const schemas = { A: { $ref: `${origin}${count}/1.json` } }
  const info = { title: 't', version: 'v' }
  const api = { openapi: '3.1.0', info, paths: {}, components: { schemas } }
  writeFileSync(join(dir, 'api.json'), JSON.stringify(api))
  const remote = { ...documentDefaults.remote, allow: [origin] }
  const input = { projectDir: dir, openapi: 'api.json', contracts: [], document: { remote } }
  asked = 0
  const { diagnostics } = await compile(input)
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)
}

it('16 are, and of a longer row no more', async () => {
  expect(await errorsOfRow(16)).toEqual([])
  expect(await errorsOfRow(100)).toEqual([
    'URLs that have to be fetched name each other in a row of more than 16 (limit remoteRoundsMax)',
  ])
  expect(asked).toBe(16)
})
