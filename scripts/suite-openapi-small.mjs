// Owns `npm run suite:openapi-small -- DIR`: compiles each small document of a labelled corpus, prints how many
// were taken and refused as their label says, and fails on a difference that is not declared.

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readOptions, refuse } from './options.mjs'
import { declared } from './suite-openapi-small-declared.mjs'

const usage = `usage: npm run suite:openapi-small -- DIR
DIR has a folder for each version of OpenAPI, and in it \`pass\`, \`fail\` or \`partial\`, full of documents.`

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What a folder's label asks for. `partial` documents are parts that other tools complete: either is fine, located. */
const labels = ['pass', 'fail', 'partial']

const documents = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(json|ya?ml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** `taken`, `refused` with a place, or `lost`: refused without one. */
const outcomeOf = async (compile, file, refRoot) => {
  const input = { projectDir: dirname(file), openapi: file, contracts: [], document: { refRoot } }
  const { diagnostics } = await compile(input)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const first = errors.find(({ at }) => at !== null) ?? errors[0]
  if (first === undefined) return { result: 'taken', told: diagnostics.length }
  const told = `${first.code} ${first.message} (${first.at?.file ?? '?'}${first.at?.pointer ?? ''})`
  return { result: first.at === null ? 'lost' : 'refused', told }
}

const wanted = { pass: ['taken'], fail: ['refused'], partial: ['taken', 'refused'] }

const run = async (dir) => {
  const { compile } = await import(pathToFileURL(join(root, 'cli/dist/pipeline.js')).href)
  let undeclared = 0
  const met = new Set()
  for (const version of readdirSync(dir).sort()) {
    for (const label of labels) {
      const folder = join(dir, version, label)
      if (!existsSync(folder)) continue
      const counts = { asLabelled: 0, declared: 0, different: 0 }
      for (const file of documents(folder)) {
        const name = relative(dir, file).split(sep).join('/')
        const { result, told } = await outcomeOf(compile, file, join(dir, version))
        const reason = declared[name]
        if (reason !== undefined) met.add(name)
        if (wanted[label].includes(result) !== (reason !== undefined)) {
          counts[reason === undefined ? 'asLabelled' : 'declared']++
          continue
        }
        counts.different++
        undeclared++
        const why = reason === undefined ? told : 'declared as different, and is not'
        console.log(`${name}: ${result}: ${why}`)
      }
      console.log(
        `${version}/${label}: ${counts.asLabelled} as labelled, ${counts.declared} declared, ${counts.different} different`,
      )
    }
  }
  for (const name of Object.keys(declared).filter((each) => !met.has(each))) {
    console.log(`${name}: declared, but not there`)
    undeclared++
  }
  return undeclared === 0 ? 0 : 1
}

const [dir] = readOptions(usage, { positionals: [1, 1] }).positionals
if (!existsSync(dir)) refuse(`there is no ${dir}`, usage)
process.exitCode = await run(resolve(dir))
