// Owns how the results of `nexus conform` are printed: for people, for programs, and as JUnit XML.

import { visible } from '../../diagnostics/visible.js'
import type { ConformCase } from '../../ir/conform-cases.js'
import type { Terminal } from '../terminal.js'
import type { Verdict } from './judge.js'

export const formats = ['text', 'json', 'junit'] as const
export type ReportFormat = (typeof formats)[number]

/** A case, its verdict, and the milliseconds it took. */
export interface Result extends Verdict {
  readonly asked: ConformCase
  readonly ms: number
}

/** The results as text in a format. */
export const render = (
  results: readonly Result[],
  format: ReportFormat,
  terminal: Pick<Terminal, 'paint'>,
): string => {
  switch (format) {
    case 'text':
      return renderText(results, terminal)
    case 'json':
      return JSON.stringify({ ...countsOf(results), results: results.map(plain) }, null, 1)
    case 'junit':
      return renderJunit(results)
  }
}

/** How many of each outcome. */
export const countsOf = (results: readonly Result[]) => {
  const count = (outcome: Verdict['outcome']) =>
    results.filter((each) => each.outcome === outcome).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}

const nameOf = ({ asked: { kind, detail } }: Result): string =>
  detail === '' ? kind : `${kind}: ${detail}`

const plain = (result: Result) => ({
  operation: result.asked.operation,
  case: nameOf(result),
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

const renderText = (results: readonly Result[], { paint }: Pick<Terminal, 'paint'>): string => {
  const lines = [...byOperation(results)].flatMap(([name, own]) => {
    const { passed, failed, skipped } = countsOf(own)
    const mark = failed > 0 ? paint.red('✗') : paint.green('✓')
    const parts = [
      `${passed} passed`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ]
    const bad = own
      .filter(({ outcome }) => outcome === 'failed')
      .map((each) => {
        const { method, target, body } = each.asked.request
        const sent = body === null ? '' : ` ${body.slice(0, shownMax)}`
        const [asked, request] = [`${nameOf(each)}: ${each.reason}`, `${method} ${target}${sent}`]
        return `    ${visible(asked)}\n      ${visible(request)}`
      })
    const reasons = [
      ...new Set(own.filter(({ outcome }) => outcome === 'skipped').map(({ reason }) => reason)),
    ]
    const why = reasons.length === 0 ? '' : paint.dim(` (${visible(reasons.join('; '))})`)
    return [`${mark} ${visible(name)}: ${parts.join(', ')}${why}`, ...bad]
  })
  const { passed, failed, skipped } = countsOf(results)
  return [...lines, `${passed} passed, ${failed} failed, ${skipped} skipped`].join('\n')
}

const shownMax = 200

const renderJunit = (results: readonly Result[]): string => {
  const suites = [...byOperation(results)].map(([name, own]) => {
    const { failed, skipped } = countsOf(own)
    const cases = own.map((each) => {
      const attributes = `name="${xml(nameOf(each))}" classname="${xml(name)}" time="${(each.ms / 1000).toFixed(3)}"`
      if (each.outcome === 'passed') return `    <testcase ${attributes}/>`
      const tag = each.outcome === 'failed' ? 'failure' : 'skipped'
      return `    <testcase ${attributes}><${tag} message="${xml(each.reason)}"/></testcase>`
    })
    return `  <testsuite name="${xml(name)}" tests="${own.length}" failures="${failed}" skipped="${skipped}">\n${cases.join('\n')}\n  </testsuite>`
  })
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
