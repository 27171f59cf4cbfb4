// Regeneration: scaffolds that both sides changed are merged, handlers follow their operation's new name, and where
// that cannot be nothing of the user's changes.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { lockPath } from '../../../cli/src/write/lock.js'
import { emptyLock, parseLock, printLock } from '../../../cli/src/write/lock-text.js'
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

const hooks = (...names: string[]): OutputFile =>
  scaffold(
    'src/security.ts',
    `// hooks\n\n${names.map((name) => `${name}: () => null,\n`).join('\n')}`,
  )

describe('a scaffold that both sides changed', () => {
  it.each([0o600, 0o444, 0o775])('keeps its rights, %o', (mode) => {
    run([hooks('a')])
    put('src/security.ts', '// mine\n\na: () => null,\n')
    chmodSync(join(dir, 'src/security.ts'), mode)
    expect(run([hooks('a', 'b')]).merged).toEqual(['src/security.ts'])
    expect(statSync(join(dir, 'src/security.ts')).mode & 0o777).toBe(mode)
  })

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
        {
          kind: 'lines',
          path: 'src/security.ts',
          diff: 'line 3: nexus changes\n  - a: () => null,\n  + c: () => null,\nwhere you have\n    a: () => mine,',
        },
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

  it.each([
    ['deleted, with an import in their place', ''],
    ['written anew', '// Sessions live in a store.\n'],
  ])('has no conflict about comments of the compiler that were %s', (_, own) => {
    const made = (route: string, name: string) =>
      scaffold(
        'src/handlers/pets/get.ts',
        `// ${route}\n// Yours.\n\nimport { ${name} as op } from '#generated/x'\n\nexport const ${name} = op.stub()\n`,
      )
    run([made('POST /session', 'get')])
    const text = `${own}import { store } from '../store.js'\nimport { get as op } from '#generated/x'\n\nexport const get = op.handler(() => store.get())\n`
    put('src/handlers/pets/get.ts', text)
    const written = run([made('POST /login', 'get')])
    expect(written).toMatchObject({ conflicts: [], diagnostics: [], merged: [] })
    expect(read('src/handlers/pets/get.ts')).toBe(text)
    // Code is not a comment: what both changed in it is still told.
    expect(run([made('POST /login', 'fetch')]).conflicts).toHaveLength(1)
  })

  it('is left alone where there is no lock', () => {
    run([hooks('a')])
    put('src/security.ts', '// mine\n')
    rmSync(join(dir, lockPath))
    expect(run([hooks('a', 'b')])).toMatchObject({ merged: [], conflicts: [], diagnostics: [] })
    expect(read('src/security.ts')).toBe('// mine\n')
  })

  it.each([
    ['marks of a conflict', (text: string) => `<<<<<<< ours\n${text}`],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['a newer version', (text: string) => text.replace('"version": 1', '"version": 2')],
  ])('changes nothing while nexus.lock has %s', (_, damage) => {
    run([hooks('a')])
    const damaged = damage(read(lockPath))
    put(lockPath, damaged)
    const { diagnostics, written } = run([hooks('a', 'b'), pet])
    expect([diagnostics.map(({ code }) => code), written]).toEqual([['NX5031'], []])
    expect([read(lockPath), existsSync(join(dir, pet.path))]).toEqual([damaged, false])
  })

  it('is left alone where the user removed the lines', () => {
    run([hooks('a')])
    put('src/security.ts', '\na: () => null,\n')
    const changed = { ...hooks('a'), text: hooks('a').text.replace('// hooks', '// other hooks') }
    expect(run([changed])).toMatchObject({ merged: [], conflicts: [] })
    expect(read('src/security.ts')).toBe('\na: () => null,\n')
  })
})

/** A handler's scaffold as the compiler makes it. */
const made = (name: string, tag: string, route: string, about = 'about'): OutputFile => {
  const module = `#generated/operations/${name}`
  return {
    ...scaffold(`src/handlers/${tag}/${name}.ts`, handlerText(name).replace('about', about)),
    operation: { route, name, module },
  }
}

describe('a handler whose operation has another name', () => {
  const route = 'GET /pets/{}'
  const written = [
    '// mine',
    "import { get as op, type GetTypes } from '#generated/operations/get'",
    "import { near } from './near'",
    "import { state } from '../../state'",
    '',
    'type Types = GetTypes',
    "export const get = op.handler(() => op.reply(200, near(state, 'get')))",
    'get satisfies unknown',
    '',
  ].join('\n')

  it('moves with it: the code stays, imports and the exported name follow', () => {
    run([made('get', 'pets', route)])
    put('src/handlers/pets/get.ts', written)
    const now = made('fetch', 'animals', route)
    const planned = run([now], 'dry-run')
    const moved = [{ from: 'src/handlers/pets/get.ts', to: 'src/handlers/animals/fetch.ts' }]
    expect(planned).toMatchObject({ moved, scaffolded: [] })
    expect(read('src/handlers/pets/get.ts')).toBe(written)
    const { diagnostics } = run([now])
    expect(diagnostics.map(({ code }) => code)).toEqual(['NX5030'])
    expect(existsSync(join(dir, 'src/handlers/pets'))).toBe(false)
    expect(existsSync(join(dir, 'src/handlers/_removed'))).toBe(false)
    expect(read('src/handlers/animals/fetch.ts')).toBe(
      [
        '// mine',
        "import { fetch as op, type FetchTypes as GetTypes } from '#generated/operations/fetch'",
        "import { near } from '../pets/near'",
        "import { state } from '../../state'",
        '',
        'type Types = GetTypes',
        "export const fetch = op.handler(() => op.reply(200, near(state, 'get')))",
        'fetch satisfies unknown',
        '',
      ].join('\n'),
    )
    expect(run([now])).toMatchObject({ moved: [], merged: [], scaffolded: [], written: [] })
  })

  it('is one file again where a run was killed between writing it and taking the old one away', () => {
    run([made('get', 'pets', route)])
    put('src/handlers/pets/get.ts', written)
    const [lock, now] = [read(lockPath), made('fetch', 'animals', route)]
    run([now])
    const followed = read('src/handlers/animals/fetch.ts')
    put('src/handlers/pets/get.ts', written)
    put(lockPath, lock)
    run([now])
    expect(existsSync(join(dir, 'src/handlers/pets'))).toBe(false)
    expect(existsSync(join(dir, 'src/handlers/_removed'))).toBe(false)
    expect(read('src/handlers/animals/fetch.ts')).toBe(followed)
    // A file of the user's own there is not taken for it.
    put('src/handlers/pets/get.ts', written)
    put(lockPath, lock)
    put('src/handlers/animals/fetch.ts', `${followed}// mine\n`)
    run([now])
    expect(read('src/handlers/_removed/pets/get.ts')).toBe(written)
    expect(read('src/handlers/animals/fetch.ts')).toBe(`${followed}// mine\n`)
  })

  it.each([0o600, 0o664, 0o755])(
    'has the rights of before, %o, and its byte order mark',
    (mode) => {
      run([made('get', 'pets', route)])
      put('src/handlers/pets/get.ts', `\ufeff${written}`)
      chmodSync(join(dir, 'src/handlers/pets/get.ts'), mode)
      run([made('fetch', 'pets', route)])
      const file = join(dir, 'src/handlers/pets/fetch.ts')
      expect(statSync(file).mode & 0o777).toBe(mode)
      expect(readFileSync(file, 'utf8')).toMatch(/^\ufeff\/\/ mine\nimport \{ fetch as op,/)
    },
  )

  it('takes what else the compiler changed', () => {
    run([made('get', 'pets', route)])
    put('src/handlers/pets/get.ts', read('src/handlers/pets/get.ts').replace('stub', 'handler'))
    const now = made('fetch', 'pets', route, 'another summary')
    run([now])
    expect(read('src/handlers/pets/fetch.ts')).toBe(now.text.replace('stub', 'handler'))
  })

  it.each([
    [
      'listed',
      'const a = op.stub()\nexport { a as get }\n',
      'const a = op.stub()\nexport { a as fetch }\n',
    ],
    [
      'listed under its own name',
      'const get = op.stub()\nexport { get }\n',
      'const get = op.stub()\nexport { get as fetch }\n',
    ],
    ['a function', 'export function get() {}\n', 'export function fetch() {}\n'],
  ])('follows an export that is %s', (_, before, after) => {
    run([made('get', 'pets', route)])
    put('src/handlers/pets/get.ts', before)
    run([made('fetch', 'pets', route)])
    expect(read('src/handlers/pets/fetch.ts')).toBe(after)
  })

  it('leaves the names of members where its own name stands for one in short', () => {
    run([made('get', 'pets', route)])
    const rest = (name: string, short: string) =>
      `export const ${name} = op.stub()\nexport const tools = { ${short} }\nlog({ ${short}, a: ${name} })\nexport { ${name} as again }\n`
    put(pet.path, rest('get', 'get'))
    run([made('fetch', 'pets', route)])
    expect(read('src/handlers/pets/fetch.ts')).toBe(rest('fetch', 'get: fetch'))
  })

  it.each([
    ['declares at its top', "const fetch = 'x'\nexport const get = op.handler(() => fetch)\n", 1],
    ['declares inside', 'export const get = () => {\n  const fetch = 1\n  return fetch\n}\n', 2],
    ['imports', "import { fetch } from './near'\nexport const get = () => fetch()\n", 1],
    ['calls as a global', 'export const get = () =>\n  fetch(`/x`)\n', 2],
    ['exports already', 'const get = 1\nexport { get, get as fetch }\n', 2],
    ['takes as a parameter', 'export const get = (fetch: () => void) => fetch()\n', 1],
    ['writes in short', 'export const get = { fetch }\n', 1],
  ])('stays, and is told, where its file has the new name for what it %s', (_, text, line) => {
    run([made('get', 'pets', route)])
    put(pet.path, text)
    for (let times = 0; times < 2; times++) {
      const { conflicts, diagnostics, moved } = run([made('fetch', 'pets', route)])
      expect(diagnostics.map(({ code }) => code)).toEqual(['NX5071'])
      expect(diagnostics[0]?.message).toContain(`${pet.path}:${line}`)
      expect([conflicts.map(({ path }) => path), moved]).toEqual([[pet.path], []])
      expect(read(pet.path)).toBe(text)
      expect(existsSync(join(dir, 'src/handlers/pets/fetch.ts'))).toBe(false)
    }
    put(pet.path, handlerText('get'))
    expect(run([made('fetch', 'pets', route)]).conflicts).toEqual([])
    expect(read('src/handlers/pets/fetch.ts')).toBe(handlerText('fetch'))
  })

  it.each([
    ['a member', 'export const get = (a: { fetch: 1 }) => a.fetch\n'],
    ['a type', 'type fetch = 1\nexport const get = (a: fetch) => a\n'],
    ['a key', 'const { fetch: a } = x\nexport const get = { fetch: a }\n'],
    [
      'what is imported under another name',
      "import { fetch as a } from 'x'\nexport const get = a\n",
    ],
  ])('follows where the new name is only that of %s', (_, text) => {
    run([made('get', 'pets', route)])
    put(pet.path, text)
    expect(run([made('fetch', 'pets', route)]).conflicts).toEqual([])
    expect(read('src/handlers/pets/fetch.ts')).toBe(text.replace(/\bget\b/, 'fetch'))
  })

  it('is set aside where a file of that name is there already, or the path is another one too', () => {
    run([made('get', 'pets', route)])
    put(pet.path, mine)
    put('src/handlers/pets/fetch.ts', 'mine\n')
    const { moved } = run([made('fetch', 'pets', route)])
    expect(moved).toEqual([{ from: pet.path, to: aside }])
    expect(read('src/handlers/pets/fetch.ts')).toBe('mine\n')
    run([made('other', 'pets', 'GET /other')])
    expect(existsSync(join(dir, 'src/handlers/_removed/pets/fetch.ts'))).toBe(true)
  })

  it('is the right one of several that change names at once', () => {
    run([made('a', 'pets', 'GET /a'), made('b', 'pets', 'GET /b'), made('c', 'pets', 'GET /c')])
    for (const name of ['a', 'b', 'c'])
      put(`src/handlers/pets/${name}.ts`, `// answers /${name}\n${handlerText(name)}`)
    run([made('x', 'pets', 'GET /b'), made('y', 'pets', 'GET /a'), made('c', 'pets', 'GET /c')])
    expect(read('src/handlers/pets/x.ts')).toMatch(/^\/\/ answers \/b\n/)
    expect(read('src/handlers/pets/y.ts')).toMatch(/^\/\/ answers \/a\n/)
    expect(read('src/handlers/pets/c.ts')).toMatch(/^\/\/ answers \/c\n/)
  })

  it('a lock cannot make us move what is no handler', () => {
    put('package.json', 'mine')
    const operation = { route, name: 'get', module: '#generated/operations/get' }
    put(
      lockPath,
      printLock({ ...emptyLock, files: new Map([['package.json', { text: '', operation }]]) }),
    )
    expect(run([made('fetch', 'pets', route)])).toMatchObject({ moved: [] })
    expect(read('package.json')).toBe('mine')
  })
})

describe('the lock', () => {
  it('is the same text for the same files, one file a line, and survives printing', () => {
    const files = [made('b', 'pets', 'GET /b'), made('a', 'pets', 'GET /a'), hooks('x')]
    run(files)
    const text = read(lockPath)
    run(files.toReversed())
    expect(read(lockPath)).toBe(text)
    const lock = parseLock(text)
    expect(lock === null ? null : printLock(lock)).toBe(text)
    for (const { path } of files)
      expect(text.split('\n').filter((line) => line.includes(`"${path}"`))).toHaveLength(1)
  })

  it('is stale where it was not written, so that CI tells', () => {
    run([pet])
    rmSync(join(dir, lockPath))
    expect(run([pet], 'check').stale).toEqual([lockPath])
  })
})
