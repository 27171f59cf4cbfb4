// Owns running cases: a project whose operations take the cases' schemas is generated, type-checked, bundled,
// and every instance is read by its operation as a request's body.

import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const module = (path) => import(pathToFileURL(join(root, path)).href)

/**
 * Runs `cases` and gives what each instance came to, by case: `{ refused }` when the compiler refused the schema,
 * else `{ results }` with `true`, `false` or a text (what was thrown) for each test.
 */
export const runCases = async (dir, cases, version, options) => {
  const { compile, write } = await module('cli/dist/pipeline.js')
  const project = mkdtempSync(join(tmpdir(), 'nexus-suite-'))
  try {
    layOut(project, dir, cases)
    const { result, refused } = await compileAll(compile, project, cases, version)
    await write(result, { mode: 'write' })
    if (options.types) typeCheck(project)
    const results = await evaluate(project, cases, refused)
    return cases.map((_, i) => results.get(i) ?? { refused: refused.get(i) })
  } finally {
    if (!options.keep) rmSync(project, { recursive: true, force: true })
    else console.log(`kept ${project}`)
  }
}

const layOut = (project, dir, cases) => {
  for (const folder of ['specs/cases', 'node_modules/@nexusrt', 'src'])
    mkdirSync(join(project, folder), { recursive: true })
  cpSync(join(root, 'templates/project/src'), join(project, 'src'), { recursive: true })
  cpSync(join(root, 'templates/project/tsconfig.json'), join(project, 'tsconfig.json'))
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ type: 'module', imports: { '#generated/*': './src/generated/*.ts' } }),
  )
  writeFileSync(
    join(project, 'nexus.config.ts'),
    "import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({ openapi: 'specs/api.json' })\n",
  )
  symlinkSync(join(root, 'runtime'), join(project, 'node_modules/@nexusrt/runtime'))
  for (const name of ['@types', 'vitest'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  for (const [i, { schema }] of cases.entries()) writeCase(project, i, schema)
  if (existsSync(join(dir, 'remotes'))) copyRemotes(project, dir)
}

const writeCase = (project, i, schema) =>
  writeFileSync(join(project, `specs/cases/case${i}.json`), JSON.stringify(schema))

/** What stands for the suite's server, and for the metaschemas that its cases refer to. */
const remote = {
  allow: [],
  home: null,
  refreshSince: null,
  isFrozen: false,
  folders: [
    { url: 'http://localhost:1234/', folder: 'specs/remotes' },
    { url: 'https://json-schema.org/draft/2020-12/', folder: 'specs/metaschema' },
  ],
}

const copyRemotes = (project, dir) => {
  cpSync(join(dir, 'remotes'), join(project, 'specs/remotes'), { recursive: true })
  const from = join(root, 'node_modules/ajv/dist/refs/json-schema-2020-12')
  cpSync(from, join(project, 'specs/metaschema'), { recursive: true })
  cpSync(join(from, 'schema.json'), join(project, 'specs/metaschema/schema'))
  for (const file of readdirSync(join(from, 'meta')))
    cpSync(
      join(from, 'meta', file),
      join(project, 'specs/metaschema/meta', basename(file, '.json')),
    )
}

const documentOf = (cases, version, refused) => ({
  openapi: version,
  info: { title: 'suite', version: '1' },
  paths: Object.fromEntries(
    cases.flatMap((_, i) => (refused.has(i) ? [] : [[`/case${i}`, { post: operationOf(i) }]])),
  ),
})

const operationOf = (i) => ({
  operationId: `case${i}`,
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: `cases/case${i}.json` } } },
  },
  responses: { 204: { description: 'valid' } },
})

/** The suite's schemas leave `type` out on purpose; documents of APIs do not, so a project's default differs. */
const byTheLetter = { impliedTypes: false }

/** A schema that the compiler refuses is left out, and the others are compiled again. */
const compileAll = async (compile, project, cases, version) => {
  const refused = new Map()
  for (let round = 0; round < roundsMax; round++) {
    writeFileSync(
      join(project, 'specs/api.json'),
      JSON.stringify(documentOf(cases, version, refused)),
    )
    const result = await compile({
      projectDir: project,
      openapi: 'specs/api.json',
      contracts: [],
      schemas: byTheLetter,
      document: { remote },
    })
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length === 0) return { result, refused }
    const before = refused.size
    for (const { code, message, at, related } of errors) {
      for (const file of [at?.file, ...(related ?? []).map((each) => each.at?.file)]) {
        const found = /cases\/case(\d+)\.json$/.exec(file ?? '')
        if (found && !refused.has(Number(found[1])))
          refused.set(Number(found[1]), `${code} ${message}`)
      }
    }
    if (refused.size > before) continue
    // The error stands in a remote file: those who refer to one are tried alone.
    for (const [i, text] of await refusedAlone(compile, project, cases, version, refused))
      refused.set(i, text)
    if (refused.size === before)
      throw new Error(
        `the compiler refuses the batch: ${errors
          .slice(0, 3)
          .map(({ code, message, at }) => `${code} ${message} ${at?.file}#${at?.pointer}`)
          .join('; ')}`,
      )
  }
  throw new Error(`more than ${roundsMax} rounds of refused schemas`)
}

const roundsMax = 40

const refusedAlone = async (compile, project, cases, version, refused) => {
  const found = []
  for (let i = 0; i < cases.length; i++) {
    if (refused.has(i) || !/localhost:1234|json-schema\.org/.test(JSON.stringify(cases[i].schema)))
      continue
    const others = new Set(cases.keys())
    others.delete(i)
    writeFileSync(
      join(project, 'specs/api.json'),
      JSON.stringify(documentOf(cases, version, others)),
    )
    const { diagnostics } = await compile({
      projectDir: project,
      openapi: 'specs/api.json',
      contracts: [],
      schemas: byTheLetter,
      document: { remote },
    })
    const error = diagnostics.find(({ severity }) => severity === 'error')
    if (error !== undefined) found.push([i, `${error.code} ${error.message}`])
  }
  return found
}

const typeCheck = (project) => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project, '--noEmit'], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0)
    throw new Error(`the generated code does not type-check:\n${stdout.slice(0, 4000)}`)
}

const evaluate = async (project, cases, refused) => {
  const taken = cases.flatMap((_, i) => (refused.has(i) ? [] : [i]))
  const outfile = join(project, 'suite.mjs')
  await build({
    stdin: {
      contents: taken
        .map((i) => `export { case${i} } from './src/generated/operations/case${i}.ts'`)
        .join('\n'),
      resolveDir: project,
      loader: 'ts',
    },
    absWorkingDir: project,
    bundle: true,
    platform: 'node',
    packages: 'external',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    outfile,
  })
  const operations = await import(pathToFileURL(outfile).href)
  const { Issues } = await module('runtime/dist/validate/index.js')
  const { parseExact } = await module('runtime/dist/validate/exact-json.js')
  const read = (i, text) => {
    const issues = new Issues()
    const raw = { json: () => parseExact(text), hasBody: () => true }
    operations[`case${i}`].definition.read(raw, {}, issues)
    return issues.count === 0
  }
  return new Map(
    taken.map((i) => [
      i,
      { results: cases[i].tests.map(({ data }) => attempt(() => read(i, JSON.stringify(data)))) },
    ]),
  )
}

const attempt = (run) => {
  try {
    return run()
  } catch (error) {
    return error instanceof SyntaxError ? false : String(error)
  }
}

/** The formats that the compiler says it checks. */
export const checkedFormats = async () => {
  const { checkedFormats: formats } = await module('cli/dist/ir/formats.js')
  return new Set(Object.keys(formats))
}

/** Whether the checkout is built. */
export const isBuilt = () =>
  existsSync(join(root, 'cli/dist/pipeline.js')) &&
  existsSync(join(root, 'runtime/dist/index.d.ts'))

/** Text of a file of the checkout, null when there is none. */
export const textOf = (path) =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null

export const rootDir = root
