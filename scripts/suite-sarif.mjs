// Owns `npm run suite:sarif`: holds the SARIF of `nexus check`, with every rule there is, against the standard's own
// JSON schema and against the rules of the SARIF committee's validator. Both come in the npm package of that validator,
// which is 104 MB and therefore fetched here and not installed with the project.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readOptions } from './options.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const usage = `usage: npm run suite:sarif

Fetches the validator of the SARIF committee (104 MB) from the npm registry into a temporary folder.`
const validator = { name: '@microsoft/sarif-multitool-linux', version: '5.7.0' }

/** What the validator advises that is not so here, and why. */
const declared = { SARIF2005: 'this project has no address on the web yet' }

const load = (path) => import(pathToFileURL(join(root, 'cli/dist', path)).href)

/** A finding of each kind and of each rule, with and without a place, inside and outside of the project. */
const everyFinding = async () => {
  const { kinds } = await load('commands/check/kinds.js')
  const { codes } = await load('diagnostics/codes.js')
  const { changeRules } = await load('pipeline.js')
  const own = kinds.filter((kind) => !['error', 'breaking', 'contract'].includes(kind))
  const rules = [
    ...own.map((kind) => [kind, kind === 'ledger' ? 'ignored-keyword' : kind]),
    ...Object.entries(changeRules).map(([id, { of }]) => [
      of === 'contract' ? 'contract' : 'breaking',
      id,
    ]),
    ...Object.keys(codes).map((code) => ['error', code]),
  ]
  const files = ['src/a.ts', 'src/ä b#?.ts', '/elsewhere/api.yaml', '../shared/api.yaml', '']
  return rules.flatMap(([kind, rule], i) =>
    [null, { line: i + 1, column: 3 }].map((place) => {
      const message = `The finding ${rule} of "${kind}", <b>é\u2028</b>.`
      return { kind, rule, message, met: null, file: files[i % files.length], place }
    }),
  )
}

const againstSchema = (schema, log) => {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  addFormats(ajv)
  const isValid = ajv.compile(schema)
  return isValid(log) ? [] : isValid.errors.map((each) => `${each.instancePath} ${each.message}`)
}

/** Its binary is for Linux; it needs no ICU for texts that are not sorted. */
const againstValidator = (folder, file) => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const program = join(folder, 'Sarif.Multitool')
  const output = `${file}.validated`
  chmodSync(program, 0o755)
  const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }
  const { status, stderr } = spawnSync(program, ['validate', file, '--output', output], {
    env,
    timeout: 120_000,
  })
  if (status !== 0) return [`the validator ended with ${status}: ${stderr}`]
  return JSON.parse(readFileSync(output, 'utf8')).runs.flatMap(({ results = [] }) =>
    results.map(({ ruleId, message }) => `${ruleId} ${(message.arguments ?? []).join(' ')}`),
  )
}

const main = async () => {
  readOptions(usage)
  const { render } = await load('commands/check/report.js')
  const dir = mkdtempSync(join(tmpdir(), 'nexus-sarif-'))
  try {
    const spec = `${validator.name}@${validator.version}`
    const args = ['install', '--prefix', dir, '--no-audit', '--no-fund', '--ignore-scripts', spec]
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: dir })
    const folder = join(dir, 'node_modules', validator.name)
    const schema = JSON.parse(readFileSync(join(folder, 'sarif-2.1.0.json'), 'utf8'))
    const findings = await everyFinding()
    const place = { projectDir: '/src/shop/apps/api', folder: 'apps/api' }
    const text = render(findings, 'sarif', {}, place)
    const file = join(dir, 'check.sarif')
    writeFileSync(file, text)
    const broken = againstSchema(schema, JSON.parse(text))
    // What must fail does: a schema that takes everything would pass here too.
    if (againstSchema(schema, { ...JSON.parse(text), version: '2.0.0' }).length === 0)
      broken.push('the schema takes another version: it checks nothing')
    const advice = againstValidator(folder, file)
    const undeclared = (advice ?? []).filter((each) => !(each.split(' ')[0] in declared))
    for (const each of [...broken, ...undeclared]) console.log(`  ${each}`)
    for (const [id, why] of Object.entries(declared)) console.log(`declared: ${id}, ${why}`)
    const by = advice === null ? 'the schema' : `the schema and ${spec}`
    console.log(`${findings.length} results against ${by}`)
    console.log(`${broken.length + undeclared.length} failed`)
    process.exitCode = broken.length + undeclared.length === 0 ? 0 : 1
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

await main()
