// Holds scripts/setup.mjs to its word in a checkout of its own: what did not change is neither installed nor built
// again, and what did change has only what depends on it built. npm, the compilers and the addon leave a note of each run.

import { execFile } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from './sources.js'

let checkout = ''
const at = (path: string) => join(checkout, path)
const put = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text)
}

const lock = { packages: { 'node_modules/typescript': { version: '6.0.3' } } }

/** A program that notes its name, may be told to fail, and then leaves what the true one would. */
const tool = (name: string, made: Readonly<Record<string, string>>): string => `
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const root = ${JSON.stringify(checkout)}
appendFileSync(join(root, 'runs'), '${name} ')
if (existsSync(join(root, '${name} fails'))) process.exit(1)
for (const [path, text] of Object.entries(${JSON.stringify(made)})) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
`
const docsPage = [
  'package.json',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'favicon-32x32.png',
  'LICENSE',
  'NOTICE',
  'swagger-ui-bundle.js.LICENSE.txt',
]

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'nexus-setup-'))
  cpSync(join(root, 'scripts'), at('scripts'), { recursive: true })
  const manifest = JSON.stringify({ type: 'module', version: '0.1.0' })
  for (const name of ['', 'cli/', 'runtime/', 'native/']) put(`${name}package.json`, manifest)
  put('package-lock.json', JSON.stringify(lock))
  for (const name of ['tsconfig.json', 'tsconfig.base.json', 'cli/tsconfig.json'])
    put(name, `{ "of": "${name}" }`)
  for (const file of ['cli/src/main.ts', 'cli/src/deep/er/file.ts', 'runtime/src/index.ts'])
    put(file, `// ${file}\n`)
  put('native/src/net/server.cc', '// server\n')
  put('native/binding.gyp', '{}')
  put(
    'native/index.js',
    "import { readFileSync } from 'node:fs'\nexport const loadAddon = () => readFileSync(new URL('build/addon', import.meta.url))\n",
  )
  put('native/scripts/package.json', '{ "type": "commonjs" }')
  put(
    'native/scripts/build.mjs',
    `import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('./build.cjs')\n`,
  )
  put('native/scripts/build.cjs', tool('native', { 'native/build/addon': 'addon' }))
  put(
    'bin/npm',
    `#!${process.execPath}\n${tool('install', {
      'node_modules/.package-lock.json': JSON.stringify(lock),
      'node_modules/typescript/bin/tsc': tool('typescript', {
        'cli/dist/main.js': '',
        'runtime/dist/index.js': '',
      }),
      ...Object.fromEntries(docsPage.map((file) => [`node_modules/swagger-ui-dist/${file}`, '{}'])),
    })}`,
  )
  put('bin/package.json', '{ "type": "commonjs" }')
  put('node_modules/package.json', '{ "type": "commonjs" }')
  chmodSync(at('bin/npm'), 0o755)
  rmSync(at('node_modules'), { recursive: true })
})
afterAll(() => rmSync(checkout, { recursive: true, force: true }))

/** Sets the checkout up; gives the steps that were run, in order, and how it ended. */
const setup = async (...args: string[]): Promise<{ steps: string; code: number; said: string }> => {
  put('runs', '')
  const env = { ...process.env, PATH: `${at('bin')}${delimiter}${process.env['PATH']}` }
  const script = [at('scripts/setup.mjs'), ...args]
  const { code, said } = await promisify(execFile)(process.execPath, script, { env }).then(
    ({ stderr }) => ({ code: 0, said: stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  )
  return { steps: readFileSync(at('runs'), 'utf8').trim(), code, said }
}
const stepsOf = async (...args: string[]): Promise<string> => {
  const { steps, code, said } = await setup(...args)
  expect(code, said).toBe(0)
  return steps
}

it('installs and builds a fresh checkout, and then nothing any more', async () => {
  expect(await stepsOf()).toBe('install native typescript')
  for (let count = 0; count < 2; count++)
    expect(await setup()).toEqual({ steps: '', code: 0, said: '' })
})

const putEmpty = (...paths: string[]): void => {
  for (const path of paths) put(path, '')
}
const edited = (path: string) => () => put(path, `${readFileSync(at(path), 'utf8')}\n`)

it.each<[string, string, () => void]>([
  ['a source of the compiler', 'typescript', edited('cli/src/deep/er/file.ts')],
  ['a source of the runtime', 'typescript', edited('runtime/src/index.ts')],
  ['a new source', 'typescript', () => put('runtime/src/new.ts', '')],
  [
    'a source by another name',
    'typescript',
    () => renameSync(at('runtime/src/new.ts'), at('runtime/src/other.ts')),
  ],
  ['a source less', 'typescript', () => rmSync(at('runtime/src/other.ts'))],
  ['options of a package', 'typescript', edited('cli/tsconfig.json')],
  ['options of all packages', 'typescript', edited('tsconfig.base.json')],
  ['the list of packages', 'typescript', edited('tsconfig.json')],
  ['what was compiled is gone', 'typescript', () => rmSync(at('cli/dist'), { recursive: true })],
  ['a source of the engine', 'native', edited('native/src/net/server.cc')],
  ['a header of the engine', 'native', () => put('native/src/core/new.h', '')],
  ['how the engine is built', 'native', edited('native/binding.gyp')],
  ['what builds the engine', 'native', edited('native/scripts/build.cjs')],
  ['an engine that does not load', 'native', () => rmSync(at('native/build'), { recursive: true })],
  [
    'a test, a page and a template',
    '',
    () => putEmpty('test/a.test.ts', 'docs/a.md', 'templates/a.hbs'),
  ],
  [
    'what a build leaves',
    '',
    () => putEmpty('cli/dist/a.js', 'native/build/a.o', 'runtime/src/node_modules/a.js'),
  ],
])(
  'builds what depends on it, and what changed before is done: %s -> %s',
  async (_, steps, change) => {
    change()
    expect(await stepsOf()).toBe(steps)
  },
)

it('installs what the lock asks for where it is not what is there', async () => {
  const newer = JSON.stringify({ packages: { 'node_modules/typescript': { version: '6.0.4' } } })
  put('package-lock.json', newer)
  expect(await stepsOf()).toBe('install')
  // As npm would have.
  put('node_modules/.package-lock.json', newer)
  expect(await stepsOf()).toBe('')
})

it('installs nothing where a manifest changed and the lock asks for what is there', async () => {
  edited('cli/package.json')()
  expect(await stepsOf()).toBe('')
})

it('installs again where the packages are gone', async () => {
  put('package-lock.json', JSON.stringify(lock))
  rmSync(at('node_modules'), { recursive: true })
  expect(await stepsOf()).toBe('install')
})

it.each(['native', 'typescript'])(
  'does not take a step of %s that failed for done',
  async (step) => {
    edited(step === 'native' ? 'native/src/net/server.cc' : 'cli/src/main.ts')()
    put(`${step} fails`, '')
    for (let count = 0; count < 2; count++) {
      const failed = await setup()
      expect([failed.steps, failed.code]).toEqual([step, 1])
      expect(failed.said).toMatch(/^error: .*\n {2}help: /m)
    }
    rmSync(at(`${step} fails`))
    expect(await stepsOf()).toBe(step)
    expect(await stepsOf()).toBe('')
  },
)

it('builds everything where it is told to', async () => {
  expect(await stepsOf('--force-build')).toBe('native typescript')
  expect(await stepsOf()).toBe('')
})
