// Owns calling every writer of the compiler beside the files of a project: client, mock, ledger, plan, reports, the
// document itself. Files come back to be looked at like the others; texts are judged here.

import { isSafeForTerminals } from './attack.mjs'

const plainPaint = new Proxy({}, { get: () => (text) => text })

/** A terminal without colours that keeps what is printed. */
const recorder = () => {
  const lines = []
  const keep = (text) => void lines.push(text)
  return {
    color: false,
    quiet: false,
    paint: plainPaint,
    print: keep,
    say: keep,
    warn: keep,
    lines,
  }
}

/** Files of further writers, and what is wrong with their texts; `document` is null where what is served is no text of one file. */
export const writersOf = (compiler, result, { document: written, base }) => {
  const { pipeline } = compiler
  const problems = []
  const check = (isFine, what) => {
    if (!isFine) problems.push(what)
  }
  const said = {
    found: findingsOf(compiler, result, base),
    results: conformResults(pipeline, result),
  }
  for (const [name, print] of printers) {
    const terminal = recorder()
    print(compiler, result, terminal, said)
    check(
      terminal.lines.every(isSafeForTerminals),
      `${name} brings control characters to the terminal`,
    )
  }
  for (const [name, text] of documentsOf(compiler, result, said)) {
    const printed = compiler.visible.printable(text)
    check(isSame(parsed(printed), parsed(text)), `${name} is no JSON, or another one when printed`)
    check(isSafeForTerminals(printed), `${name} brings control characters to the terminal`)
  }
  const document = pipeline.compiledDocumentText(result)
  check(
    document === null || written === null || isSame(JSON.parse(document), published(written)),
    'the document that is served is another one',
  )
  return { files: [...clientFiles(pipeline, result), ...mockFiles(compiler, result)], problems }
}

/** A symbol is the same as no other one: texts that are no JSON are not. */
const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return Symbol('no JSON')
  }
}

/** What others see of a document: no member that only this compiler understands. */
const published = (value) => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(published)
  const members = Object.entries(value).filter(([key]) => !key.startsWith('x-nexus-'))
  return Object.fromEntries(members.map(([key, each]) => [key, published(each)]))
}

const isSame = (one, other) => {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return Object.is(one, other)
  const [keys, others] = [Object.keys(one), Object.keys(other)]
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  )
}

const clientFiles = (pipeline, result) => {
  const text = pipeline.clientOf(result)
  return text === null ? [] : [{ path: 'client.ts', text }]
}

const seed = 1

const mockFiles = ({ pipeline, mock }, result) => {
  const answers = pipeline.mockAnswersOf(result, seed)
  if (answers === null) return []
  const own = new Set(result.files.map(({ path, text }) => `${path} ${text}`))
  return mock
    .mockProject(result, answers)
    .filter(({ path, text }) => !own.has(`${path} ${text}`))
    .map(({ path, text }) => ({ path: `mock/${path}`, text }))
}

/** What commands print for people. */
const printers = [
  [
    'the ledger',
    ({ ledger }, result, terminal) =>
      result.program.api && ledger.printLedger(result, {}, terminal),
  ],
  [
    'the findings of a check',
    ({ report }, _, terminal, { found }) => terminal.print(report.render(found, 'text', terminal)),
  ],
  [
    'the report of a conformance run',
    ({ conformReport }, _, terminal, { results }) =>
      terminal.print(conformReport.render(results, 'text', terminal)),
  ],
]

/** With `base`, the untouched document, before and after: what came, and what went. */
const findingsOf = ({ findings }, result, base) => {
  const before = { name: 'the base', result: base }
  return [
    ...findings.breakingFindings(before, result),
    ...findings.breakingFindings({ name: 'the base', result }, base),
    ...findings.ledgerFindings(
      { name: 'the base', result: { ...base, program: { api: null } } },
      result,
    ),
    ...result.diagnostics.map(({ code, message, at }) => ({
      kind: 'error',
      rule: code,
      message,
      file: at?.file ?? '',
      place: null,
      met: null,
    })),
  ]
}

/** Every case as if its server had repeated it in its answer. */
const conformResults = (pipeline, result) => {
  const { cases = [], untried = [] } = pipeline.conformanceOf(result) ?? {}
  return { results: resultsOf(cases), untried }
}

const resultsOf = (cases) =>
  cases.map((asked) => ({
    asked,
    ms: 1,
    outcome: 'failed',
    reason: `answered ${asked.request.body}`,
  }))

/** What commands print for programs. */
const documentsOf = ({ pipeline, report, conformReport }, result, { found, results }) => {
  const { paint } = recorder()
  const place = { projectDir: result.projectDir, folder: '' }
  return [
    ['--print plan', pipeline.printPlan(result)],
    ['the ledger as JSON', JSON.stringify(pipeline.accountFor(result))],
    ['the SARIF report', report.render(found, 'sarif', { paint }, place)],
    ['the JSON report', report.render(found, 'json', { paint }, place)],
    ['the JSON report of conform', conformReport.render(results, 'json', { paint })],
  ]
}
