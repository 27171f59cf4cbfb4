// Files of the user that no generation writes anew: those that are not UTF-8, and handlers that are symbolic links.

import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { writeFiles } from '../../../cli/src/write/write.js'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-left-alone-')))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const run = (files: readonly OutputFile[], conflicts: 'refuse' | 'keep' = 'refuse') =>
  writeFiles(dir, files, 'write', { documents: null, conflicts })
const read = (path: string) => readFileSync(join(dir, path), 'utf8')
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

const route = 'GET /pets/{}'
const written = [
  "import { get as op } from '#generated/operations/get'",
  'export const get = op.handler(() => op.reply(204))',
  '',
].join('\n')

/** A handler's scaffold as the compiler makes it. */
const made = (name: string, tag: string, about = 'about'): OutputFile => {
  const module = `#generated/operations/${name}`
  return {
    path: `src/handlers/${tag}/${name}.ts`,
    text: `// ${about}\n\nimport { ${name} as op } from '${module}'\n\nexport const ${name} = op.stub()\n`,
    owner: 'user',
    operation: { route, name, module },
  }
}
const hooks: OutputFile = {
  path: 'src/security.ts',
  text: 'export const security = {}\n',
  owner: 'user',
}

describe('a handler whose operation has another name', () => {
  it('stays where its bytes are no UTF-8: not one of them is replaced', () => {
    run([made('get', 'pets')])
    const bytes = Buffer.concat([Buffer.from(written), Buffer.from('// \xff\xe9\n', 'latin1')])
    const place = join(dir, 'src/handlers/pets/get.ts')
    writeFileSync(place, bytes)
    const now = made('fetch', 'pets')
    for (let time = 0; time < 2; time++) {
      const { conflicts, diagnostics, moved, scaffolded } = run([now])
      expect(diagnostics.map(({ code }) => code)).toEqual(['NX5080'])
      expect(conflicts).toMatchObject([{ kind: 'bytes', path: 'src/handlers/pets/get.ts' }])
      expect([moved, scaffolded]).toEqual([[], []])
      expect(readFileSync(place).equals(bytes)).toBe(true)
    }
    put('src/handlers/pets/get.ts', written)
    expect(run([now]).moved).toHaveLength(1)
    const other = made('fetch', 'pets', 'another')
    const merged = Buffer.concat([
      readFileSync(join(dir, now.path)),
      Buffer.from([0x2f, 0x2f, 0xff]),
    ])
    writeFileSync(join(dir, now.path), merged)
    expect(run([other]).diagnostics.map(({ code }) => code)).toEqual(['NX5080'])
    expect(readFileSync(join(dir, now.path)).equals(merged)).toBe(true)
    expect(run([other], 'keep').conflicts).toEqual([])
  })

  it('that is a symbolic link is told: it follows neither its name nor its end', () => {
    run([made('get', 'pets')])
    put('shared/get.ts', written)
    const place = join(dir, 'src/handlers/pets/get.ts')
    rmSync(place)
    symlinkSync('../../../shared/get.ts', place)
    const now = made('fetch', 'pets')
    for (let time = 0; time < 2; time++) {
      const { conflicts, diagnostics, scaffolded } = run([now])
      expect(diagnostics.map(({ code, help }) => `${code} ${help}`)).toEqual([
        "NX5081 `mv src/handlers/pets/get.ts src/handlers/pets/fetch.ts`, and in the file that it leads to import '#generated/operations/fetch' and export `fetch`",
      ])
      expect(conflicts).toMatchObject([{ kind: 'link' }])
      expect([scaffolded, read('shared/get.ts')]).toEqual([[], written])
    }
    expect(run([made('get', 'pets')])).toMatchObject({ conflicts: [], diagnostics: [] })
    const told = (about: string) => run([made('get', 'pets', about)]).diagnostics
    expect(told('another')).toMatchObject([
      { code: 'NX5081', message: expect.stringContaining('is left out') },
    ])
    expect([told('another'), read('shared/get.ts')]).toEqual([[], written])
    expect(run([hooks]).diagnostics).toMatchObject([
      { code: 'NX5081', message: expect.stringContaining('it stays') },
    ])
    expect(read('src/handlers/pets/get.ts')).toBe(written)
  })
})
