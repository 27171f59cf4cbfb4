// `nexus build`: what it refuses, with which exit code, and that it then leaves what was built before.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nexus, runNode } from './processes.js'
import { projectOfEachTest } from './project-of-each-test.js'

let dir = ''
projectOfEachTest((made) => {
  dir = made
})

const build = (...args: string[]) => nexus(['build', ...args], { cwd: dir })
const edit = (path: string, change: (text: string) => string) => {
  const file = join(dir, path)
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(file, after)
}
const built = () =>
  ['server.js', 'server.js.map', 'openapi.json'].map((name) =>
    existsSync(join(dir, 'dist', name)) ? readFileSync(join(dir, 'dist', name), 'utf8') : null,
  )
const nothing = [null, null, null]

describe('nexus build', () => {
  it('refuses generated code that is not what the document makes, and builds once it is', async () => {
    expect((await build('--no-types')).code).toBe(0)
    const before = built()
    expect(before).not.toContain(null)
    edit('specs/tokens.yaml', (text) => text.replace('maximum: 100', 'maximum: 50'))
    for (const args of [[], ['--no-types']]) {
      const refused = await build(...args)
      expect(refused).toMatchObject({ code: 5, stdout: '' })
      expect(refused.stderr).toMatch(
        /the generated code is stale: \d+ files?\n {2}src\/generated\//,
      )
      expect(refused.stderr).toContain('= help: run `nexus generate`')
      expect(built()).toEqual(before)
    }
    expect((await nexus(['generate'], { cwd: dir })).code).toBe(0)
    expect((await build()).code).toBe(0)
    expect(built()).not.toEqual(before)
  })

  it('refuses a document with errors, and prints them', async () => {
    edit('specs/tokens.yaml', (text) => text.replace(/^paths:/m, 'paths: 7\nunused:'))
    const refused = await build()
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/error NX2005 {2}`paths` must be an object/)
    expect(built()).toEqual(nothing)
  })

  it('refuses type errors, each with its place, unless --no-types is given', async () => {
    edit('src/handlers/pets/get-pet.ts', (text) => `${text}\nexport const wrong: number = 'text'\n`)
    const refused = await build()
    expect(refused).toMatchObject({ code: 10, stdout: '' })
    expect(refused.stderr).toMatch(/src\/handlers\/pets\/get-pet\.ts[(:]\d+[,:]14.*TS2322/)
    expect(refused.stderr).toContain('error: 1 type error')
    expect(refused.stderr).toContain('--no-types')
    expect(built()).toEqual(nothing)
    expect((await build('--no-types')).code).toBe(0)
    expect(built()).not.toContain(null)
  })

  it('tells what does not bundle by its place, once', async () => {
    edit('src/handlers/pets/get-pet.ts', (text) => `import './nowhere'\n${text}`)
    const refused = await build('--no-types')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('src/handlers/pets/get-pet.ts:1:8: Could not resolve')
    expect(built()).toEqual(nothing)
  })

  it('refuses a handler of another operation; the start tells one that only it sees', async () => {
    const mine = 'src/handlers/pets/get-pet.ts'
    const original = readFileSync(join(dir, mine), 'utf8')
    const copied = original
      .replace('getPet as op', 'listPets as op')
      .replace("/get-pet'", "/list-pets'")
    writeFileSync(join(dir, mine), copied)
    const refused = await build()
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      /error: 1 handler of another operation\n {2}src\/handlers\/pets\/get-pet\.ts:\d+:1: getPet .* listPets/,
    )
    expect(built()).toEqual(nothing)
    writeFileSync(join(dir, mine), copied.replace('= op.stub()', '= (() => op.stub())()'))
    expect((await build('--no-types')).code).toBe(0)
    const started = await runNode(['dist/server.js'], { cwd: dir })
    expect(started).toMatchObject({ code: 1, stdout: '' })
    expect(started.stderr).toMatch(
      /^error: Two handlers, numbers \d and \d, answer the operation listPets \(GET \S+\)\.\n {2}help: .*src\/generated\/handlers\.ts.*\n$/,
    )
    writeFileSync(join(dir, mine), `${original}\nnull.gone()\n`)
    expect((await build('--no-types')).code).toBe(0)
    const thrown = await runNode(['--enable-source-maps', 'dist/server.js'], { cwd: dir })
    expect(thrown).toMatchObject({ code: 1, stdout: '' })
    expect(thrown.stderr).toMatch(
      /^error: the server did not start\nTypeError: [\s\S]*get-pet\.ts:\d+[\s\S]*\n {2}help: .* src\/ were loaded/,
    )
  })

  it('writes over nothing that no build made, and takes its own folder again', async () => {
    const out = join(dir, 'out')
    const mine = ['server.js', 'openapi.json', 'package.json', 'vendor/mine.txt']
    mkdirSync(join(out, 'vendor'), { recursive: true })
    for (const name of mine) writeFileSync(join(out, name), 'mine')
    const buildInto = (...args: string[]) => build('--no-types', '--out-dir', 'out', ...args)
    const said = 'would be written over, and `nexus build` did not make'
    for (const [args, named] of [
      [[], `out/server.js, out/openapi.json ${said}`],
      [['--vendor'], `out/server.js, out/openapi.json, out/package.json, out/vendor ${said}`],
    ] as const) {
      const refused = await buildInto(...args)
      expect(refused).toMatchObject({ code: 2, stdout: '' })
      expect(refused.stderr).toContain(named)
    }
    expect(mine.map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(
      mine.map(() => 'mine'),
    )
    for (const name of ['server.js', 'openapi.json']) rmSync(join(out, name))
    for (let count = 0; count < 2; count++) expect(await buildInto()).toMatchObject({ code: 0 })
    expect((await buildInto('--vendor')).stderr).toContain(`out/package.json, out/vendor ${said}`)
    expect(readFileSync(join(out, 'package.json'), 'utf8')).toBe('mine')
  })

  it('never writes over the document that it is made from', async () => {
    edit('nexus.config.ts', (text) => text.replace(/specs\/tokens\.yaml/, 'openapi.json'))
    renameSync(join(dir, 'specs/tokens.yaml'), join(dir, 'openapi.json'))
    const before = readFileSync(join(dir, 'openapi.json'), 'utf8')
    // As if a build had made it once: what is the source now is the user's.
    writeFileSync(
      join(dir, 'server.js'),
      '// Made by nexus build, with server.js.map openapi.json\n',
    )
    const refused = await build('--no-types', '--out-dir', '.')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('--out-dir: openapi.json would be written over')
    expect(readFileSync(join(dir, 'openapi.json'), 'utf8')).toBe(before)
    // Nor does it build among sources, where nothing of these names is yet.
    const among = await build('--no-types', '--out-dir', 'src')
    expect(among).toMatchObject({ code: 2, stdout: '' })
    expect(among.stderr).toContain('--out-dir: src/ is where sources are')
  })
})
