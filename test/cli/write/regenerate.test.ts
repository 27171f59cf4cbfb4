// Regeneration: handlers of removed operations are set aside and come back, scaffolds that both sides changed are
// merged, and where that cannot be nothing of the user's changes.

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
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { basePath } from '../../../cli/src/write/base.js'
import { mergeTexts } from '../../../cli/src/write/merge.js'
import { type WriteMode, writeFiles } from '../../../cli/src/write/write.js'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-regenerate-')))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const scaffold = (path: string, text: string): OutputFile => ({ path, text, owner: 'user' })
const run = (
  files: readonly OutputFile[],
  mode: WriteMode = 'write',
  conflicts: 'refuse' | 'keep' = 'refuse',
) => writeFiles(dir, files, mode, { documents: null, conflicts })
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

  it('comes back with its operation', () => {
    run([pet])
    put(pet.path, mine)
    run([])
    expect(run([pet])).toMatchObject({ moved: [{ from: aside, to: pet.path }], scaffolded: [] })
    expect(read(pet.path)).toBe(mine)
    expect(existsSync(join(dir, 'src/handlers/_removed'))).toBe(false)
  })

  it('never takes the place of one that was set aside before', () => {
    put(aside, 'another\n')
    run([pet])
    expect(run([]).moved).toEqual([{ from: pet.path, to: 'src/handlers/_removed/pets/get-2.ts' }])
    expect(read(aside)).toBe('another\n')
    // What lies there answers no operation of this name, so a new scaffold is made.
    expect(run([pet])).toMatchObject({ scaffolded: [pet.path], moved: [] })
  })

  it.each(['check', 'dry-run'] as const)('is only named by %s', (mode) => {
    run([pet])
    expect(run([], mode).moved).toEqual([{ from: pet.path, to: aside }])
    expect(existsSync(join(dir, pet.path))).toBe(true)
  })
})

const hooks = (...names: string[]): OutputFile =>
  scaffold(
    'src/security.ts',
    `// hooks\n\n${names.map((name) => `${name}: () => null,\n`).join('\n')}`,
  )

describe('a scaffold that both sides changed', () => {
  it('is merged line by line', () => {
    run([hooks('a')])
    put('src/security.ts', `// mine\n\na: () => null,\n`)
    const { merged, conflicts } = run([hooks('a', 'b')])
    expect([merged, conflicts]).toEqual([['src/security.ts'], []])
    expect(read('src/security.ts')).toBe('// mine\n\na: () => null,\n\nb: () => null,\n')
    expect(run([hooks('a', 'b')])).toMatchObject({ merged: [], conflicts: [] })
  })

  it('stays as it is where both changed the same lines, and is told until that is decided', () => {
    run([hooks('a')])
    const text = hooks('a').text.replace('a: () => null', 'a: () => mine')
    put('src/security.ts', text)
    const renamed = hooks('c')
    for (let times = 0; times < 2; times++) {
      const { conflicts, diagnostics } = run([renamed])
      expect(diagnostics.map(({ code }) => code)).toEqual(['NX5010'])
      expect(conflicts).toEqual([
        { path: 'src/security.ts', diff: 'line 3\n- a: () => mine,\n+ c: () => null,' },
      ])
      expect(read('src/security.ts')).toBe(text)
    }
    expect(run([renamed], 'write', 'keep').conflicts).toEqual([])
    expect(run([renamed]).conflicts).toEqual([])
    expect(read('src/security.ts')).toBe(text)
  })

  it('is decided by bringing the lines in by hand', () => {
    run([hooks('a')])
    put('src/security.ts', hooks('a').text.replace('null', 'mine'))
    expect(run([hooks('c')]).conflicts).toHaveLength(1)
    put('src/security.ts', hooks('c').text)
    expect(run([hooks('c')])).toMatchObject({ merged: [], conflicts: [], diagnostics: [] })
  })

  it('is left alone where nothing is remembered, or what is remembered is damaged', () => {
    for (const damage of ['', 'x']) {
      run([hooks('a')])
      put('src/security.ts', '// mine\n')
      rmSync(join(dir, basePath))
      if (damage !== '') put(basePath, damage)
      expect(run([hooks('a', 'b')])).toMatchObject({ merged: [], conflicts: [], diagnostics: [] })
      expect(read('src/security.ts')).toBe('// mine\n')
    }
  })

  it('is left alone where the user removed the lines', () => {
    run([hooks('a')])
    put('src/security.ts', '\na: () => null,\n')
    const changed = { ...hooks('a'), text: hooks('a').text.replace('// hooks', '// other hooks') }
    expect(run([changed])).toMatchObject({ merged: [], conflicts: [] })
    expect(read('src/security.ts')).toBe('\na: () => null,\n')
  })
})

describe('merging', () => {
  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', '', '  d'), { maxLength: 8 })
    .map((each) => each.join('\n'))

  it('keeps what one side left alone, and never loses a line of the user', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, mineText, made) => {
        expect(mergeTexts({ mine: mineText, base, made: base })).toEqual({
          kind: 'merged',
          text: mineText,
        })
        expect(mergeTexts({ mine: base, base, made })).toEqual({ kind: 'merged', text: made })
        expect(mergeTexts({ mine: made, base, made })).toEqual({ kind: 'merged', text: made })
        const merged = mergeTexts({ mine: mineText, base, made })
        if (merged.kind === 'conflict') return
        const own = mineText.split('\n').filter((line) => !base.split('\n').includes(line))
        const text = merged.text.split('\n')
        for (const line of own) expect(text).toContain(line)
      }),
    )
  })

  it('keeps the line ends of the user', () => {
    const merged = mergeTexts({ mine: 'a\r\n\r\nmine\r\n', base: 'a\n\n', made: 'b\n\n' })
    expect(merged).toEqual({ kind: 'merged', text: 'b\r\n\r\nmine\r\n' })
  })
})
