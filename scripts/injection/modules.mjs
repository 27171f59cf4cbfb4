// Owns importing all modules of a generated project: every statement at their top runs, against the real runtime.

import * as http from 'node:http'
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'

/** Modules of users that generated ones import. */
const ofUsers = {
  'src/state': { createState: () => ({}) },
  'src/server': { default: {} },
}

const nothing = () => undefined
const runner = {
  afterAll: nothing,
  beforeAll: nothing,
  describe: nothing,
  expect: nothing,
  test: nothing,
}

/**
 * An importer of projects; the runtime is loaded once.
 * @param {string} root  The checkout, built.
 */
export const openImporter = async (root) => {
  const runtime = async (path) => import(pathToFileURL(posix.join(root, 'runtime/dist', path)).href)
  // What the mock asks of Node.js, and nothing else of it: a text that imports more has left its place.
  const packages = new Map([
    ['vitest', runner],
    ['node:http', http],
  ])
  for (const [name, path] of entries) packages.set(`@nexusrt/runtime${name}`, await runtime(path))
  const programs = new Map()
  return (files) => importAll(files, packages, programs)
}

const entries = [
  ['', 'index.js'],
  ...[
    'validate',
    'patterns',
    'http',
    'body',
    'realtime',
    'middleware',
    'testing',
    'web3',
    'security',
    'webhooks',
  ].map((name) => [`/${name}`, `${name}/index.js`]),
]

/** The exports of every module by path; `programs` keeps what was compiled before. */
const importAll = (files, packages, programs) => {
  const texts = new Map(files.map(({ path, text }) => [path.replace(/\.ts$/, ''), text]))
  const loaded = new Map()
  const load = (path) => {
    const known = loaded.get(path) ?? ofUsers[path]
    if (known !== undefined) return known
    const text = texts.get(path)
    if (text === undefined) throw new Error(`no module ${JSON.stringify(path.slice(0, 200))}`)
    const module = { exports: {} }
    loaded.set(path, module.exports)
    const require = (name) => packages.get(name) ?? load(resolved(name, path))
    programOf(text, programs)(module, module.exports, require)
    loaded.set(path, module.exports)
    return module.exports
  }
  for (const path of texts.keys()) load(path)
  return loaded
}

const resolved = (name, from) =>
  name.startsWith('#generated/')
    ? `src/generated/${name.slice('#generated/'.length)}`
    : posix.join(posix.dirname(from), name)

const programsMax = 5_000

const programOf = (text, programs) => {
  const known = programs.get(text)
  if (known !== undefined) return known
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'node20' })
  const program = new Function('module', 'exports', 'require', code)
  if (programs.size >= programsMax) programs.clear()
  programs.set(text, program)
  return program
}
