// Proves that what somebody saves while a generation is under way stays as it was saved, that this is told, that the next
// run makes everything right, and that an end in the midst of it leaves whole files.

import { spawnSync } from 'node:child_process'
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { readLock } from '../../../cli/src/write/lock.js'
import { Target } from '../../../cli/src/write/target.js'
import { writeFiles } from '../../../cli/src/write/write.js'

let home = ''
let dir = ''
let writer = ''
beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-meanwhile-')))
  writer = join(home, 'writer.mjs')
  const source = join(import.meta.dirname, '../../../cli/src/write/write.ts')
  buildSync({
    stdin: { contents: program(source), resolveDir: home, loader: 'js' },
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['ts-morph'],
    absWorkingDir: home,
  })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))
beforeEach(() => {
  dir = mkdtempSync(join(home, 'project-'))
})

const scaffold = (path: string, text: string): OutputFile => ({ path, text, owner: 'user' })
const generated = (path: string, text: string): OutputFile => ({ path, text, owner: 'generated' })
const run = (files: readonly OutputFile[]) => writeFiles(dir, files, 'write')
const read = (path: string) => readFileSync(join(dir, path), 'utf8')
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  fs.writeFileSync(join(dir, path), text)
}
const codes = ({ diagnostics }: { diagnostics: readonly { code: string }[] }) =>
  diagnostics.map(({ code }) => code)
const base = (path: string) => readLock(new Target(dir))?.files.get(path)?.text

const { writeFileSync, renameSync } = fs
const restore = () => {
  Object.assign(fs, { writeFileSync, renameSync })
  syncBuiltinESMExports()
}
/** Does `save` at the moment that the first text is put beside its file: all was read, nothing was changed. */
const savesMeanwhile = (save: () => void): void => {
  fs.writeFileSync = (...given: Parameters<typeof writeFileSync>) => {
    restore()
    save()
    writeFileSync(...given)
  }
  syncBuiltinESMExports()
}
/** Does `save` when the first generated file takes its place: handlers that follow are at their new one, the old one is there. */
const savesBetween = (save: () => void): void => {
  fs.renameSync = (...given: Parameters<typeof renameSync>) => {
    restore()
    save()
    renameSync(...given)
  }
  syncBuiltinESMExports()
}
afterEach(restore)

const hooks = (...names: string[]): OutputFile =>
  scaffold('src/security.ts', `// hooks\n\n${names.map((name) => `${name}: 1,\n`).join('\n')}`)
const handlerText = (name: string) =>
  `import { ${name} as op } from '#generated/operations/${name}'\n\nexport const ${name} = op.stub()\n`
const made = (name: string): OutputFile => ({
  ...scaffold(`src/handlers/pets/${name}.ts`, handlerText(name)),
  operation: { route: 'GET /pets', name, module: `#generated/operations/${name}` },
})
const [before, after] = ['src/handlers/pets/get.ts', 'src/handlers/pets/fetch.ts']

describe('what is saved while a generation is under way', () => {
  it('is not merged over; the next run merges', () => {
    run([hooks('a')])
    const saved = `// mine\n${hooks('a').text}`
    savesMeanwhile(() => put('src/security.ts', saved))
    const result = run([hooks('a', 'b'), generated('src/generated/a.ts', 'new')])
    expect(result).toMatchObject({ merged: [], savedMeanwhile: ['src/security.ts'] })
    expect(codes(result)).toEqual(['NX5070'])
    expect(read('src/security.ts')).toBe(saved)
    expect(base('src/security.ts')).toBe(hooks('a').text)
    expect(read('src/generated/a.ts')).toBe('new')
    const again = run([hooks('a', 'b')])
    expect(again).toMatchObject({ merged: ['src/security.ts'], savedMeanwhile: [] })
    expect(read('src/security.ts')).toBe(`// mine\n${hooks('a', 'b').text}`)
  })

  it('is not replaced by a scaffold', () => {
    savesMeanwhile(() => put(before, 'mine\n'))
    const result = run([made('get'), hooks('a')])
    expect(result).toMatchObject({ scaffolded: ['src/security.ts'], savedMeanwhile: [before] })
    expect(codes(result)).toEqual(['NX5070'])
    expect(read(before)).toBe('mine\n')
    expect(base(before)).toBeUndefined()
    expect(base('src/security.ts')).toBe(hooks('a').text)
    expect(run([made('get'), hooks('a')])).toMatchObject({ savedMeanwhile: [], diagnostics: [] })
    expect(read(before)).toBe('mine\n')
  })

  it('does not go with the old name of its operation', () => {
    run([made('get')])
    const saved = `${handlerText('get')}// mine\n`
    savesMeanwhile(() => put(before, saved))
    const result = run([made('fetch')])
    expect(result).toMatchObject({ moved: [], savedMeanwhile: [before] })
    expect(codes(result)).toEqual(['NX5070'])
    expect([read(before), existsSync(join(dir, after))]).toEqual([saved, false])
    expect(codes(run([made('fetch')]))).toEqual(['NX5030'])
    expect([existsSync(join(dir, before)), read(after)]).toEqual([
      false,
      `${handlerText('fetch')}// mine\n`,
    ])
  })

  it('stays at the old name of its operation where the handler is at the new one already', () => {
    run([made('get')])
    const saved = `${handlerText('get')}// mine\n`
    savesBetween(() => put(before, saved))
    const files = [made('fetch'), generated('src/generated/a.ts', 'new')]
    const result = run(files)
    expect(result.savedMeanwhile).toEqual([before])
    expect(codes(result)).toEqual(['NX5070', 'NX5030'])
    expect([read(before), read(after)]).toEqual([saved, handlerText('fetch')])
    // The lock can be read: the old text is the user's own file from here on, the new one is merged into.
    expect([base(before), base(after)]).toEqual([undefined, handlerText('fetch')])
    expect(run(files)).toMatchObject({ savedMeanwhile: [], moved: [], diagnostics: [] })
    expect(read(before)).toBe(saved)
  })

  it('is not replaced by a handler that follows, or that comes back', () => {
    run([made('get')])
    savesMeanwhile(() => put(after, 'mine\n'))
    expect(run([made('fetch')]).savedMeanwhile).toEqual([after])
    expect([read(before), read(after)]).toEqual([handlerText('get'), 'mine\n'])
    rmSync(join(dir, after))
    const written = `${handlerText('get')}// written\n`
    put(before, written)
    run([])
    savesMeanwhile(() => put(before, 'mine\n'))
    expect(run([made('get'), hooks('a')]).savedMeanwhile).toEqual([before])
    expect(read(before)).toBe('mine\n')
    expect(read(`src/handlers/_removed/pets/get.ts`)).toBe(written)
  })

  it('is kept where a stub that went was begun, and set aside by the next run', () => {
    run([made('get')])
    savesMeanwhile(() => put(before, 'mine\n'))
    expect(run([])).toMatchObject({ savedMeanwhile: [before], removed: [] })
    expect(read(before)).toBe('mine\n')
    expect(run([]).moved).toEqual([{ from: before, to: 'src/handlers/_removed/pets/get.ts' }])
  })

  it('is kept where a generated file that went was edited', () => {
    const path = 'src/generated/old.ts'
    run([generated(path, 'old')])
    savesMeanwhile(() => put(path, 'edited'))
    expect(codes(run([]))).toEqual(['NX5004'])
    expect(read(path)).toBe('edited')
  })

  it('may be deleted: nothing is made of it, and nothing fails', () => {
    run([hooks('a'), made('get')])
    savesMeanwhile(() => {
      rmSync(join(dir, 'src/security.ts'))
      rmSync(join(dir, before))
    })
    const result = run([hooks('a', 'b')])
    expect(result.savedMeanwhile.toSorted()).toEqual([before, 'src/security.ts'])
    expect(run([hooks('a', 'b')])).toMatchObject({ scaffolded: ['src/security.ts'] })
  })
})

describe('a folder that came where a generated file belongs', () => {
  it('is told; once it is gone, the next run makes everything right', () => {
    const path = 'src/generated/a.ts'
    const files = [
      hooks('a', 'b'),
      made('fetch'),
      generated(path, 'a'),
      generated('src/generated/b.ts', 'b'),
    ]
    run([hooks('a'), made('get')])
    savesMeanwhile(() => mkdirSync(join(dir, path), { recursive: true }))
    expect(codes(run(files))).toEqual(['NX5002'])
    rmSync(join(dir, path), { recursive: true })
    run(files)
    expectAll(files)
  })
})

/** `node writer.mjs dir files call n`: writes the files, and is interrupted at the n-th `call` of node:fs. */
const program = (source: string): string => `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { writeFiles } from ${JSON.stringify(source)}
const [dir, files, call, moment] = process.argv.slice(2)
const original = fs[call]
let calls = 0
fs[call] = (...given) => {
  if (++calls === Number(moment)) process.kill(process.pid, 'SIGINT')
  return original(...given)
}
syncBuiltinESMExports()
writeFiles(dir, JSON.parse(files), 'write')
`

const expectAll = (files: readonly OutputFile[]): void => {
  for (const { path, text } of files) expect(read(path)).toBe(text)
  const all = fs.readdirSync(dir, { recursive: true, encoding: 'utf8' })
  expect(all.filter((name) => name.endsWith('.tmp'))).toEqual([])
  expect(existsSync(join(dir, before))).toBe(false)
  expect(existsSync(join(dir, 'src/handlers/_removed'))).toBe(false)
}

describe('SIGINT in the midst', () => {
  it.each([
    ['writeFileSync', 3],
    ['linkSync', 2],
    ['renameSync', 2],
    ['rmSync', 3],
  ] as const)('at %s number %i: the next run makes everything right', (call, moment) => {
    run([hooks('a'), made('get')])
    const files = [
      hooks('a', 'b'),
      made('fetch'),
      scaffold('src/new.ts', 'new'),
      generated('src/generated/a.ts', 'a'),
    ]
    const args = [writer, dir, JSON.stringify(files), call, String(moment)]
    const NODE_PATH = join(import.meta.dirname, '../../../node_modules')
    const { signal } = spawnSync(process.execPath, args, { env: { ...process.env, NODE_PATH } })
    expect(signal).toBe('SIGINT')
    expect(run(files).savedMeanwhile).toEqual([])
    expectAll(files)
  })
})
