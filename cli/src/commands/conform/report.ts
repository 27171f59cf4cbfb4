// Owns how the results of `nexus conform` are printed: for people, for programs, and as JUnit XML.

import { visible } from '../../diagnostics/visible.js'
import type { ConformCase, Untried } from '../../ir/conform-cases.js'
import type { Terminal } from '../terminal.js'
import type { Verdict } from './judge.js'

export const formats = ['text', 'json', 'junit'] as const
export type ReportFormat = (typeof formats)[number]

/** A case, its verdict, and the milliseconds it took. */
export interface Result extends Verdict {
  readonly asked: ConformCase
  readonly ms: number
}

/** What a run found, and what it could not look at. */
export interface Report {
  readonly results: readonly Result[]
  readonly untried: readonly Untried[]
}

/** The report as text in a format. */
export const render = (
  report: Report,
  format: ReportFormat,
  terminal: Pick<Terminal, 'paint'>,
): string => {
  switch (format) {
    case 'text':
      return renderText(report, terminal)
    case 'json':
      return renderJson(report)
    case 'junit':
      return renderJunit(report)
  }
}

/** How many of each outcome. */
export const countsOf = (results: readonly Result[]) => {
  const count = (outcome: Verdict['outcome']) =>
    results.filter((each) => each.outcome === outcome).length
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    refused: count('refused'),
  }
}

/** What a case is called: `valid`, `boundary: query limit=100`. */
export const nameOf = ({ kind, detail }: Pick<ConformCase, 'kind' | 'detail'>): string =>
  detail === '' ? kind : `${kind}: ${detail}`

const renderJson = ({ results, untried }: Report): string =>
  JSON.stringify({ ...countsOf(results), results: results.map(plain), untried }, null, 1)

const plain = (result: Result) => ({
  operation: result.asked.operation,
  case: nameOf(result.asked),
  request: result.asked.request,
  outcome: result.outcome,
  reason: result.reason,
  ms: Math.round(result.ms),
})

const byOperation = (results: readonly Result[]): Map<string, Result[]> => {
  const groups = new Map<string, Result[]>()
  for (const result of results) {
    const name = result.asked.operation === '' ? '(all paths)' : result.asked.operation
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [result])
    else group.push(result)
  }
  return groups
}

const renderText = ({ results, untried }: Report, { paint }: Pick<Terminal, 'paint'>): string => {
  const lines = [...byOperation(results)].flatMap(([name, own]) => {
    const { passed, failed, skipped, refused } = countsOf(own)
    const mark = failed > 0 ? paint.red('✗') : paint.green('✓')
    const parts = [
      `${passed} passed`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(refused > 0 ? [`${refused} ${refusedWords}`] : []),
    ]
    const bad = own
      .filter(({ outcome }) => outcome === 'failed')
      .map((each) => {
        const { method, target, body } = each.asked.request
        const sent = body === null ? '' : ` ${body.slice(0, shownMax)}`
        const [asked, request] = [
          `${nameOf(each.asked)}: ${each.reason}`,
          `${method} ${target}${sent}`,
        ]
        return `    ${visible(asked)}\n      ${visible(request)}`
      })
    const untold = own.filter(({ outcome }) => outcome === 'skipped' || outcome === 'refused')
    const reasons = [...new Set(untold.map(({ reason }) => reason))]
    const why = reasons.length === 0 ? '' : paint.dim(` (${visible(reasons.join('; '))})`)
    return [`${mark} ${visible(name)}: ${parts.join(', ')}${why}`, ...bad]
  })
  const { passed, failed, skipped, refused } = countsOf(results)
  const ruled = refused === 0 ? '' : `, ${refused} ${refusedWords}`
  const missed = untried.length === 0 ? '' : `, ${untried.length} not tried`
  const total = `${passed} passed, ${failed} failed, ${skipped} skipped${ruled}${missed}`
  return [...lines, ...untriedLines(untried, paint), total].join('\n')
}

/** A rule that the document does not tell refused what was made up. */
const refusedWords = 'refused by a rule of the server'

const shownMax = 200

/** One line a reason: an operation that is named once stands for all of its requests. */
const untriedLines = (untried: readonly Untried[], paint: Terminal['paint']): string[] => {
  const reasons = new Map<string, Set<string>>()
  for (const { operation, what, why } of untried) {
    const key = what.startsWith('valid: ') ? `${why} (${what.slice('valid: '.length)})` : why
    reasons.set(key, (reasons.get(key) ?? new Set()).add(operation))
  }
  return [...reasons].map(([why, operations]) => {
    const shown = [...operations].slice(0, namesMax).join(', ')
    const more = operations.size > namesMax ? ` and ${operations.size - namesMax} more` : ''
    return `${paint.yellow('-')} ${visible(`not tried, ${why}: ${shown}${more}`)}`
  })
}

/** Operations that are named for one reason. */
const namesMax = 5

const renderJunit = ({ results, untried }: Report): string => {
  const suites = [...byOperation(results)].map(([name, own]) => {
    const { failed, skipped, refused } = countsOf(own)
    const cases = own.map((each) => {
      const attributes = `name="${xml(nameOf(each.asked))}" classname="${xml(name)}" time="${(each.ms / 1000).toFixed(3)}"`
      if (each.outcome === 'passed') return `    <testcase ${attributes}/>`
      const tag = each.outcome === 'failed' ? 'failure' : 'skipped'
      return `    <testcase ${attributes}><${tag} message="${xml(each.reason)}"/></testcase>`
    })
    return `  <testsuite name="${xml(name)}" tests="${own.length}" failures="${failed}" skipped="${skipped + refused}">\n${cases.join('\n')}\n  </testsuite>`
  })
  const missed = untried.map(
    ({ operation, what, why }) =>
      `    <testcase name="${xml(what)}" classname="${xml(operation)}"><skipped message="not tried: ${xml(why)}"/></testcase>`,
  )
  if (missed.length > 0)
    suites.push(
      `  <testsuite name="not tried" tests="${missed.length}" failures="0" skipped="${missed.length}">\n${missed.join('\n')}\n  </testsuite>`,
    )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="nexus conform">\n${suites.join('\n')}\n</testsuites>`
}

/** Text of an XML 1.0 attribute; characters that XML cannot carry are left out. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, ' ')
