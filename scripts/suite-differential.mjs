// Owns `npm run suite:differential -- PATH...`: values made up for the schemas of real documents, judged by generated
// code and by Ajv. Every difference fails the run, unless a reason below declares it.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readDocument } from './differential/documents.mjs'
import { ajvOf, generatedOf } from './differential/validators.mjs'
import { madeValue } from './differential/values.mjs'
import { readOptions } from './options.mjs'
import { randomOf } from './random.mjs'

const usage = `usage: npm run suite:differential -- PATH... [--seed N] [--values N]
PATH is a document (JSON or YAML), or a folder of them. --values are made up for each schema (default 30).`

const { values: options, positionals } = readOptions(usage, {
  positionals: [1, Infinity],
  options: {
    seed: { type: 'number', default: 1 },
    values: { type: 'number', default: 30, min: 1 },
  },
})

/** Differences that are meant. */
const reasons = [
  {
    reason: 'Ajv divides doubles: 0.3 is no multiple of 0.1 there',
    covers: ({ why, error }) => why?.code === 'multipleOf' || error?.keyword === 'multipleOf',
  },
  {
    reason: 'schemas that hold themselves are followed to a named depth (recursionMax)',
    covers: ({ why }) => why?.code === 'depth',
  },
]

const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)))
    : /\.(?:json|ya?ml)$/.test(path)
      ? [path]
      : []

const totals = { documents: 0, schemas: 0, cases: 0, valid: 0, declared: 0, differences: 0 }
const skipped = []

const compareSchema = ({ file, name, schema, schemas, judge, own }) => {
  const chance = randomOf(options.seed + hash(name))
  const shown = new Set()
  for (let n = 0; n < options.values; n++) {
    const value = madeValue(schemas, schema, chance)
    if (value === undefined) continue
    const text = JSON.stringify(value)
    const ours = own(JSON.parse(text))
    const theirs = judge(JSON.parse(text))
    totals.cases++
    if (theirs) totals.valid++
    if (ours.valid === theirs) continue
    const [error] = judge.errors ?? []
    const difference = { why: ours.why, error }
    if (reasons.some(({ covers }) => covers(difference))) {
      totals.declared++
      continue
    }
    totals.differences++
    const kind = `${ours.why?.code} ${error?.keyword}`
    if (shown.has(kind)) continue
    shown.add(kind)
    console.log(`DIFFERENCE ${file} ${name}: we say ${ours.valid}, Ajv says ${theirs}`)
    console.log(`  ${text.slice(0, 400)}`)
    console.log(`  ${JSON.stringify(ours.why ?? error)}`)
  }
}

const hash = (text) => [...text].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) >>> 0, 7)

const compareDocument = async (file) => {
  let read
  try {
    read = readDocument(file)
  } catch (error) {
    skipped.push(`${file}: ${String(error.message).split('\n')[0]}`)
    return
  }
  const { names, document, ajvSchemas } = read
  if (names.length === 0) return
  const { refused, valid } = await generatedOf(document)
  if (refused !== undefined) {
    skipped.push(`${file}: ${refused.code} ${refused.message}`)
    return
  }
  const ajv = ajvOf(ajvSchemas)
  totals.documents++
  for (const [i, name] of names.entries()) {
    const judge = ajv(name)
    if (judge === null) {
      skipped.push(`${file} ${name}: Ajv refuses the schema`)
      continue
    }
    totals.schemas++
    const { schemas } = document.components
    const own = (value) => valid(i, value)
    compareSchema({ file, name, schema: schemas[name], schemas, judge, own })
  }
}

const start = performance.now()
for (const file of positionals.flatMap(filesOf)) await compareDocument(file)
const seconds = ((performance.now() - start) / 1000).toFixed(1)
for (const line of skipped) console.log(`not compared: ${line}`)
console.log(
  `${totals.cases} values (${totals.valid} valid) of ${totals.schemas} schemas in ${totals.documents} documents, seed ${options.seed}: ` +
    `${totals.differences} differences, ${totals.declared} declared; ${seconds} s`,
)
process.exitCode = totals.differences > 0 ? 1 : 0
