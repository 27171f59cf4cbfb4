// A file that cannot be read is told at itself, and once by its references, however many there are and from wherever.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { compile } from '../../../cli/src/pipeline.js'

let dir = ''
const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(dir, file)), { recursive: true })
  writeFileSync(join(dir, file), text)
}
const told = async (): Promise<string[]> => {
  const { diagnostics } = await compile({
    projectDir: dir,
    openapi: 'specs/api.yaml',
    contracts: [],
  })
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, at }) => `${code} ${at?.file} ${message}`)
}

const schema = (ref: string): string =>
  `{ description: OK., content: { application/json: { schema: { $ref: '${ref}' } } } }`

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-unreadable-'))
  put(
    'specs/api.yaml',
    `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a: { $ref: 'paths/a.yaml' }
  /b:
    get: { responses: { '200': ${schema('common.yaml#/A')}, '404': ${schema('common.yaml#/B')} } }
  /c:
    get: { responses: { '200': ${schema('other.yaml#/A')}, '404': ${schema('other.yaml#/A')} } }
`,
  )
  put('specs/paths/a.yaml', `get: { responses: { '200': ${schema('../common.yaml#/A')} } }\n`)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it('one that is missing, by the folders of those that refer to it', async () => {
  put('specs/other.yaml', 'A: { type: string }\n')
  expect(await told()).toEqual([
    expect.stringMatching(/^NX1001 specs\/paths\/a\.yaml .*common\.yaml/),
    'NX2010 specs/api.yaml `$ref` to common.yaml, which cannot be read (and 1 more reference to it)',
  ])
})

it('one that is no YAML, each file by itself', async () => {
  put('specs/common.yaml', 'A: [\n')
  put('specs/other.yaml', 'A: [\n')
  expect(await told()).toEqual([
    expect.stringMatching(/^NX1011 specs\/common\.yaml /),
    'NX2010 specs/api.yaml `$ref` to common.yaml, which cannot be read (and 1 more reference to it)',
    expect.stringMatching(/^NX1011 specs\/other\.yaml /),
    'NX2010 specs/api.yaml `$ref` to other.yaml, which cannot be read',
  ])
})
