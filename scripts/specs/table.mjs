// Owns the table that `npm run specs` prints, and the budgets of the largest document.

const columns = [
  ['ops', 5, ({ operations }) => operations],
  ['schemas', 7, ({ schemas }) => schemas],
  ['generate ms', 11, ({ generateMs }) => round(generateMs)],
  ['bytes/op', 8, ({ bytes, operations }) => (operations ? round(bytes / operations) : undefined)],
  ['tsc s', 6, ({ tscMs }) => (tscMs === undefined ? undefined : (tscMs / 1000).toFixed(2))],
  ['start ms', 8, ({ coldStartMs }) => round(coldStartMs)],
  ['RSS MB', 6, ({ rssBytes }) => (rssBytes === undefined ? undefined : round(rssBytes / 1e6))],
]
const resultWidth = 240
const nameWidth = 56

const round = (value) => (value === undefined ? undefined : Math.round(value))

const line = (name, cells, result) =>
  [
    name.slice(-nameWidth).padEnd(nameWidth),
    ...cells.map((cell, i) => String(cell ?? '-').padStart(columns[i][1])),
    result,
  ].join('  ')

export const header = () =>
  line(
    'document',
    columns.map(([title]) => title),
    'result',
  )

/** One document's line; `empty` is the application without operations that its start is compared with. */
export const rowOf = (name, row, empty) => {
  if (row.result === 'ok') {
    const over = name.endsWith('api.github.com.json') ? overBudget(row, empty) : []
    if (over.length > 0) {
      row.result = `over budget: ${over.join(', ')}`
    }
  }
  return line(
    name,
    columns.map(([, , value]) => value(row)),
    row.result.slice(0, resultWidth),
  )
}

/** Limits of GitHub's document, the largest of those that are tried. */
const budget = { generateMs: 5000, bytes: 6_000_000, startMsOverEmpty: 300 }

const overBudget = ({ generateMs, bytes, coldStartMs }, empty) => [
  ...(generateMs > budget.generateMs
    ? [`generated in ${round(generateMs)} ms, not ${budget.generateMs}`]
    : []),
  ...(bytes > budget.bytes ? [`${bytes} bytes of output, not ${budget.bytes}`] : []),
  ...(coldStartMs - empty.coldStartMs > budget.startMsOverEmpty
    ? [
        `starts ${round(coldStartMs - empty.coldStartMs)} ms after an empty app, not ${budget.startMsOverEmpty}`,
      ]
    : []),
]

/** The last line: how many, and how many passed. */
export const summary = (rows) => {
  const passed = rows.filter(({ result }) => result === 'ok').length
  const operations = rows.reduce((sum, row) => sum + (row.operations ?? 0), 0)
  return `${rows.length} documents, ${operations} operations: ${passed} passed, ${rows.length - passed} failed`
}
