// Proves that a handler that somebody wrote is used wherever it lies, and that nothing takes its place.

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compile, type WriteResult, write } from '../../../cli/src/pipeline.js'

let projectDir = ''
beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'nexus-handlers-'))
})
afterEach(() => rmSync(projectDir, { recursive: true, force: true }))

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(projectDir, path)), { recursive: true })
  writeFileSync(join(projectDir, path), text)
}
const read = (path: string) => readFileSync(join(projectDir, path), 'utf8')

/** Generates for operations by name, each with its tag. */
const generate = async (tags: {
  readonly [name: string]: string
}): Promise<WriteResult & { readonly warnings: readonly string[] }> => {
  const paths = Object.entries(tags).map(([operationId, tag]) => [
    `/${operationId}`,
    { get: { operationId, tags: [tag], responses: { 204: { description: 'done' } } } },
  ])
  const info = { title: 'tags', version: '1' }
  put('api.json', JSON.stringify({ openapi: '3.1.0', info, paths: Object.fromEntries(paths) }))
  const result = await compile({ projectDir, openapi: 'api.json', contracts: [] })
  const written = await write(result, { mode: 'write' })
  const warnings = [...result.diagnostics, ...written.diagnostics].map(
    ({ code, message, help }) => `${code} ${message}; ${help}`,
  )
  return { ...written, warnings }
}

const mine = "// mine\nimport { login as op } from '#generated/operations/login'\n\n"

test.each([
  ['a constant', `${mine}export const login = op.handler(() => op.reply(204))\n`],
  ['a list', `${mine}const login = op.handler(() => op.reply(204))\nexport { login }\n`],
])('a handler elsewhere that is exported as %s is used where it lies', async (_, text) => {
  put('src/handlers/mine/login.ts', text)
  const { scaffolded, warnings } = await generate({ login: 'auth', logout: 'admin' })
  expect(scaffolded).not.toContain('src/handlers/auth/login.ts')
  expect(read('src/handlers/mine/login.ts')).toBe(text)
  expect(read('src/generated/handlers.ts')).toContain("from '../handlers/mine/login'")
  expect(warnings).toEqual([
    'NX4005 the handler of `login` is src/handlers/mine/login.ts, not in the folder of its tag `auth`; move it to src/handlers/auth/login.ts, then run `nexus generate`',
  ])
})

test('a handler that lies where it was made moves with the tag of its operation', async () => {
  await generate({ login: 'admin', logout: 'admin' })
  const text = `${mine}export const login = op.handler(() => op.reply(204))\n`
  put('src/handlers/admin/login.ts', text)
  const { moved, warnings } = await generate({ login: 'auth', logout: 'admin' })
  expect(moved).toEqual([{ from: 'src/handlers/admin/login.ts', to: 'src/handlers/auth/login.ts' }])
  expect(read('src/handlers/auth/login.ts')).toBe(text)
  expect(read('src/generated/handlers.ts')).toContain("from '../handlers/auth/login'")
  expect(warnings).toEqual([
    expect.stringMatching(/^NX5030 the operation `login` has another tag now/),
  ])
})

test('a handler that was moved to the folder of the tag is used there', async () => {
  await generate({ login: 'admin' })
  put('src/handlers/auth/login.ts', read('src/handlers/admin/login.ts'))
  rmSync(join(projectDir, 'src/handlers/admin/login.ts'))
  const { warnings } = await generate({ login: 'auth' })
  expect(warnings).toEqual([])
  expect(read('src/generated/handlers.ts')).toContain("from '../handlers/auth/login'")
})

test('a file that exports something else is no handler', async () => {
  put('src/handlers/admin/login.ts', 'export const loginPage = 1\n// export const login = 2\n')
  const { scaffolded } = await generate({ login: 'auth' })
  expect(scaffolded).toContain('src/handlers/auth/login.ts')
})

test('a handler whose operation is gone is named, with the next step', async () => {
  await generate({ login: 'admin', logout: 'admin' })
  appendFileSync(join(projectDir, 'src/handlers/admin/logout.ts'), '// mine\n')
  const { warnings } = await generate({ login: 'admin' })
  expect(warnings).toEqual([
    'NX5003 src/handlers/admin/logout.ts answers an operation that the document does not have any more; it goes to src/handlers/_removed/admin/logout.ts; delete the file there when you do not need it any more',
  ])
})
