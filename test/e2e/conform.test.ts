// `nexus conform`: a generated server keeps its contract, one that lies is found out.

import { readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { nexus } from './processes.js'
import { copyProject, spec, temporaryFolder, writeHandlers } from './shared-project.js'

const shared = inject('sharedProject')
let folder = ''
let dir = ''
let liar: Server | null = null

beforeEach(() => {
  folder = temporaryFolder()
  dir = copyProject(shared, folder)
})
afterEach(() => {
  liar?.close()
  liar = null
  rmSync(folder, { recursive: true, force: true })
})

const conform = (...args: string[]) =>
  nexus(['conform', ...args], { cwd: dir, env: { SHOP_KEY: 'k' } })

describe('nexus conform', () => {
  it('finds nothing against a fresh project, and leaves nothing behind', async () => {
    const { code, stdout } = await conform()
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/✓ getPet: \d+ passed, \d+ skipped \(not implemented\)/)
    expect(stdout).toMatch(/\d+ passed, 0 failed, \d+ skipped/)
    expect(readdirSync(join(dir, '.nexus')).filter((name) => name.startsWith('serve'))).toEqual([])
  })

  it('holds written handlers to their answers', async () => {
    writeHandlers(dir)
    const { code, stdout } = await conform('--header', 'X-Shop-Key: k', '--format', 'json')
    const { results } = JSON.parse(stdout)
    const pets = results.filter(({ operation }: { operation: string }) => /Pets?$/.test(operation))
    expect(pets.length).toBeGreaterThan(20)
    expect(pets.filter(({ outcome }: { outcome: string }) => outcome !== 'passed')).toEqual([])
    // Without a chain the token's operations answer 503, which their document does not declare.
    expect(code).toBe(1)
    const reasons = results.flatMap(({ outcome, reason }: { outcome: string; reason: string }) =>
      outcome === 'failed' ? [reason] : [],
    )
    expect(new Set(reasons)).toEqual(new Set(['the status 503 is not declared']))
  })

  it('finds out a server that says yes to everything', async () => {
    liar = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"yes":true}')
    })
    await new Promise<void>((resolve) => liar?.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`
    const { code, stdout } = await conform('--openapi', spec, '--url', url)
    expect(code).toBe(1)
    for (const reason of [
      'answered 200, not 400',
      'answered 200, not 401',
      'answered 200, not 404',
      'answered 200, not 405',
      'answered 200, not 406',
      'answered 200, not 413',
      'answered 200, not 415',
      'the body does not match its schema',
      'the status 200 is not declared',
      'the required header x-total-count is missing',
    ])
      expect(stdout).toContain(reason)
    const safe = await conform('--openapi', spec, '--url', url, '--safe')
    expect(safe.stdout).not.toContain('createPet: valid')
  })

  it('says what is wrong with its command line, and when nobody answers', async () => {
    expect(await conform('--url', 'here')).toMatchObject({ code: 2 })
    expect(await conform('--header', 'nothing')).toMatchObject({ code: 2 })
    expect(await conform('--url', 'http://127.0.0.1:1')).toMatchObject({ code: 3 })
  })
})
