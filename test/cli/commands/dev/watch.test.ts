// Noticing changes: what is watched, and what is said when the system watches no more.

import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  openWatcher,
  type Watcher,
  type WatcherOptions,
} from '../../../../cli/src/commands/dev/watch.js'

let dir = ''
let changes: string[] = []
let troubles: string[] = []
const open = new Set<Watcher>()
const at = (path: string) => join(dir, path)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-watch-'))
  changes = []
  troubles = []
  for (const folder of ['src/a', 'src/b', 'src/node_modules/c'])
    mkdirSync(at(folder), { recursive: true })
})
afterEach(() => {
  for (const watcher of open) watcher.close()
  open.clear()
  rmSync(dir, { recursive: true, force: true })
})

const watching = (options: Partial<WatcherOptions> = {}): Watcher => {
  const watcher = openWatcher({
    onChange: (paths) => changes.push(...paths),
    onTrouble: ({ message, help }) => troubles.push(`${message}; ${help}`),
    ...options,
  })
  open.add(watcher)
  return watcher
}

const failing =
  (code: string): typeof watch =>
  () => {
    throw Object.assign(new Error(`${code}: no more`), { code })
  }

describe('a watcher', () => {
  it('tells of files in folders that were there, and in new ones', async () => {
    watching().update({ trees: [at('src')], files: [] })
    writeFileSync(at('src/a/one.ts'), '')
    await expect.poll(() => changes).toContain(at('src/a/one.ts'))
    mkdirSync(at('src/new'))
    await expect.poll(() => changes).toContain(at('src/new'))
    writeFileSync(at('src/new/two.ts'), '')
    await expect.poll(() => changes).toContain(at('src/new/two.ts'))
    expect(troubles).toEqual([])
  })

  it('says once that it watches a part only, and watches that', async () => {
    const watcher = watching({ foldersMax: 2 })
    const watched = { trees: [at('src')], files: [] }
    watcher.update(watched)
    watcher.update(watched)
    expect(troubles).toEqual([expect.stringMatching(/only the first 2 folders.*; keep /)])
    writeFileSync(at('src/one.ts'), '')
    await expect.poll(() => changes).toContain(at('src/one.ts'))
  })

  it.each([
    ['ENOSPC', /sudo sysctl fs\.inotify\.max_user_watches/],
    ['EMFILE', /sudo sysctl fs\.inotify\.max_user_instances/],
    ['EACCES', /make it readable/],
  ])('ends with the next step on %s', (code, help) => {
    const watcher = watching({ watch: failing(code) })
    expect(() => watcher.update({ trees: [at('src')], files: [] })).toThrow(
      expect.objectContaining({ kind: 'environment', help: expect.stringMatching(help) }),
    )
  })

  it('goes on when a folder went away meanwhile', () => {
    watching({ watch: failing('ENOENT') }).update({ trees: [at('src')], files: [] })
    expect(troubles).toEqual([])
  })

  it('keeps on telling of changes when a new folder cannot be watched', async () => {
    let isFull = false
    const limited = ((path: string, listener: Parameters<typeof watch>[1]) =>
      isFull ? failing('ENOSPC')(path) : watch(path, listener)) as typeof watch
    watching({ watch: limited }).update({ trees: [at('src')], files: [] })
    isFull = true
    mkdirSync(at('src/late'))
    await expect.poll(() => changes).toContain(at('src/late'))
    expect(troubles).toEqual([expect.stringContaining('fs.inotify.max_user_watches')])
    writeFileSync(at('src/a/one.ts'), '')
    await expect.poll(() => changes).toContain(at('src/a/one.ts'))
  })
})
