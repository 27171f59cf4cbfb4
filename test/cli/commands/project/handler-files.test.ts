// What the text of a handler tells without being compiled: that it is a stub, and where.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { misboundHandlers, stubs } from '../../../../cli/src/commands/project/handler-files.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-handler-files-'))
  mkdirSync(join(dir, 'src/handlers/a'), { recursive: true })
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const compiledOf = (text: string) => {
  writeFileSync(join(dir, 'src/handlers/a/one.ts'), text)
  const operation = { name: 'one', method: 'GET', path: '/one', handlerFile: 'handlers/a/one' }
  const compiled = { projectDir: dir, plan: { api: { operations: [operation] } } }
  return compiled as unknown as Parameters<typeof stubs>[0]
}

const head = `// Yours: \`op.stub()\` answers 501 until you write it.\nimport { one as op } from '#generated/operations/one'\n`

test('a folder in the place of a handler is none', () => {
  const compiled = compiledOf('')
  rmSync(join(dir, 'src/handlers/a/one.ts'))
  mkdirSync(join(dir, 'src/handlers/a/one.ts'))
  expect([...stubs(compiled), ...misboundHandlers(compiled)]).toEqual([])
})

test.each([
  ['\n', 'lines'],
  ['\r\n', 'lines of another system'],
])('a stub is told by its line, and not for a comment that names it (%j, %s)', (end) => {
  const withEnds = (text: string) => text.replaceAll('\n', end)
  const lines = (text: string) => stubs(compiledOf(withEnds(text))).map(({ line }) => line)
  expect(lines(`${head}export const one = op.stub()\n`)).toEqual([3])
  expect(lines(`${head}export const one = op.handler(() => op.reply(204))\n`)).toEqual([])
  const other = `${head.replace('{ one as', '{ two as')}export const one = op.handler(() => op.reply(204))\n`
  expect(misboundHandlers(compiledOf(withEnds(other))).map(({ line }) => line)).toEqual([3])
})
