// Breaking changes that nexus.config.ts accepts: what one entry meets, and what every report says of it.

import type { Log } from 'sarif'
import { describe, expect, it, test } from 'vitest'
import { isLike, withAccepted } from '../../../cli/src/commands/check/accepted.js'
import { type Finding, fails } from '../../../cli/src/commands/check/kinds.js'
import { type ReportFormat, render } from '../../../cli/src/commands/check/report.js'
import { readAcceptedBreaks } from '../../../cli/src/commands/project/accepted-breaks.js'

const identity = (text: string): string => text
const paint = { bold: identity, green: identity } as never
const printed = (findings: readonly Finding[], format: ReportFormat): string =>
  render(findings, format, { paint }, { projectDir: '/p', folder: '' })

const breaking = (rule: string, at: string): Finding => ({
  kind: 'breaking',
  rule,
  message: `${at}: it changed`,
  met: { cause: rule, what: 'it changed', at },
  file: 'specs/api.yaml',
  place: { line: 3, column: 1 },
})

test.each([
  ['GET /pets', 'GET /pets', true],
  ['GET /pets', 'GET /pets query limit', false],
  ['GET /pets*', 'GET /pets query limit', true],
  ['*', '', true],
  ['* /beta/* body /*', 'POST /beta/x body /name', true],
  ['* /beta/* body /*', 'POST /v1/x body /name', false],
  ['a*a', 'a', false],
  ['a*b*b', 'ab', false],
  ['a*b*b', 'abb', true],
  ['a**b', 'ab', true],
])('%s meets %s: %s', (pattern, text, is) => {
  expect(isLike(pattern, text)).toBe(is)
})

describe('accepted breaks', () => {
  const findings = [
    breaking('maximum-lowered', 'GET /pets query limit'),
    breaking('maximum-lowered', 'GET /cats query limit'),
    breaking('operation-removed', 'GET /pets'),
    { ...breaking('stale', ''), kind: 'stale', met: null } as Finding,
  ]
  const accepted = [
    { rule: 'maximum-lowered', where: 'GET /pets *', reason: 'agreed' },
    { rule: 'operation-removed', where: 'GET /dogs', reason: 'gone' },
  ]
  const judged = withAccepted(findings, accepted)

  it('fail nothing, and those that are not there are told', () => {
    expect(judged.filter(fails)).toEqual(findings.slice(1))
    expect(judged[0]).toEqual({ ...findings[0], accepted: 'agreed' })
    expect(judged.at(-1)).toMatchObject({
      kind: 'unmatched',
      file: 'nexus.config.ts',
      message: expect.stringContaining('operation-removed of GET /dogs'),
    })
  })

  it('are told in text', () => {
    const lines = printed(judged, 'text').split('\n')
    expect(lines.slice(-4)).toEqual([
      'accepted (1 finding)',
      '  specs/api.yaml:3:1  GET /pets query limit: it changed  [maximum-lowered]  accepted: agreed',
      'accepted, and not there (1 finding)',
      '  nexus.config.ts  accepts operation-removed of GET /dogs, which is not there (any more): remove it from check.accept',
    ])
    expect(lines[0]).toBe('breaks clients (2 findings)')
    expect(printed(withAccepted(findings.slice(0, 1), accepted), 'text')).toMatch(
      /^nothing was found\naccepted/,
    )
  })

  it('are apart in JSON, with what an entry names', () => {
    const report = JSON.parse(printed(judged, 'json'))
    expect(report.counts).toMatchObject({ breaking: 2, stale: 1 })
    expect(report.findings).toHaveLength(3)
    expect(report.findings[0].where).toBe('GET /cats query limit')
    expect(report.accepted).toMatchObject([{ where: 'GET /pets query limit', accepted: 'agreed' }])
    expect(report.unmatched).toMatchObject([{ rule: 'accepted-nothing' }])
  })

  it('are suppressed in SARIF, and a note', () => {
    const log: Log = JSON.parse(printed(judged, 'sarif'))
    const results = log.runs[0]?.results ?? []
    expect(results.map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual([
      'agreed',
      ...[1, 2, 3, 4].map(() => undefined),
    ])
    expect(results.at(-1)).toMatchObject({ ruleId: 'accepted-nothing', level: 'note' })
  })
})

test.each([
  [undefined, { accepted: [] }],
  [{}, { accepted: [] }],
  [[], { problem: '`check` is not an object' }],
  [{ ignore: [] }, { problem: '`check.ignore` does not exist (there is accept)' }],
  [{ accept: {} }, { problem: '`check.accept` is not a list' }],
  [{ accept: ['x'] }, { problem: '`check.accept[0]` is not an object' }],
  [{ accept: [{ rule: 'closed', where: '*' }] }, { problem: '`check.accept[0]` has no `reason`' }],
  [
    { accept: [{ rule: 'closd', where: '*', reason: 'r' }] },
    {
      problem:
        '`check.accept[0]` names the rule `closd`, and there is none of that name (see docs/reference/breaking-changes.md)',
    },
  ],
  [
    { accept: [{ rule: 'closed', where: '*', reason: 'r', until: 'x' }] },
    { problem: '`check.accept[0]` has `until`, which means nothing' },
  ],
])('%j is read', (given, read) => {
  expect(readAcceptedBreaks(given)).toEqual(read)
})
