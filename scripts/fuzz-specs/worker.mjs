// Owns one process of `npm run fuzz:specs`: compiles the damaged documents of a range of seeds, judges what comes, and
// says before each which one it is about to be, so that one that never ends has a name.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { pathProblems } from '../injection/attack.mjs'
import { openImporter } from '../injection/modules.mjs'
import { shapeOf } from '../injection/shape.mjs'
import { randomOf } from '../random.mjs'
import { root } from '../steps.mjs'
import { mutated } from './mutate.mjs'

const load = (path) => import(pathToFileURL(join(root, `cli/dist/${path}.js`)).href)

const [
  { compile, clientOf, mockAnswersOf, conformanceOf, accountFor },
  { keywords },
  { resolvePosition },
  importAll,
] = await Promise.all([
  load('pipeline'),
  load('ir/keywords'),
  load('diagnostics/source'),
  openImporter(root),
])

const words = [...new Set(Object.values(keywords).flatMap(Object.keys))]

const documents = new Map()

/** A document as plain JSON, read once; null where there is none to damage. */
const documentAt = (file) => {
  if (!documents.has(file))
    documents.set(file, plainJson(readFileSync(file, 'utf8'), extname(file)))
  return documents.get(file)
}

const plainJson = (text, extension) => {
  try {
    const value = extension === '.json' ? JSON.parse(text) : parse(text)
    return JSON.parse(JSON.stringify(value) ?? 'null')
  } catch {
    return null
  }
}

/** The damaged document of a seed. */
const damaged = (files, seed) => {
  const random = randomOf(seed).next
  const file = files[Math.floor(random() * files.length)]
  const [document, donor] = [
    documentAt(file),
    documentAt(files[Math.floor(random() * files.length)]),
  ]
  return { file, isAbi: isAbi(document), document: mutated(document, donor, random, words) }
}

const isAbi = (document) => Array.isArray(document) || Array.isArray(document?.abi)

const sandbox = mkdtempSync(join(tmpdir(), 'nexus-fuzz-'))

/** What is wrong with what comes of a document. */
const problemsOf = async ({ isAbi: isContract, document }) => {
  writeFileSync(join(sandbox, 'Market.json'), JSON.stringify(document) ?? 'null')
  const input = isContract
    ? { openapi: null, contracts: [{ key: 'market', abi: 'Market.json' }] }
    : { openapi: 'Market.json', contracts: [] }
  const result = await compile({ projectDir: sandbox, ...input })
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
  const unlocated = result.diagnostics
    .filter(({ code, at }) => !(at === null ? isOfNoPlace(code) : isLocated(result.sources, at)))
    .map(({ code, message }) => `${code} has no place: ${message}`)
  if (errors.length > 0) return { refused: true, problems: unlocated }
  for (const write of [accountFor, conformanceOf, (each) => mockAnswersOf(each, 1)]) write(result)
  const client = clientOf(result)
  const files =
    client === null ? result.files : [...result.files, { path: 'client.ts', text: client }]
  for (const { path, text } of files) shapeOf(path, text)
  importAll(files)
  return { refused: false, problems: [...unlocated, ...pathProblems(files)] }
}

/** How many more errors there are is said of no place. */
const isOfNoPlace = (code) => code === 'NX2016'

/** A file that is not read, because it is too large, has no places in it. */
const isLocated = (sources, at) => !sources.has(at.file) || resolvePosition(sources, at) !== null

const judge = async (files, seed) => {
  try {
    const each = damaged(files, seed)
    return { file: each.file, ...(await problemsOf(each)) }
  } catch (error) {
    const text = String(error?.stack ?? error)
    return { file: 'see --seed', refused: false, problems: [text.slice(0, 2_000)] }
  }
}

process.on('message', async ({ files, seed, count, keep }) => {
  mkdirSync(sandbox, { recursive: true })
  for (let i = 0; i < count; i++) {
    const started = performance.now()
    process.send({ kind: 'start', seed: seed + i })
    if (keep !== undefined)
      writeFileSync(keep, JSON.stringify(damaged(files, seed + i).document, null, 1) ?? '')
    const judged = await judge(files, seed + i)
    process.send({ kind: 'end', seed: seed + i, ms: performance.now() - started, ...judged })
  }
  rmSync(sandbox, { recursive: true, force: true })
  process.send({ kind: 'done' }, () => process.disconnect())
})
