// Owns `npm run specs -- FILE...`: real documents taken the whole way. Each is generated, type-checked, served,
// and every operation asked; the table says what it took, and one that fails makes the command fail.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { endOnSignals, onEnd, stopAll } from './children.mjs'
import { readOptions } from './options.mjs'
import { npmDocuments } from './specs/fetch.mjs'
import { emptyDocument, makeProject, removeProject } from './specs/project.mjs'
import { build, probe } from './specs/run.mjs'
import { header, rowOf, summary } from './specs/table.mjs'
import { openTypeChecker } from './specs/types.mjs'
import { printFailure, root, StepError } from './steps.mjs'

const usage = `usage: npm run specs -- [--parallel N] [FILE or FOLDER ...]

Generates, type-checks and serves each OpenAPI document, and asks every operation: 501 from its stub (401 where
the document wants credentials), 4xx for a malformed request. Without files: GitHub's document
(@octokit/openapi) and every document of @readme/oas-examples, fetched once into a cache.
--parallel N takes so many at a time (default 2).`

const readArguments = () => {
  const { values, positionals } = readOptions(usage, {
    options: { parallel: { type: 'number', default: 2, min: 1 } },
    positionals: [0, Infinity],
  })
  return { files: positionals, parallel: values.parallel }
}

const looksLikeDocument = (file) => {
  const text = readFileSync(file, 'utf8').slice(0, 4000)
  return /^\s*["']?(openapi|swagger)["']?\s*:/m.test(text) || /"(openapi|swagger)"\s*:/.test(text)
}

/** Files as named; of folders every document below. */
const documentsOf = (paths) =>
  paths.flatMap((path) => {
    const file = resolve(process.env.INIT_CWD ?? '.', path)
    if (!existsSync(file)) throw new StepError(`there is no ${path}`, 'name files or folders')
    if (!statSync(file).isDirectory()) return [file]
    return readdirSync(file, { recursive: true })
      .filter((name) => /\.(json|ya?ml)$/.test(name))
      .map((name) => join(file, name))
      .filter((each) => statSync(each).isFile() && looksLikeDocument(each))
      .sort()
  })

/** One document, the whole way; what goes wrong is the row's result. */
const tryDocument = async (work, types, document, index) => {
  const project = makeProject(join(work, String(index)), document)
  try {
    const built = await build(project, document)
    if (built.failure !== undefined) return { ...built, result: built.failure }
    const checked = await types.check(project)
    const served = await probe(project, built.requests)
    const failures = [...checked.errors, ...served.failures]
    return { ...built, ...checked, ...served, result: failures[0] ?? 'ok', failures }
  } finally {
    removeProject(project)
  }
}

/** Runs `work` for each, `parallel` at a time, in order of the list. */
const each = async (list, parallel, work) => {
  let next = 0
  const lane = async () => {
    while (next < list.length) {
      const index = next++
      await work(list[index], index)
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
}

const main = async () => {
  const { files, parallel } = readArguments()
  if (
    !existsSync(join(root, 'cli/dist/pipeline.js')) ||
    !existsSync(join(root, 'runtime/dist/index.js'))
  )
    throw new StepError('the packages are not built', 'run: npm run build')
  const documents = files.length > 0 ? documentsOf(files) : await npmDocuments()
  const work = mkdtempSync(join(tmpdir(), 'nexus-specs-'))
  onEnd(() => rmSync(work, { recursive: true, force: true }))
  const types = openTypeChecker()
  const empty = await tryDocument(work, types, emptyDocument(work), 'empty')
  const wide = documents.length > 0 ? nameOf(documents) : () => ''
  console.log(header())
  console.log(rowOf('(an empty app)', empty))
  const rows = []
  await each(documents, parallel, async (document, index) => {
    const row = await tryDocument(work, types, document, index)
    rows.push(row)
    console.log(rowOf(wide(document), row, empty))
    for (const failure of (row.failures ?? []).slice(1, failuresShownMax))
      console.log(`    ${failure}`)
  })
  await types.close()
  console.log(summary(rows))
  return empty.result === 'ok' && rows.every(({ result }) => result === 'ok') ? 0 : 1
}

const failuresShownMax = 5

/** Names as short as they are told apart: without the folder that all share. */
const nameOf = (documents) => {
  const shared = documents.length === 1 ? join(documents[0], '..') : sharedFolder(documents)
  return (document) => relative(shared, document) || basename(document)
}

const sharedFolder = (documents) => {
  const [first = [], ...others] = documents.map((each) => each.split('/').slice(0, -1))
  let length = first.length
  for (const other of others) {
    while (first.slice(0, length).join('/') !== other.slice(0, length).join('/')) length--
  }
  return first.slice(0, length).join('/')
}

endOnSignals()
try {
  process.exitCode = await main()
} catch (error) {
  printFailure(error)
  process.exitCode = 1
} finally {
  await stopAll()
}
