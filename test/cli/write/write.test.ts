// Proves that writing touches only what changed and what is ours, and leaves nothing half-done.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { lastDocuments } from '../../../cli/src/pipeline.js'
import { lockPath } from '../../../cli/src/write/lock.js'
import { manifestPath, parseManifest, printManifest } from '../../../cli/src/write/manifest.js'
import { type WriteMode, writeFiles } from '../../../cli/src/write/write.js'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-write-')))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const generated = (path: string, text: string): OutputFile => ({ path, text, owner: 'generated' })
const scaffold = (path: string, text: string): OutputFile => ({ path, text, owner: 'user' })
const run = (files: readonly OutputFile[], mode: WriteMode = 'write') =>
  writeFiles(dir, files, mode)
const read = (path: string) => readFileSync(join(dir, path), 'utf8')
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}
const everything = () =>
  readdirSync(dir, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort()
const codes = (result: { diagnostics: readonly { code: string }[] }) =>
  result.diagnostics.map(({ code }) => code)

const a = generated('src/generated/a.ts', 'a\n')
const b = generated('src/generated/deep/b.ts', 'b\n')
const handler = scaffold('src/handlers/pets/get.ts', 'stub\n')

describe('writing', () => {
  test('makes what is missing and leaves no other file', () => {
    const result = run([a, b, handler])
    expect(result).toMatchObject({
      written: [a.path, b.path, lockPath, manifestPath],
      scaffolded: [handler.path],
      diagnostics: [],
    })
    expect(everything()).toEqual([a.path, b.path, lockPath, manifestPath, handler.path].sort())
  })

  test('rewrites nothing that did not change', () => {
    run([a, b, handler])
    const old = new Date('2001-01-01')
    for (const path of everything()) utimesSync(join(dir, path), old, old)
    expect(run([a, b, handler])).toMatchObject({
      written: [],
      unchanged: [a.path, b.path, lockPath, manifestPath],
      scaffolded: [],
    })
    for (const path of everything()) expect(statSync(join(dir, path)).mtime).toEqual(old)
    expect(run([generated(a.path, 'new\n'), b, handler]).written).toEqual([a.path, manifestPath])
    expect(statSync(join(dir, b.path)).mtime).toEqual(old)
  })

  test('never touches a file of the user', () => {
    run([handler])
    put(handler.path, 'mine')
    expect(run([scaffold(handler.path, 'other stub')]).scaffolded).toEqual([])
    expect(read(handler.path)).toBe('mine')
  })

  test('restores a generated file that was edited', () => {
    run([a])
    put(a.path, 'edited')
    expect(run([a]).written).toEqual([a.path])
    expect(read(a.path)).toBe(a.text)
  })
})

describe('files that are not generated any more', () => {
  test('go, with their empty folders', () => {
    run([a, b])
    expect(run([a])).toMatchObject({ removed: [b.path] })
    expect(existsSync(join(dir, 'src/generated/deep'))).toBe(false)
  })

  test('stay when they were edited', () => {
    run([a, b])
    put(b.path, 'edited')
    const result = run([a])
    expect(result.removed).toEqual([])
    expect(codes(result)).toEqual(['NX5004'])
    expect(read(b.path)).toBe('edited')
  })

  test('stay when no manifest names them', () => {
    put('src/generated/mine.ts', 'mine')
    run([a])
    expect(read('src/generated/mine.ts')).toBe('mine')
  })

  test('a manifest cannot make us remove what is not ours', () => {
    put('src/server.ts', 'mine')
    const files = new Map([
      ['src/generated/../server.ts', 'x'],
      ['src/server.ts', 'x'],
      ['/etc/hostname', 'x'],
    ])
    put(manifestPath, printManifest(files))
    expect(run([a]).removed).toEqual([])
    expect(read('src/server.ts')).toBe('mine')
  })
})

describe('modes that do not write', () => {
  test.each(['check', 'dry-run'] as const)('%s changes nothing and says what would', (mode) => {
    run([a, b])
    const before = everything().map((path) => [path, read(path)])
    const result = run([generated(a.path, 'new\n'), handler], mode)
    expect(result).toMatchObject({
      written: [],
      stale: [a.path, lockPath, manifestPath],
      removed: [b.path],
      scaffolded: [handler.path],
    })
    expect(everything().map((path) => [path, read(path)])).toEqual(before)
  })

  test('check finds nothing in a current project', () => {
    run([a, handler])
    expect(run([a, handler], 'check')).toMatchObject({
      stale: [],
      removed: [],
      scaffolded: [],
      diagnostics: [],
    })
  })
})

describe('what is refused', () => {
  test.each(['../x.ts', 'src/generated/../../../x.ts', 'src//x.ts', 'a\0b'])(
    'a path like %j',
    (path) => {
      const result = run([a, generated(path, 'x')])
      expect(codes(result)).toEqual(['NX5001'])
      expect(everything()).toEqual([])
    },
  )

  test('a link that leads out of the project', () => {
    const outside = mkdtempSync(join(tmpdir(), 'nexus-outside-'))
    try {
      mkdirSync(join(dir, 'src'))
      symlinkSync(outside, join(dir, 'src/generated'))
      expect(codes(run([a]))).toEqual(['NX5001'])
      expect(readdirSync(outside)).toEqual([])
    } finally {
      rmSync(outside, { recursive: true, force: true })
    }
  })

  test('a link inside of the project is followed', () => {
    mkdirSync(join(dir, 'elsewhere'))
    mkdirSync(join(dir, 'src'))
    symlinkSync('../elsewhere', join(dir, 'src/generated'))
    expect(run([a]).diagnostics).toEqual([])
    expect(read('elsewhere/a.ts')).toBe(a.text)
  })

  test('a link in place of a generated file is replaced, not followed', () => {
    put('victim', 'keep')
    mkdirSync(join(dir, 'src/generated'), { recursive: true })
    symlinkSync('../../victim', join(dir, a.path))
    expect(run([a]).written).toContain(a.path)
    expect(read('victim')).toBe('keep')
    expect(read(a.path)).toBe(a.text)
  })

  test('a broken link in place of a scaffold is left alone', () => {
    mkdirSync(join(dir, 'src/handlers/pets'), { recursive: true })
    symlinkSync('nowhere', join(dir, handler.path))
    expect(run([handler]).scaffolded).toEqual([])
  })

  test('a folder where a file belongs: told, and nothing changed', () => {
    run([a])
    rmSync(join(dir, a.path))
    mkdirSync(join(dir, a.path))
    const result = run([generated('src/generated/0.ts', 'x'), a])
    expect(result.diagnostics).toMatchObject([
      {
        code: 'NX5002',
        message: `${a.path}: a folder is where a file belongs`,
        help: `move ${a.path} elsewhere, or delete it, then run the command again`,
      },
    ])
    expect(everything()).toEqual([manifestPath])
  })

  test.each(['check', 'write'] as const)('a folder where a handler belongs, by %s', (mode) => {
    run([a, handler])
    rmSync(join(dir, handler.path))
    mkdirSync(join(dir, handler.path))
    expect(run([generated(a.path, 'other'), handler], mode)).toMatchObject({
      stale: [],
      written: [],
      diagnostics: [
        { code: 'NX5002', message: `${handler.path}: a folder is where a file belongs` },
      ],
    })
    expect(read(a.path)).toBe(a.text)
  })

  test.each(['src', 'src/generated', 'src/handlers'])(
    'a file %s where a folder belongs: told by its name, and no other file is there',
    (path) => {
      put(path, 'a file')
      for (const mode of ['check', 'write'] as const) {
        const result = run([handler, a], mode)
        expect(result.diagnostics).toMatchObject([
          {
            code: 'NX5002',
            message: `${path}: a file is where a folder belongs`,
            help: `move ${path} elsewhere, or delete it, then run the command again`,
          },
        ])
      }
      expect(everything()).toEqual([path])
    },
  )

  test('a file where the folder of the last documents belongs: there are none', () => {
    put('.nexus', 'a file')
    expect(lastDocuments(dir)).toBeNull()
  })

  test.skipIf(process.getuid?.() === 0)('a read-only folder', () => {
    mkdirSync(join(dir, 'src/generated'), { recursive: true })
    chmodSync(join(dir, 'src/generated'), 0o500)
    const result = run([handler, a])
    chmodSync(join(dir, 'src/generated'), 0o700)
    expect(codes(result)).toEqual(['NX5002'])
    expect(everything()).toEqual([])
  })

  test.each(['', '{', '[]', '{"version":99,"files":{}}', '{"version":1,"files":{"a":1}}'])(
    'a damaged manifest: %j',
    (text) => {
      put(manifestPath, text)
      expect(codes(run([a]))).toEqual(['NX5005'])
      expect(read(manifestPath)).toBe(text)
    },
  )
})

test('a manifest survives printing', () => {
  const manifest = new Map([
    ['src/generated/a.ts', '1'],
    ['src/generated/__proto__/x.ts', '2'],
  ])
  expect(parseManifest(printManifest(manifest))).toEqual(manifest)
})

describe('marks of a conflict', () => {
  const conflict = (ours: string, base: string, theirs: string) =>
    `<<<<<<< HEAD\n${ours}||||||| base\n${base}=======\n${theirs}>>>>>>> other\n`

  test('in a manifest: the files of both sides, and what neither generates goes', () => {
    run([a, b, handler])
    const manifest = read(manifestPath)
    const line = manifest.split('\n').find((each) => each.includes('"a.ts"')) ?? ''
    const marked = manifest.replace(
      `${line}\n`,
      conflict(`${line}\n`, '', `   "a.ts": "0"\n`.replaceAll('\n', '\r\n')),
    )
    expect(marked).toContain('<<<<<<<')
    put(manifestPath, marked)
    const result = run([a, handler])
    expect(result).toMatchObject({ removed: [b.path], diagnostics: [] })
    expect(read(manifestPath)).not.toContain('<<<<<<<')
  })

  test('in a lock: neighbours that two branches added are both kept', () => {
    const post = scaffold('src/handlers/pets/post.ts', 'post\n')
    run([handler, post])
    const lock = read(lockPath)
    const [get = '', second = ''] = lock.split('\n').filter((each) => each.includes('handlers'))
    put(
      lockPath,
      lock.replace(
        `${get}\n${second}\n`,
        conflict(`${get.replace(/,$/, '')}\n`, '', `${second}\n`),
      ),
    )
    const result = run([handler, post])
    expect(result.diagnostics).toEqual([])
    expect(read(lockPath)).toBe(lock)
  })

  test('in a lock whose sides differ about a file: refused', () => {
    run([handler])
    const lock = read(lockPath)
    const line = lock.split('\n').find((each) => each.includes('handlers')) ?? ''
    put(
      lockPath,
      lock.replace(`${line}\n`, conflict(`${line}\n`, '', `${line.replace('stub', 'other')}\n`)),
    )
    expect(codes(run([handler]))).toEqual(['NX5031'])
  })
})
