// The SARIF of `nexus check`: as the standard's types have it, and with all that code scanning asks for.

import type { Log } from 'sarif'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../cli/src/commands/check/kinds.js'
import { ownRules } from '../../../cli/src/commands/check/rule-texts.js'
import { sarifOf } from '../../../cli/src/commands/check/sarif.js'
import { codes } from '../../../cli/src/diagnostics/codes.js'
import { changeRules } from '../../../cli/src/pipeline.js'

const finding = (more: Partial<Finding>): Finding => {
  return {
    kind: 'stale',
    rule: 'stale',
    message: 'is missing',
    met: null,
    file: 'a.ts',
    place: null,
    ...more,
  }
}
const place = { projectDir: '/src/shop/apps/api', folder: 'apps/api' }
/** Types of the standard, made from its schema: what does not fit them does not compile. */
const logOf = (findings: readonly Finding[]): Log => sarifOf(findings, place)
const resultsOf = (findings: readonly Finding[]) => logOf(findings).runs[0]?.results ?? []
const uriOf = (file: string) =>
  resultsOf([finding({ file })])[0]?.locations?.[0]?.physicalLocation?.artifactLocation

describe('SARIF', () => {
  it.each([
    ['src/a.ts', 'apps/api/src/a.ts', '%SRCROOT%'],
    ['src/ä b#?.ts', 'apps/api/src/%C3%A4%20b%23%3F.ts', '%SRCROOT%'],
    ['../shared/api.yaml', 'apps/shared/api.yaml', '%SRCROOT%'],
    ['/src/shop/specs/api.yaml', 'specs/api.yaml', '%SRCROOT%'],
    ['/elsewhere/api.yaml', 'file:///elsewhere/api.yaml', undefined],
    ['../../../out.yaml', 'file:///src/out.yaml', undefined],
    ['', 'apps/api/nexus.config.ts', '%SRCROOT%'],
  ])('names %s as %s', (file, uri, uriBaseId) => {
    expect(uriOf(file)).toEqual(uriBaseId === undefined ? { uri } : { uri, uriBaseId })
  })

  it('has a level, a region that begins with 1, and a rule with its words for each finding', () => {
    const rules = [...Object.keys(ownRules), ...Object.keys(changeRules), ...Object.keys(codes)]
    const findings = rules.map((rule) => finding({ rule, message: rule }))
    const [run] = logOf(findings).runs
    const descriptors = run?.tool.driver.rules ?? []
    for (const { id, ...rule } of descriptors) {
      // SARIF 2.1.0, 3.49.7: a name that is the id again is left out.
      expect(rule.name, id).toBeUndefined()
      expect(rule, id).toMatchObject({
        shortDescription: { text: expect.stringMatching(/\S/) },
        fullDescription: { text: expect.stringMatching(/\S/) },
        help: { text: expect.stringContaining('Next step: '), markdown: expect.any(String) },
        defaultConfiguration: { level: expect.stringMatching(/^(error|warning|note)$/) },
      })
    }
    expect(run?.results).toHaveLength(findings.length)
    for (const result of run?.results ?? []) {
      expect(descriptors[result.ruleIndex ?? -1]?.id).toBe(result.ruleId)
      expect(result.level).toMatch(/^(error|warning|note)$/)
      const region = result.locations?.[0]?.physicalLocation?.region
      expect(region).toEqual({ startLine: 1, startColumn: 1 })
    }
    expect(run?.automationDetails?.id).toBe('nexus-check/apps/api')
  })

  it('tells findings apart, by something that stays when lines move', () => {
    const one = { line: 3, column: 1 }
    const all = [
      finding({ place: one }),
      finding({ place: one, message: 'is another' }),
      finding({ file: 'b.ts' }),
      finding({ place: { line: 9, column: 1 } }),
    ]
    const prints = resultsOf(all).map(({ partialFingerprints: print }) => print)
    const texts = prints.map((print) => print?.primaryLocationLineHash ?? '')
    expect(new Set(texts).size).toBe(all.length)
    for (const text of texts) expect(text).toMatch(/^[0-9a-f]{16}:\d+$/)
    const [moved] = resultsOf([finding({ place: { line: 100, column: 7 } })])
    expect(moved?.partialFingerprints).toEqual(prints[0])
  })
})
