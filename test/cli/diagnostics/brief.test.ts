// What a hostile document makes a diagnostic quote is cut, visibly; what people write is not.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brief } from '../../../cli/src/diagnostics/brief.js'
import { renderDiagnostics } from '../../../cli/src/diagnostics/render.js'
import { loadDocument } from '../../../cli/src/load/load-document.js'
import { readOpenapi } from '../../../cli/src/read/openapi/document.js'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-brief-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const printedOf = (ref: string): string => {
  const schema = { $ref: ref }
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        get: {
          responses: { 200: { description: 'x', content: { 'application/json': { schema } } } },
        },
      },
    },
  })
  writeFileSync(join(dir, 'api.json'), text)
  const loaded = loadDocument('api.json', { cwd: dir })
  const read = loaded.value === null ? null : readOpenapi(loaded.value)
  const diagnostics = [...loaded.diagnostics, ...(read?.diagnostics ?? [])]
  return renderDiagnostics(diagnostics, loaded.sources)
}

const long = 'x'.repeat(5000)

describe('a `$ref` of thousands of characters', () => {
  it.each([
    ['of another file', `${long}.yaml#/a`],
    ['of a component', `#/components/schemas/${long}`],
    ['that is no pointer', `#${long}`],
    ['that leaves the folder', `../${long}`],
    ['to the network', `https://example.org/${long}`],
    ['of many words', `#/${'word '.repeat(1000)}`],
  ])('%s is told in part', (_, ref) => {
    const printed = printedOf(ref)
    expect(printed).toMatch(/^error NX\d{4} /)
    expect(printed).toMatch(/\.\.\.\[\d+ characters left out\]\.\.\./)
    expect(printed.length).toBeLessThan(2000)
  })

  it('is told whole when it is one that people write', () => {
    const ref = `#/components/schemas/${'x'.repeat(120)}`
    expect(printedOf(ref)).toContain(ref)
  })
})

describe('a brief text', () => {
  it('says how much it left out', () => {
    expect(brief(`no ${'a'.repeat(500)}${'b'.repeat(500)}, sorry`)).toBe(
      `no ${'a'.repeat(100)}...[801 characters left out]...${'b'.repeat(99)}, sorry`,
    )
  })
})
