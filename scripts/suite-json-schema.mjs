// Owns `npm run suite:json-schema -- DIR`: runs the official JSON Schema test suite through generated code, prints
// totals per keyword, fails on what no exception declares, and writes docs/reference/json-schema.md (--write).

import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { drafts, readCases } from './json-schema-suite/cases.mjs'
import { exceptionFor, exceptions } from './json-schema-suite/exceptions.mjs'
import { pageOf } from './json-schema-suite/page.mjs'
import { checkedFormats, isBuilt, rootDir, runCases, textOf } from './json-schema-suite/project.mjs'
import { readOptions, refuse } from './options.mjs'

const page = 'docs/reference/json-schema.md'

const usage = `usage: npm run suite:json-schema -- DIR [--only FILE] [--failures] [--write] [--no-types] [--keep]
DIR is a checkout of https://github.com/json-schema-org/JSON-Schema-Test-Suite`

const { values: options, positionals } = readOptions(usage, {
  positionals: [1, 1],
  options: {
    only: { type: 'string' },
    failures: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    'no-types': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})

const [dir] = positionals
if (!isBuilt()) refuse('build first: npm run build', usage)

/** What every test came to, in the order of the suite. */
const runDraft = async ({ draft, openapi }, cases) => {
  const own = cases.filter((each) => each.draft === draft && each.shared)
  if (own.length === 0) return []
  const outcomes = await runCases(resolve(dir), own, openapi, {
    types: !options['no-types'],
    keep: options.keep,
  })
  return own.flatMap((each, i) =>
    each.tests.map((test, n) => {
      const outcome = outcomes[i]
      const answer =
        outcome.refused === undefined ? outcome.results[n] : `refused: ${outcome.refused}`
      const about = { draft, file: each.file, schema: each.description, test: test.description }
      const passed = answer === test.valid
      return {
        ...about,
        passed,
        answer,
        expected: test.valid,
        exception: passed ? undefined : exceptionFor(about),
      }
    }),
  )
}

const rowsOf = (tests) => {
  const rows = new Map()
  for (const test of tests) {
    const key = `${test.draft} ${test.file}`
    const row = rows.get(key) ?? {
      draft: test.draft,
      file: test.file,
      total: 0,
      passed: 0,
      declared: 0,
      failed: 0,
    }
    row.total++
    if (test.passed) row.passed++
    else if (test.exception === undefined) row.failed++
    else row.declared++
    rows.set(key, row)
  }
  return [...rows.values()]
}

const printRows = (rows) => {
  for (const { draft, file, total, passed, declared, failed } of rows) {
    const others = `${declared > 0 ? `, ${declared} declared` : ''}${failed > 0 ? `, ${failed} FAILED` : ''}`
    console.log(
      `${`${draft} ${file}`.padEnd(52)} ${String(passed).padStart(4)} of ${String(total).padStart(4)}${others}`,
    )
  }
}

const formats = await checkedFormats()
const cases = readCases(resolve(dir), formats).filter(
  ({ file, draft }) => options.only === undefined || `${draft}/${file}`.includes(options.only),
)
if (cases.length === 0) refuse(`there are no cases in ${dir}`, usage)
const started = performance.now()
const tests = []
for (const draft of drafts) tests.push(...(await runDraft(draft, cases)))
const rows = rowsOf(tests)
printRows(rows)
const failures = tests.filter(({ passed, exception }) => !passed && exception === undefined)
for (const { draft, file, schema, test, answer, expected } of failures.slice(
  0,
  options.failures ? Infinity : 20,
))
  console.log(`FAILED ${draft}/${file}: ${schema} / ${test}: expected ${expected}, found ${answer}`)
const used = new Set(tests.map(({ exception }) => exception))
const stale = options.only === undefined ? exceptions.filter((row) => !used.has(row)) : []
for (const row of stale) console.log(`STALE exception, nothing fails by it: ${row.reason}`)
const text = pageOf({ rows, tests, cases, exceptions, formats })
if (options.write) writeFileSync(join(rootDir, page), text)
else if (options.only === undefined && textOf(page) !== text) {
  console.log(`STALE ${page}: run with --write and commit it`)
  process.exitCode = 1
}
const passed = tests.filter((test) => test.passed).length
const declared = tests.length - passed - failures.length
console.log(
  `${passed} passed, ${declared} declared exceptions, ${failures.length} failed of ${tests.length} tests in ${((performance.now() - started) / 1000).toFixed(1)} s`,
)
if (failures.length > 0 || stale.length > 0) process.exitCode = 1
