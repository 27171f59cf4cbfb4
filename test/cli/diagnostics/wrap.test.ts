// Lines of advice keep to the width of a terminal, and stay whole in a pipe.

import { describe, expect, it } from 'vitest'
import { Failure } from '../../../cli/src/commands/failure.js'
import { describeFailure, openTerminal } from '../../../cli/src/commands/terminal.js'
import { codes } from '../../../cli/src/diagnostics/codes.js'
import { ansi } from '../../../cli/src/diagnostics/paint.js'
import { renderDiagnostics } from '../../../cli/src/diagnostics/render.js'
import { lineWidth, wrapped } from '../../../cli/src/diagnostics/wrap.js'

const long = codes.NX5010.help
const found = [
  {
    code: 'NX5010' as const,
    severity: 'warning' as const,
    message: 'm',
    at: null,
    help: long,
    related: [{ message: `{place} ${'another word '.repeat(9)}`, at: { file: 'a', pointer: '' } }],
  },
]

describe('a line of advice', () => {
  it('is broken at blanks, with its lines below each other, and loses no word', () => {
    const printed = renderDiagnostics(found, new Map(), { width: 50 })
    const [, ...lines] = printed.trimEnd().split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(50)
    expect(lines.length).toBeGreaterThan(4)
    const help = lines.slice(lines.findIndex((line) => line.includes('help:')))
    for (const line of help.slice(1)) expect(line).toMatch(/^ {11}\S/)
    expect(help.map((line) => line.replace(/^ +(?:= help: )?/, '')).join(' ')).toBe(long)
  })

  it('is the same in colours', () => {
    const plain = renderDiagnostics(found, new Map(), { width: 50 })
    const painted = renderDiagnostics(found, new Map(), { width: 50, paint: ansi })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken away.
    expect(painted.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(plain)
  })

  it('is one line where there is no terminal', () => {
    expect(renderDiagnostics(found, new Map()).split('\n')).toHaveLength(4)
    expect(wrapped(long, null, 4)).toBe(long)
  })

  it('is broken below a failure as well', () => {
    const terminal = { ...openTerminal({ color: false }), width: 40 }
    const lines = describeFailure(new Failure('usage', 'what', long), terminal).split('\n')
    for (const line of lines.slice(2)) expect(line).toMatch(/^ {10}\S.{0,29}$/)
    expect(lines.length).toBeGreaterThan(3)
  })

  it('keeps a word that is longer than the line', () => {
    expect(wrapped(`a ${'b'.repeat(60)} c`, 40, 2)).toBe(`a\n  ${'b'.repeat(60)}\n  c`)
  })
})

it.each([
  [{ isTTY: true, columns: 120 }, undefined, 120],
  [{ isTTY: true, columns: 120 }, '90', 90],
  [{ isTTY: true, columns: 120 }, 'many', 120],
  [{ isTTY: true, columns: 10 }, undefined, 40],
  [{ isTTY: true, columns: 0 }, undefined, null],
  [{ isTTY: false, columns: 120 }, '90', null],
  [{}, '90', null],
])('the width of %j with COLUMNS %s is %s', (stream, asked, width) => {
  expect(lineWidth(stream, asked)).toBe(width)
})
