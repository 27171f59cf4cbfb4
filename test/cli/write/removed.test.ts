// Handlers of removed operations: set aside and brought back, stubs removed, and how to keep what was renamed in one edit.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { type WriteMode, writeFiles } from '../../../cli/src/write/write.js'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-removed-')))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const scaffold = (path: string, text: string): OutputFile => ({ path, text, owner: 'user' })
const run = (files: readonly OutputFile[], mode: WriteMode = 'write') =>
  writeFiles(dir, files, mode)
const read = (path: string) => readFileSync(join(dir, path), 'utf8')
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

const handlerText = (name: string) =>
  `// about\n\nimport { ${name} as op } from '#generated/operations/${name}'\n\nexport const ${name} = op.stub()\n`
const pet = scaffold('src/handlers/pets/get.ts', handlerText('get'))
const mine = pet.text.replace('op.stub()', 'op.handler(() => op.reply(204))')
const aside = 'src/handlers/_removed/pets/get.ts'

describe('a handler whose operation was removed', () => {
  it('is moved aside as it is, and its folder goes when it is empty', () => {
    run([pet])
    put(pet.path, mine)
    const { moved, diagnostics } = run([])
    expect(moved).toEqual([{ from: pet.path, to: aside }])
    expect(diagnostics.map(({ code }) => code)).toEqual(['NX5003'])
    expect(read(aside)).toBe(mine)
    expect(existsSync(join(dir, 'src/handlers/pets'))).toBe(false)
    expect(run([])).toMatchObject({ moved: [], diagnostics: [] })
  })

  it.each([
    ['as it was', mine],
    ['as a formatter left it', mine.replaceAll("'", '"')],
  ])('comes back with its operation, %s', (_, text) => {
    run([pet])
    put(pet.path, text)
    run([])
    expect(run([pet])).toMatchObject({ moved: [{ from: aside, to: pet.path }], scaffolded: [] })
    expect(read(pet.path)).toBe(text)
    expect(existsSync(join(dir, 'src/handlers/_removed'))).toBe(false)
  })

  describe('under another tag', () => {
    const operation = { route: 'GET /pets', name: 'get', module: '#generated/operations/get' }
    const under = (tag: string): OutputFile => ({
      ...scaffold(`src/handlers/${tag}/get.ts`, pet.text),
      operation,
    })
    const importing = `import { help } from './help'\n${mine}`

    it('comes back to the folder of that, its relative imports with it', () => {
      run([under('pets')])
      put(pet.path, importing)
      run([])
      const result = run([under('dogs')])
      expect(result).toMatchObject({
        moved: [{ from: aside, to: 'src/handlers/dogs/get.ts' }],
        scaffolded: [],
        diagnostics: [{ code: 'NX5030' }],
      })
      expect(read('src/handlers/dogs/get.ts')).toBe(importing.replace('./help', '../pets/help'))
      expect(existsSync(join(dir, 'src/handlers/_removed'))).toBe(false)
      expect(run([under('dogs')])).toMatchObject({ moved: [], merged: [], conflicts: [] })
    })

    it('stays where two may be meant, and where it answers another operation', () => {
      put('src/handlers/_removed/cats/get.ts', mine)
      put('src/handlers/_removed/pets/get.ts', mine)
      expect(run([under('dogs')])).toMatchObject({
        moved: [],
        scaffolded: ['src/handlers/dogs/get.ts'],
      })
      rmSync(join(dir, 'src/handlers'), { recursive: true })
      rmSync(join(dir, 'nexus.lock'))
      put('src/handlers/_removed/cats/get.ts', mine.replace('operations/get', 'operations/other'))
      expect(run([under('dogs')])).toMatchObject({
        moved: [],
        scaffolded: ['src/handlers/dogs/get.ts'],
      })
    })
  })

  it('never takes the place of one that was set aside before', () => {
    put(aside, 'another\n')
    run([pet])
    put(pet.path, mine)
    expect(run([]).moved).toEqual([{ from: pet.path, to: 'src/handlers/_removed/pets/get-2.ts' }])
    expect(read(aside)).toBe('another\n')
    // What lies there answers no operation of this name, so a new scaffold is made.
    expect(run([pet])).toMatchObject({ scaffolded: [pet.path], moved: [] })
  })

  it.each(['check', 'dry-run'] as const)('is only named by %s', (mode) => {
    run([pet])
    put(pet.path, mine)
    expect(run([], mode).moved).toEqual([{ from: pet.path, to: aside }])
    expect(existsSync(join(dir, pet.path))).toBe(true)
  })
})

describe('a stub that nobody wrote in, whose operation was removed', () => {
  it.each([
    ['as it was made', pet.text],
    ['with the line ends of another system', pet.text.replaceAll('\n', '\r\n')],
  ])('is removed, and told as what is: %s', (_, text) => {
    run([pet])
    put(pet.path, text)
    expect(run([], 'dry-run')).toMatchObject({ removed: [pet.path], moved: [], diagnostics: [] })
    expect(read(pet.path)).toBe(text)
    expect(run([])).toMatchObject({ removed: [pet.path], moved: [], diagnostics: [] })
    expect(existsSync(join(dir, 'src/handlers/pets'))).toBe(false)
  })

  it('is set aside with one character of the user in it', () => {
    run([pet])
    put(pet.path, `${pet.text}\n`)
    expect(run([])).toMatchObject({ removed: [], moved: [{ from: pet.path, to: aside }] })
  })

  it('is no file that the compiler makes for another purpose', () => {
    run([scaffold('src/security.ts', handlerText('a'))])
    expect(run([])).toMatchObject({ removed: [], moved: [] })
    expect(existsSync(join(dir, 'src/security.ts'))).toBe(true)
  })
})

describe('a handler whose operation got another path and another name in one edit', () => {
  const handler = (name: string, folder: string, route: string): OutputFile => ({
    ...scaffold(`src/handlers/${folder}/${name}.ts`, handlerText(name)),
    operation: { route, name, module: `#generated/operations/${name}` },
  })
  const helpOf = (old: OutputFile, now: readonly OutputFile[]): string => {
    run([old])
    put(old.path, mine)
    return run(now).diagnostics.find(({ code }) => code === 'NX5003')?.help ?? ''
  }
  const old = handler('get', 'deeds', 'GET /titles/{}')

  it('is told with the commands that keep its code', () => {
    const now = [
      handler('read', 'deeds', 'GET /deeds/{}'),
      handler('drop', 'deeds', 'DELETE /deeds/{}'),
      handler('list', 'owners', 'GET /owners'),
    ]
    expect(helpOf(old, now)).toMatch(
      /^GET \/deeds\/\{\} \(`read`\) is new .*`mv -f src\/handlers\/_removed\/deeds\/get\.ts src\/handlers\/deeds\/read\.ts`.*`get` is `read`, and `#generated\/operations\/get` is `#generated\/operations\/read`/,
    )
  })

  it.each([
    ['another method', [handler('read', 'deeds', 'POST /deeds/{}')]],
    ['nothing in common', [handler('read', 'owners', 'GET /owners')]],
    [
      'two that are as like',
      [handler('a', 'deeds', 'GET /a/{}'), handler('b', 'deeds', 'GET /b/{}')],
    ],
  ])('is told without a guess where there is %s', (_, now) => {
    expect(helpOf(old, now)).toMatch(/^delete the file there/)
  })
})
