// What a diagnostic looks like, whole.

import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../cli/src/diagnostics/diagnostic.js'
import { ansi } from '../../../cli/src/diagnostics/paint.js'
import { renderDiagnostics } from '../../../cli/src/diagnostics/render.js'
import { parseText } from '../../../cli/src/load/parse-text.js'
import { compileText } from '../read/front.js'

const sourcesOf = (file: string, text: string) => {
  const { value } = parseText(file, text)
  return new Map(value === null ? [] : [[file, value]])
}

const error = (finding: Partial<Diagnostic>): Diagnostic => ({
  code: 'NX2005',
  severity: 'error',
  message: 'wrong',
  at: null,
  ...finding,
})

describe('a diagnostic', () => {
  it('looks as the architecture shows it', () => {
    const operation = (id: string, name: string) => `    get:
      operationId: ${id}
      parameters: [{ name: ${name}, in: path, required: true, schema: {} }]
      responses: { '204': { description: Done. } }
`
    const text = `openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n\n\npaths:\n  /pets/{petId}:\n${operation('getPet', 'petId')}\n\n  /pets/{id}:\n${operation('findPet', 'id')}`
    expect(
      compileText('specs/api.yaml', text).printed,
    ).toBe(`warning NX2104  two operations answer GET /pets/{id}; only the first is served
  --> specs/api.yaml:14:5
   |
14 |     get:
   |     ^^^ left out (\`findPet\`)
   = served is the one at specs/api.yaml:7:5 (\`getPet\`)
   = help: merge them, change one path, or choose one with \`include\`
`)
  })

  it('gives a help once per code, whatever stands between', () => {
    const found = [
      error({ help: 'do this' }),
      error({ code: 'NX2008', help: 'do this' }),
      error({ message: 'wrong too', help: 'do this' }),
      error({ help: 'do that' }),
    ]
    expect(renderDiagnostics(found, new Map()).match(/.* (?:wrong.*|= .*)/g)).toEqual([
      'error NX2005  wrong',
      '   = help: do this',
      'error NX2008  wrong',
      '   = help: do this',
      'error NX2005  wrong too',
      'error NX2005  wrong',
      '   = help: do that',
    ])
  })

  it('without a place is a heading and a help', () => {
    expect(renderDiagnostics([error({ help: 'do this' })], new Map())).toBe(
      'error NX2005  wrong\n   = help: do this\n',
    )
  })

  it('in a file that was not read names the file', () => {
    expect(renderDiagnostics([error({ at: { file: 'gone.yaml', pointer: '' } })], new Map())).toBe(
      'error NX2005  wrong\n  --> gone.yaml\n',
    )
  })

  it('cuts a long line around its place', () => {
    const text = `{"a": "${'x'.repeat(300)}", "b": 1, "c": "${'y'.repeat(300)}"}`
    const [, place, , line, marks] = renderDiagnostics(
      [error({ at: { file: 'a.json', pointer: '/b' } })],
      sourcesOf('a.json', text),
    ).split('\n')
    expect(place).toBe(' --> a.json:1:316')
    expect(line?.length).toBeLessThan(140)
    expect(line?.[marks?.indexOf('^') ?? 0]).toBe('1')
  })

  it('underlines the same characters after tabs and escapes', () => {
    const [, , , line, marks] = renderDiagnostics(
      [error({ at: { file: 'a.json', pointer: '/b' } })],
      sourcesOf('a.json', '{\t"a\u202e": 1,\t"b": 2}'),
    ).split('\n')
    expect(line?.slice(marks?.indexOf('^'))).toBe('2}')
  })

  it('lets no control character of a document through', () => {
    const hostile = '\u001b[2J\r\n\u0000\u009b\u202e\u2028\ud800'
    const printed = renderDiagnostics(
      [
        error({
          message: hostile,
          help: hostile,
          label: hostile,
          at: { file: `${hostile}.yaml`, pointer: '' },
        }),
      ],
      new Map(),
    )
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028\p{Surrogate}]/u)
  })

  it('is coloured only by an injected painter', () => {
    const found = [error({ help: 'do this' })]
    expect(renderDiagnostics(found, new Map())).not.toContain('\u001b')
    expect(renderDiagnostics(found, new Map(), { paint: ansi })).toContain('\u001b[31m')
  })
})
