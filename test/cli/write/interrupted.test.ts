// Proves that a run which ends early leaves whole files only, and that the next one makes everything right:
// killed at any moment, on a full disk, without permission. The writer runs in processes of its own.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { manifestPath } from '../../../cli/src/write/manifest.js'
import { writeFiles } from '../../../cli/src/write/write.js'

const fileCount = 60
const text = (run: string, i: number): string => `// ${run} ${i}\n`.repeat(200)
const outputs = (run: string): OutputFile[] =>
  Array.from({ length: fileCount }, (_, i) => ({
    path: `src/generated/${i % 10}/f${i}.ts`,
    text: text(run, i),
    owner: 'generated',
  }))

/**
 * `node writer.mjs dir run [call n]`: writes the files of `run` and prints what went wrong. At the n-th
 * `call` of node:fs it is killed, a written text being half there.
 */
const program = (source: string): string => `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { writeFiles } from ${JSON.stringify(source)}
const [dir, run, call, moment] = process.argv.slice(2)
if (call !== undefined) {
  const original = fs[call]
  let calls = 0
  fs[call] = (path, value, ...rest) => {
    if (++calls < Number(moment)) return original(path, value, ...rest)
    if (call === 'writeFileSync') original(path, value.slice(0, value.length / 2), ...rest)
    process.kill(process.pid, 'SIGKILL')
  }
  syncBuiltinESMExports()
}
const files = Array.from({ length: ${fileCount} }, (_, i) => ({
  path: 'src/generated/' + (i % 10) + '/f' + i + '.ts',
  text: ('// ' + run + ' ' + i + '\\n').repeat(200),
  owner: 'generated',
}))
const { diagnostics } = writeFiles(dir, files, 'write')
console.log(diagnostics.map(({ code, message }) => code + ' ' + message).join('\\n'))
`

let home = ''
let writer = ''
let dir = ''

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-interrupted-')))
  chmodSync(home, 0o755)
  const entry = join(home, 'entry.mjs')
  writeFileSync(entry, program(join(import.meta.dirname, '../../../cli/src/write/write.ts')))
  writer = join(home, 'writer.mjs')
  buildSync({
    entryPoints: [entry],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['ts-morph'],
  })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

beforeEach(() => {
  dir = mkdtempSync(join(home, 'project-'))
})

const contents = (): Map<string, string> => {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true, encoding: 'utf8' })
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const full = join(entry.parentPath, entry.name)
      return [full.slice(dir.length + 1), readFileSync(full, 'utf8')]
    }),
  )
}

const isTemporary = (path: string): boolean => path.endsWith('.tmp')

const expectComplete = (run: string): void => {
  const files = outputs(run)
  const found = contents()
  expect([...found.keys()].sort()).toEqual([...files.map(({ path }) => path), manifestPath].sort())
  for (const file of files) expect(found.get(file.path)).toBe(file.text)
}

describe('a run that is killed', () => {
  // One more text than files: the manifest.
  const moments = [
    ['writeFileSync', 1],
    ['writeFileSync', fileCount + 1],
    ['renameSync', 1],
    ['renameSync', fileCount / 2],
    ['renameSync', fileCount + 1],
    // Of the file that is not generated any more.
    ['rmSync', 1],
  ] as const

  test.each(moments)('at %s number %i: files are whole, the next run is right', (call, moment) => {
    writeFiles(dir, [...outputs('old'), retired], 'write')
    const killed = spawnSync(process.execPath, [writer, dir, 'new', call, String(moment)])
    expect(killed.signal).toBe('SIGKILL')
    const files = outputs('new')
    const found = contents()
    expect([...found.keys()].some(isTemporary)).toBe(true)
    for (const [i, { path }] of files.entries()) {
      expect([text('old', i), text('new', i)]).toContain(found.get(path))
    }
    expect(writeFiles(dir, files, 'write').diagnostics).toEqual([])
    expectComplete('new')
  })

  const retired: OutputFile = { path: 'src/generated/old.ts', text: 'old', owner: 'generated' }
})

describe('a run that the system stops', () => {
  const runWriter = (command: string[], options: { uid?: number; gid?: number } = {}): string => {
    const [program = '', ...args] = command
    const done = spawnSync(program, args, { ...options, encoding: 'utf8' })
    return `${done.stdout}${done.stderr}`
  }
  const node = (): string[] => [process.execPath, writer, dir]

  test('by a limit on files: told, nothing changed, nothing left', () => {
    writeFiles(dir, outputs('old'), 'write')
    // Blocks of 512 bytes: each of the texts is longer.
    const said = runWriter(['sh', '-c', 'ulimit -f 1; exec "$@"', 'sh', ...node(), 'new'])
    expect(said).toContain('NX5002')
    expectComplete('old')
  })

  const namespaces = spawnSync('unshare', ['-rm', 'true']).status === 0

  test.skipIf(!namespaces)('by a full disk: told, nothing left', () => {
    // The file system goes with the process that sees it: what is in it is counted before.
    const script = 'mount -t tmpfs -o size=64k none "$0" && "$@"; find "$0" -mindepth 1 | wc -l'
    const said = runWriter(['unshare', '-rm', 'sh', '-c', script, dir, ...node(), 'new'])
    expect(said).toContain('NX5002')
    expect(said).toMatch(/NX5002 src\/generated\/\d\/f\d+\.ts: there is no space/)
    expect(said).toMatch(/^0$/m)
  })

  const isRoot = process.getuid?.() === 0

  test('without permission: told, nothing changed', () => {
    writeFiles(dir, outputs('old'), 'write')
    chmodSync(join(dir, 'src/generated/3'), 0o555)
    const nobody = isRoot ? { uid: 65534, gid: 65534 } : {}
    if (isRoot) for (const path of folders()) chmodSync(path, path.endsWith('/3') ? 0o555 : 0o777)
    const said = runWriter([...node(), 'new'], nobody)
    expect(said).toContain('NX5002')
    expect(said).toContain('NX5002 src/generated/3/f3.ts: permission is denied')
    chmodSync(join(dir, 'src/generated/3'), 0o755)
    expectComplete('old')
  })

  const folders = (): string[] => [
    dir,
    ...readdirSync(dir, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ]
})

test('what a killed run left goes, also when its process id is ours now', () => {
  const files = outputs('new')
  mkdirSync(join(dir, 'src/generated/0'), { recursive: true })
  const left = [process.pid, 4_190_001].map((pid) => `src/generated/0/f0.ts.nexus-${pid}.tmp`)
  for (const path of left) writeFileSync(join(dir, path), 'half')
  // A process that runs may be writing.
  const running = `src/generated/0/f0.ts.nexus-${process.ppid}.tmp`
  writeFileSync(join(dir, running), 'half')
  expect(writeFiles(dir, files, 'write').diagnostics).toEqual([])
  expect([...contents().keys()].filter(isTemporary)).toEqual([running])
})
