// One minimal document per feature: its IR is a golden, and it compiles without an error.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { printProgram } from '../../../cli/src/ir/printer.js'
import { compileFile, root } from './front.js'
import { matchGolden } from './golden.js'

const names = readdirSync(join(root, 'specs/features'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace(/\.yaml$/, ''))

describe('the IR of', () => {
  it.each(names)('%s', (name) => {
    const { api, diagnostics, printed } = compileFile(`specs/features/${name}.yaml`)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(api).not.toBeNull()
    if (api === null) return
    const warnings = printed === '' ? '' : `\nwarnings\n\n${printed}`
    matchGolden(`test/golden/ir/${name}.txt`, printProgram({ api, contracts: [] }) + warnings)
  })

  it('every golden belongs to a feature', () => {
    const goldens = readdirSync(join(root, 'test/golden/ir')).map((name) =>
      name.replace(/\.txt$/, ''),
    )
    expect(goldens.sort()).toEqual([...names].sort())
  })
})
