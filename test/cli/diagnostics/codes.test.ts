// The registry of codes, its page, and the places in the source that use them agree.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CodeInfo } from '../../../cli/src/diagnostics/code-info.js'
import { codes } from '../../../cli/src/diagnostics/codes.js'
import { root } from '../read/front.js'
import { matchGolden } from '../read/golden.js'
import { renderErrorsPage } from './errors-page.js'
import { examplesFile, renderExamples, storedExamples, untrueExamples } from './examples.js'

const sources = readdirSync(join(root, 'cli/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('diagnostics/codes'))
  .map((name) => readFileSync(join(root, 'cli/src', name), 'utf8'))

/** Tests and what they compare with; tests of the registry and of the tree provoke nothing. */
const testTexts = (): string[] =>
  ['test', 'specs/invalid'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|txt)$/.test(name) && !/^(cli\/diagnostics|house)\//.test(name))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  )

describe('the registry of codes', () => {
  it('has examples that are what the compiler prints', () => {
    // Rewritten with the others; else a document that breaks a rule more shortly changes nothing.
    if (process.env.UPDATE_GOLDEN === '1') matchGolden(examplesFile, renderExamples())
    expect(untrueExamples()).toEqual([])
    expect(Object.keys(storedExamples()).length).toBeGreaterThan(70)
    for (const [code, text] of Object.entries(storedExamples())) expect(text).toContain(` ${code} `)
  })

  it('is the page docs/errors.md', () => {
    matchGolden('docs/errors.md', renderErrorsPage())
  })

  it('and its page name the same codes', () => {
    const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')
    const headings = [...page.matchAll(/^### (NX\d+)/gm)].map(([, code]) => code)
    expect(headings).toEqual(Object.keys(codes).sort())
  })

  it('has every code that the source uses, and no other', () => {
    const used = new Set(
      sources.flatMap((text) => [...text.matchAll(/'(NX\d{4})'/g)].map(([, code]) => code ?? '')),
    )
    expect([...used].filter((code) => !(code in codes))).toEqual([])
    expect(Object.keys(codes).filter((code) => !used.has(code))).toEqual([])
  })

  it('has no code that no test provokes', () => {
    const named = new Set(testTexts().flatMap((text) => text.match(/\bNX\d{4}\b/g) ?? []))
    expect(Object.keys(codes).filter((code) => !named.has(code))).toEqual([])
  })

  it.each(Object.entries<CodeInfo>(codes))('%s is written as the others', (code, info) => {
    expect(code).toMatch(/^NX[123459]\d{3}$/)
    expect(info.title).toMatch(/^[^A-Z]|^(?:ABI|JSON|YAML|OpenAPI|Swagger|Solidity)/)
    expect(info.title).not.toMatch(/\.$/)
    expect(info.meaning).toMatch(/\.$/)
    expect(info.help).toMatch(/[^.]$/)
  })
})
