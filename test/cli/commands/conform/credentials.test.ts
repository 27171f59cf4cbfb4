// The credentials of test/credentials.ts, as a project that conform starts is shown them.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  readCredentials,
  withCredentials,
} from '../../../../cli/src/commands/conform/credentials.js'
import type { ConformCase } from '../../../../cli/src/ir/conform-cases.js'

const asked = (more: Partial<ConformCase> = {}): ConformCase => ({
  operation: 'getPet',
  kind: 'valid',
  detail: '',
  request: { method: 'GET', target: '/pets?a=1', headers: { accept: '*/*' }, body: null },
  status: null,
  secured: true,
  announcedBytes: null,
  ...more,
})

describe('credentials of test/credentials.ts', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-credentials-'))
    mkdirSync(join(dir, 'test'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const written = (text: string) => {
    writeFileSync(join(dir, 'test/credentials.ts'), text)
    return readCredentials(dir)
  }

  it('are read as the project has them, and nothing stays', async () => {
    const found = await written(`
import { key } from './key'
const token: string = await Promise.resolve('t')
export const credentials: Record<string, unknown> = { key: { query: { k: key } }, bearer: { headers: { Authorization: token } } }
`).catch((error: Error) => error.message)
    expect(found).toMatch(/key/)
    writeFileSync(join(dir, 'test/key.ts'), "export const key = 'k y'\n")
    const read = await readCredentials(dir)
    expect(Object.fromEntries(read)).toEqual({
      key: { headers: {}, query: { k: 'k y' } },
      bearer: { headers: { authorization: 't' }, query: {} },
    })
    expect(readdirSync(join(dir, '.nexus'))).toEqual([])
  })

  it('are none without the file, and told where they are something else', async () => {
    expect((await readCredentials(dir)).size).toBe(0)
    await expect(written('export const other = 1')).rejects.toThrow('it exports no `credentials`')
    await expect(written('export const credentials = { key: 1 }')).rejects.toThrow(
      '`credentials.key` is not an object',
    )
    await expect(written("throw new Error('no vault')\nexport {}")).rejects.toThrow('no vault')
  })
})

describe('a case', () => {
  const credentials = new Map([
    ['key', { headers: {}, query: { k: 'k y' } }],
    ['bearer', { headers: { authorization: 't' }, query: {} }],
  ])
  const of = (...alternatives: string[][]) => new Map([['getPet', alternatives]])

  it('is asked with the first alternative that has all of its credentials', () => {
    const both = withCredentials(asked(), of(['oauth'], ['key', 'bearer']), credentials)
    expect(both).toMatchObject({
      isAuthorised: true,
      request: { target: '/pets?a=1&k=k+y', headers: { accept: '*/*', authorization: 't' } },
    })
  })

  it.each<[string, ConformCase, Map<string, string[][]>]>([
    ['without credentials of its operation', asked(), of(['oauth'], ['key', 'oauth'])],
    ['of an operation that lets everybody in', asked(), of([], ['key'])],
    ['that shows none', asked({ kind: 'unauthorised' }), of(['key'])],
    ['of a public operation', asked({ secured: false }), of(['key'])],
    ['of no operation', asked({ operation: '' }), of(['key'])],
  ])('%s stays as it is', (_, given, alternatives) => {
    expect(withCredentials(given, alternatives, credentials)).toBe(given)
  })
})
