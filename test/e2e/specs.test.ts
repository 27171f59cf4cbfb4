// `npm run specs`: a good document passes the whole way, one that is refused fails the command with its place.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root, runNode } from './processes.js'

const folder = mkdtempSync(join(tmpdir(), 'nexus-specs-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const specs = (...args: string[]) => runNode(['scripts/specs.mjs', ...args], { cwd: root })

describe('npm run specs', () => {
  it('takes a document the whole way, and tells what it took', async () => {
    const { code, stdout, stderr } = await specs('specs/examples/tokens.yaml')
    expect(code, stdout + stderr).toBe(0)
    const row = stdout.split('\n').find((line) => line.includes('tokens.yaml')) ?? ''
    expect(row).toMatch(/tokens\.yaml +8 +\d+ +\d+ +\d+ +\d+\.\d\d +\d+ +\d+ {2}ok$/)
    expect(stdout).toContain('1 documents, 8 operations: 1 passed, 0 failed')
  })

  it('fails when one document fails, and goes on with the others', async () => {
    writeFileSync(
      join(folder, 'bad.yaml'),
      'openapi: 3.0.0\ninfo: { title: t, version: v }\npaths: 1\n',
    )
    writeFileSync(
      join(folder, 'good.yaml'),
      'openapi: 3.0.0\ninfo: { title: t, version: v }\npaths:\n  /a: { get: { responses: { "200": { description: d } } } }\n',
    )
    writeFileSync(join(folder, 'other.yaml'), 'a: 1\n')
    const { code, stdout } = await specs(folder)
    expect(code).toBe(1)
    expect(stdout).toMatch(/bad\.yaml .*refused: NX2005 .*:3:8\)/)
    expect(stdout).toContain('2 documents, 1 operations: 1 passed, 1 failed')
  })
})
