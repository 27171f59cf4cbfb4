// `nexus explain`: every code and every rule has a page, and where there is none the nearest one is named.

import { describe, expect, it } from 'vitest'
import { ownRules } from '../../../cli/src/commands/check/rule-texts.js'
import { explain } from '../../../cli/src/commands/explain.js'
import { Failure } from '../../../cli/src/commands/failure.js'
import { openTerminal } from '../../../cli/src/commands/terminal.js'
import { codes } from '../../../cli/src/diagnostics/codes.js'
import { changeRules } from '../../../cli/src/pipeline.js'

const terminal = openTerminal({ color: false })
const ids = [...Object.keys(codes), ...Object.keys(changeRules), ...Object.keys(ownRules)]

describe('nexus explain', () => {
  it.each(ids)('says what %s means, what to do, and where it is documented', (id) => {
    const page = explain(id, terminal)
    expect(page.split('\n')[0]).toMatch(new RegExp(`^${id} {2}\\S.* \\(\\S.*\\)$`))
    expect(page).toMatch(/\n\nNext step: \S/)
    expect(page).toMatch(/\n\nSee docs\/\S+\.md/)
  })

  it('shows what a code looks like, in a document that breaks the rule', () => {
    expect(explain('NX2104', terminal)).toMatch(
      /For example:\n\nwarning NX2104 .*\n +--> api\.yaml:\d+:\d+\n/,
    )
  })

  it('takes a code in small letters', () => {
    expect(explain('nx2104', terminal)).toBe(explain('NX2104', terminal))
  })

  it('lists every one of them once, by family', () => {
    const lines = explain(null, terminal).split('\n')
    const listed = lines.flatMap((line) => /^ {2}(\S+) {2,}\S/.exec(line)?.[1] ?? [])
    expect([...listed].sort()).toEqual([...ids].sort())
    expect(lines[0]).toBe('Loading files')
  })

  it('names the nearest one where there is none', () => {
    const failure = (asked: string): Failure => {
      try {
        explain(asked, terminal)
      } catch (error) {
        if (error instanceof Failure) return error
      }
      throw new Error(`${asked} is explained`)
    }
    expect(failure('operation-removd').help).toBe('did you mean operation-removed?')
    expect(failure('nonsense')).toMatchObject({
      kind: 'usage',
      message: 'there is no code or rule nonsense',
    })
  })
})
