// Operations that take names of each other: no code is moved over other code, and none answers another route unasked.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { writeFiles } from '../../../cli/src/write/write.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-exchanged-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const pathOf = (name: string) => `src/handlers/a/${name}.ts`
const textOf = (name: string) =>
  `import { ${name} as op } from '#generated/operations/${name}'\n\nexport const ${name} = op.stub()\n`
const scaffold = (name: string, route: string): OutputFile => ({
  ...{ path: pathOf(name), text: textOf(name), owner: 'user' },
  operation: { route, name, module: `#generated/operations/${name}` },
})
const run = (files: readonly OutputFile[], conflicts: 'refuse' | 'keep' = 'refuse') =>
  writeFiles(dir, files, 'write', { documents: null, conflicts })
const read = (name: string) => readFileSync(join(dir, pathOf(name)), 'utf8')
const write = (name: string, code: string) => {
  mkdirSync(dirname(join(dir, pathOf(name))), { recursive: true })
  writeFileSync(join(dir, pathOf(name)), textOf(name).replace('op.stub()', code))
}
const written = (...names: string[]) => {
  run(names.map((name) => scaffold(name, `GET /${name}`)))
  for (const name of names) write(name, `op.handler(() => code.of.${name})`)
}
const toldOf = ({ diagnostics }: ReturnType<typeof run>) =>
  diagnostics.map(({ code, message }) => `${code} ${message}`)

test('two that exchange their names wait until somebody has moved the code', () => {
  written('one', 'two')
  const swapped = [scaffold('two', 'GET /one'), scaffold('one', 'GET /two')]
  for (let again = 0; again < 2; again++) {
    const result = run(swapped)
    expect(toldOf(result)).toEqual([
      'NX4184 src/handlers/a/two.ts is the handler of GET /two, which is called `one` now, and what is called `two` now is GET /one',
      'NX4184 src/handlers/a/one.ts is the handler of GET /one, which is called `two` now, and what is called `one` now is GET /two',
    ])
    expect(result).toMatchObject({
      conflicts: [
        { kind: 'exchanged', path: pathOf('two') },
        { kind: 'exchanged', path: pathOf('one') },
      ],
      moved: [],
      merged: [],
    })
    expect(read('one')).toContain('code.of.one')
    expect(read('two')).toContain('code.of.two')
  }
  write('one', 'op.handler(() => code.of.two)')
  write('two', 'op.handler(() => code.of.one)')
  expect(run(swapped, 'keep')).toMatchObject({ conflicts: [], diagnostics: [] })
  expect(run(swapped)).toMatchObject({ conflicts: [], diagnostics: [] })
})

test('one that takes the name of another, which goes on under a third', () => {
  written('one', 'two')
  const result = run([scaffold('two', 'GET /one'), scaffold('three', 'GET /two')])
  expect(toldOf(result)).toEqual([
    'NX4184 src/handlers/a/two.ts is the handler of GET /two, which is called `three` now, and what is called `two` now is GET /one',
    "NX4184 src/handlers/a/one.ts is the handler of GET /one, which is called `two` now, and src/handlers/a/two.ts is another one's",
  ])
  expect(result).toMatchObject({ moved: [], scaffolded: [pathOf('three')] })
  expect(read('one')).toContain('code.of.one')
  expect(read('two')).toContain('code.of.two')
})

test('stubs that nobody wrote in exchange their names without a word', () => {
  run([scaffold('one', 'GET /one'), scaffold('two', 'GET /two')])
  const swapped = [scaffold('two', 'GET /one'), scaffold('one', 'GET /two')]
  expect(run(swapped)).toMatchObject({ conflicts: [], diagnostics: [] })
})

test('a path that changed under the same name is no exchange', () => {
  written('one', 'two')
  const moved = [scaffold('one', 'GET /uno'), scaffold('two', 'GET /two')]
  expect(run(moved)).toMatchObject({ conflicts: [], diagnostics: [], moved: [] })
})
