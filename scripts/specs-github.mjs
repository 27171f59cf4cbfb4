// Owns `npm run specs:github`: fetches GitHub's OpenAPI document, compiles it whole, type-checks the
// result, prints what it took, and fails over budget. Needs the registry; changes nothing in the checkout.

import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const budget = { generateSeconds: 5, outputBytes: 6 * 1024 * 1024 }
const packageName = '@octokit/openapi'
const documentPath = 'package/generated/api.github.com.json'

/** Runs a program to its end; its output is shown only when it fails. */
const run = (program, args, cwd) => {
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (result.status === 0) return result.stdout
  console.error(
    `${program} ${args.join(' ')} failed\n${result.stdout ?? ''}${result.stderr ?? result.error ?? ''}`,
  )
  process.exit(1)
}

/** The document, from an argument or from the registry. */
const fetchDocument = (dir) => {
  const [given] = process.argv.slice(2)
  if (given !== undefined) return given
  console.log(`fetching ${packageName} (29 MB) ...`)
  const [tarball] = run('npm', ['pack', packageName, '--silent'], dir).trim().split('\n').slice(-1)
  run('tar', ['xzf', tarball, documentPath], dir)
  return join(dir, documentPath)
}

/** A project as `nexus new` makes it, without installing: packages are linked from this checkout. */
const makeProject = (dir, document) => {
  const project = join(dir, 'project')
  mkdirSync(join(project, 'specs'), { recursive: true })
  mkdirSync(join(project, 'node_modules/@nexusrt'), { recursive: true })
  cpSync(document, join(project, 'specs/api.json'))
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
  return project
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`

const compileProject = async (project) => {
  const { compile, write } = await import(pathToFileURL(join(root, 'cli/dist/pipeline.js')).href)
  const cpu = process.cpuUsage()
  const start = performance.now()
  const result = await compile({ projectDir: project, openapi: 'specs/api.json', contracts: [] })
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    for (const { code, message, at } of errors)
      console.error(`${code} ${message} ${at?.pointer ?? ''}`)
    process.exit(1)
  }
  const written = await write(result, { mode: 'write' })
  const wallMs = performance.now() - start
  const used = process.cpuUsage(cpu)
  return { result, written, wallMs, cpuMs: (used.user + used.system) / 1000 }
}

const bytesOf = (files) => files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)

const report = ({ result, written, wallMs, cpuMs }, tscMs) => {
  const generated = result.files.filter(({ owner }) => owner === 'generated')
  const scaffolds = result.files.filter(({ owner }) => owner === 'user')
  const warnings = result.diagnostics.length
  const passes = Object.entries(result.timings)
    .map(([pass, ms]) => `${pass} ${seconds(ms)}`)
    .join(', ')
  console.log(
    `operations   ${result.program.api.operations.length}, all generated; ${warnings} warnings`,
  )
  console.log(`generate     ${seconds(wallMs)} (processor ${seconds(cpuMs)}): ${passes}`)
  console.log(
    `output       ${bytesOf(generated)} bytes in ${generated.length} files; ${bytesOf(scaffolds)} bytes of scaffolds in ${scaffolds.length}`,
  )
  console.log(
    `written      ${written.written.length} files, ${written.scaffolded.length} scaffolds`,
  )
  console.log(`tsc --strict ${seconds(tscMs)}, no errors`)
  // On a busy machine the clock runs on while the compiler waits; its own processor time does not.
  const tooSlow = Math.min(wallMs, cpuMs) > budget.generateSeconds * 1000
  const tooLarge = bytesOf(generated) > budget.outputBytes
  if (tooSlow)
    console.error(`over budget: generating has to take at most ${budget.generateSeconds} s`)
  if (tooLarge)
    console.error(`over budget: the output has to be at most ${budget.outputBytes} bytes`)
  return tooSlow || tooLarge ? 1 : 0
}

if (
  !existsSync(join(root, 'cli/dist/pipeline.js')) ||
  !existsSync(join(root, 'runtime/dist/index.d.ts'))
) {
  console.error('build first: npm run build')
  process.exit(1)
}
const dir = mkdtempSync(join(tmpdir(), 'nexus-github-'))
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
const project = makeProject(dir, fetchDocument(dir))
const compiled = await compileProject(project)
const start = performance.now()
run(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, '--noEmit'],
  project,
)
process.exitCode = report(compiled, performance.now() - start)
