// The thread that type-checks: whatever ends it, who waits for a report gets one.

import { describe, expect, it } from 'vitest'
import { openTypeChecker } from '../../../../cli/src/commands/project/types.js'

const open = (code: string) => {
  const text = `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => { ${code} })`
  const script = new URL(`data:text/javascript,${encodeURIComponent(text)}`)
  return openTypeChecker('/', false, { script })
}
const ok = { kind: 'checked', errors: 0, fresh: 0, text: '', keys: [] }

describe('a type checker', () => {
  it('answers one check after another', async () => {
    const checker = open(`parentPort.postMessage(${JSON.stringify(ok)})`)
    expect(await Promise.all([checker.check([]), checker.check([])])).toEqual([ok, ok])
    await checker.close()
  })

  it.each([
    ['exits without an error', 'process.exit(3)', 'the type checker ended with 3'],
    ['throws', "throw new Error('no memory')", 'no memory'],
  ])('that %s tells all who wait, and those who come later', async (_, code, reason) => {
    const checker = open(code)
    const told = { kind: 'unavailable', reason }
    expect(await Promise.all([checker.check([]), checker.check([])])).toEqual([told, told])
    expect(await checker.check([])).toEqual(told)
  })

  it('that is closed tells who still waits', async () => {
    const checker = open('')
    const waiting = checker.check([])
    await checker.close()
    expect(await waiting).toMatchObject({ kind: 'unavailable' })
  })
})
