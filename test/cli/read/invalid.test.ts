// One broken document per rule: everything that is printed for it is compared, and every code of
// loading, reading and checking is met by one of them.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codes } from '../../../cli/src/diagnostics/codes.js'
import { compileFile, compileText, root } from './front.js'
import { matchGolden } from './golden.js'

const folder = 'specs/invalid'
const rules = readdirSync(join(root, folder))

const specOf = (rule: string): string =>
  existsSync(join(root, folder, rule, 'spec.json'))
    ? `${folder}/${rule}/spec.json`
    : `${folder}/${rule}/spec.yaml`

describe('a document that breaks the rule', () => {
  it.each(rules)('%s', (rule) => {
    const { diagnostics, printed } = compileFile(specOf(rule))
    expect(diagnostics.length).toBeGreaterThan(0)
    matchGolden(`${folder}/${rule}/expected.txt`, printed)
  })
})

describe('every code of the front half', () => {
  // Hundreds of errors, schemas or defaults need no file (test/cli/plan/heavy-documents.test.ts,
  // test/cli/check/ambiguous-routes.test.ts); overlays and filters are
  // options (test/cli/read/document-options.test.ts), as is what schemas imply (test/cli/read/items-enum.test.ts), and
  // what is fetched needs a server (test/cli/load/remote.test.ts).
  const remote = ['NX1070', 'NX1071', 'NX1072', 'NX1073']
  const elsewhere = [
    'NX1105',
    'NX2016',
    'NX2132',
    'NX2185',
    'NX1040',
    'NX1041',
    'NX2020',
    'NX2221',
    ...remote,
  ]

  it('has a document that causes it', () => {
    const met = new Set(rules.flatMap((rule) => compileFile(specOf(rule)).codes))
    const expected = Object.keys(codes).filter((code) => /^NX[12]/.test(code))
    expect(expected.filter((code) => !met.has(code) && !elsewhere.includes(code))).toEqual([])
  })

  it('NX2016 ends a long list of errors', () => {
    const tags = JSON.stringify(Array.from({ length: 500 }, (_, index) => index))
    const { codes: found } = compileText(
      'api.yaml',
      `openapi: 3.1.0\ninfo: { title: a, version: a }\npaths: { /a: { get: { tags: ${tags} } } }`,
    )
    expect(found.filter((code) => code === 'NX2005')).toHaveLength(100)
    expect(found.filter((code) => code === 'NX2016')).toHaveLength(1)
  })

  it('NX1001 also tells of a document that is missing', () => {
    const { codes: found, printed } = compileFile('specs/none.yaml')
    expect(found).toEqual(['NX1001'])
    expect(printed).toContain('there is no file specs/none.yaml')
  })
})
