// One cause is told once in text, gravest first; programs get every use of it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  breakingFindings,
  ledgerFindings,
  staleFindings,
} from '../../../cli/src/commands/check/findings.js'
import { render } from '../../../cli/src/commands/check/report.js'
import { ownRules } from '../../../cli/src/commands/check/rule-texts.js'
import { planOf, printPlanned } from '../../../cli/src/commands/generate/plan.js'
import { byCause, firstFew } from '../../../cli/src/commands/project/causes.js'
import { resolveInputs } from '../../../cli/src/commands/project/inputs.js'
import { openTerminal } from '../../../cli/src/commands/terminal.js'
import { changeRules, compile } from '../../../cli/src/pipeline.js'
import { nothingWritten } from '../../../cli/src/write/write.js'

const document = (values: string, paths: readonly string[], more = '') => `
openapi: 3.1.0
info: { title: T, version: '1' }
${more}
paths:
${paths.map(path).join('')}
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Money:
      type: object
      properties:
        currency: { type: string, enum: [${values}] }
`
const path = (name: string) => `
  /${name}:
    get:
      responses:
        '200':
          description: d
          content: { application/json: { schema: { $ref: '#/components/schemas/Money' } } }
`
const names = ['a', 'b', 'c', 'd', 'e', 'f']
const terminal = openTerminal({ color: false })
const place = { projectDir: '/p', folder: '' }

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-causes-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const compiled = async (text: string) => {
  writeFileSync(join(dir, 'api.yaml'), text)
  return compile(await resolveInputs(dir, { openapi: join(dir, 'api.yaml') }))
}
const versions = async () => {
  const before = await compiled(document('EUR', [...names, 'gone']))
  const after = await compiled(document('EUR, CHF', names, 'security: [{ key: [] }]'))
  return { before: { name: 'before', result: before }, after }
}

it('of `check --base` is one line with the first few uses, the gravest first', async () => {
  const { before, after } = await versions()
  const findings = breakingFindings(before, after)
  const lines = render(findings, 'text', terminal, place).split('\n')
  expect(lines).toEqual([
    'breaks clients (13 findings of 3 causes)',
    '  api.yaml  GET /gone was removed  [operation-removed]',
    expect.stringMatching(
      /^ {2}api\.yaml:\d+:\d+ {2}no credential is not enough any more, in 6 places: GET \/a security, GET \/b security, GET \/c security, and 3 more {2}\[security-tightened\]$/,
    ),
    expect.stringMatching(
      /^ {2}api\.yaml:\d+:\d+ {2}`"CHF"` added, in 6 places: GET \/a 200 \/currency, GET \/b 200 \/currency, GET \/c 200 \/currency, and 3 more {2}\[enum-value-added\]$/,
    ),
  ])
})

it('of a body of two media types is one use where nothing tells them apart', async () => {
  const twice = (values: string) =>
    document(values, ['a']).replace(
      'content: {',
      "content: { text/json: { schema: { $ref: '#/components/schemas/Money' } },",
    )
  const before = { name: 'before', result: await compiled(twice('EUR')) }
  const findings = breakingFindings(before, await compiled(twice('EUR, CHF')))
  expect(findings.map(({ message }) => message)).toEqual(['GET /a 200 /currency: `"CHF"` added'])
})

it('keeps every use in JSON and SARIF', async () => {
  const { before, after } = await versions()
  const findings = breakingFindings(before, after)
  const json = JSON.parse(render(findings, 'json', terminal, place))
  expect(json.counts.breaking).toBe(13)
  expect(json.findings).toHaveLength(13)
  const keys = ['kind', 'rule', 'message', 'file', 'place', 'where']
  expect(Object.keys(json.findings[0])).toEqual(keys)
  expect(json.findings.at(-1).message).toBe('GET /f 200 /currency: `"CHF"` added')
  const sarif = JSON.parse(render(findings, 'sarif', terminal, place))
  expect(sarif.runs[0].results).toHaveLength(13)
})

it('of `generate --plan` is one line as well', async () => {
  const { before, after } = await versions()
  const printed: string[] = []
  const plan = planOf(nothingWritten, [], before, after)
  printPlanned(plan, {}, { ...terminal, print: (text) => void printed.push(text) })
  const text = printed.join('\n')
  expect(text).toContain('breaks clients (HTTP), since before: 13 changes of 3 causes\n')
  expect(text.match(/\[enum-value-added\]/g)).toHaveLength(1)
  expect(text).toMatch(/\(before\) {2}GET \/gone: GET \/gone was removed|GET \/gone was removed/)
  expect(text.indexOf('[operation-removed]')).toBeLessThan(text.indexOf('[enum-value-added]'))
  expect(plan.changes.filter(({ rule }) => rule === 'enum-value-added')).toHaveLength(6)
})

it('of the ledger has a rule with words of its own', async () => {
  const text = document('EUR', ['a'])
  const before = { name: 'before', result: await compiled(text) }
  const after = await compiled(text.replace('Money:', 'Money:\n      xml: {}'))
  const [found, ...others] = ledgerFindings(before, after)
  expect(others).toEqual([])
  expect(Object.keys(ownRules)).toContain(found?.rule)
})

it('that makes files stale is one line with their number', () => {
  const stale = ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts']
  const findings = staleFindings({ ...nothingWritten, stale, scaffolded: ['f.ts'] }, [])
  expect(render(findings, 'text', terminal, place).split('\n')).toEqual([
    'stale: run `nexus generate` (6 findings of 2 causes)',
    '  5 files  each is not what the document makes: a.ts, b.ts, c.ts, and 2 more',
    '  f.ts  is missing',
  ])
})

it('is told where its first use stands, and never counts one use as "1 more"', () => {
  expect(byCause(['a1', 'b1', 'a2'], (each) => each.slice(0, 1))).toEqual([['a1', 'a2'], ['b1']])
  expect(firstFew(['a', 'b', 'c', 'd'])).toBe('a, b, c, d')
  expect(firstFew(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, and 2 more')
})

it('weighs what the table of rules weighs: what nobody can call any more comes first', () => {
  const ids = Object.keys(changeRules)
  const grave = ['operation-removed', 'base-path-changed', 'security-tightened']
  const schemas = ids.findIndex((id) => changeRules[id as keyof typeof changeRules].of === 'schema')
  for (const id of grave) expect(ids.indexOf(id)).toBeLessThan(6)
  expect(schemas).toBeGreaterThan(ids.indexOf('parameter-removed'))
})
