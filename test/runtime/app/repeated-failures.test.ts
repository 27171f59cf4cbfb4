// How often the failure of an upstream is told: once as it is, then once a second with a count, by chain.

import { expect, test } from 'vitest'
import { RepeatedFailures } from '../../../runtime/src/app/repeated-failures.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import {
  ContractPendingError,
  ContractRpcError,
  ContractUnavailableError,
} from '../../../runtime/src/web3/errors.js'
import { VirtualClock } from '../resilience/virtual-clock.js'

interface Line {
  readonly chain?: number
  readonly notLogged?: number
  readonly err: { readonly message: string; readonly stack?: string }
}

const recording = () => {
  const lines: Line[] = []
  const log = createLog('warn', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const clock = new VirtualClock()
  const failures = new RepeatedFailures(log, clock)
  const tell = (err: Error, times = 1) => {
    for (let call = 0; call < times; call++) failures.tell({ err }, err, 'failed')
  }
  return { lines, clock, tell, told: () => lines.splice(0) }
}

const away = (chain: number, signature = 'read()') =>
  new ContractUnavailableError('the node eth_call failed (ECONNREFUSED)')
    .at({ contract: 'Token', signature })
    .on(chain)

test('an outage is one line with a stack, then one line a second with a count', async () => {
  const { clock, tell, told } = recording()
  tell(away(1), 500)
  tell(away(1, 'other()'), 500)
  const [first, ...more] = told()
  expect(first?.err.stack).toContain('repeated-failures.test')
  expect(more).toEqual([])

  for (const count of [999, 200]) {
    await clock.advance(1_000)
    const [line, ...rest] = told()
    expect(line).toMatchObject({ chain: 1, notLogged: count })
    expect(line?.err.message).toContain('ECONNREFUSED')
    expect(line?.err.stack).toBeUndefined()
    expect(rest).toEqual([])
    tell(away(1), 200)
    expect(told()).toEqual([])
  }
  await clock.advance(5_000)
  expect(told()).toMatchObject([{ notLogged: 200 }])
  expect(clock.armed).toBe(0)

  tell(away(1))
  expect(told()[0]?.err.stack).toBeUndefined()
  await clock.advance(60_000)
  expect(told()).toEqual([])
  tell(away(1))
  expect(told()[0]?.err.stack).toContain('repeated-failures.test')
})

test('chains and failures are told apart, and what names a transaction is always told', () => {
  const { tell, told } = recording()
  tell(away(1), 3)
  tell(away(2), 3)
  tell(new ContractRpcError(-32_000, 'at block 1').on(1))
  tell(new ContractRpcError(-32_000, 'at block 2').on(1))
  tell(new ContractRpcError(-32_005, 'limit').on(1))
  expect(told()).toHaveLength(4)
  for (const hash of ['0x1', '0x2', '0x3']) tell(new ContractPendingError(hash, 'was sent').on(1))
  tell(new Error('chosen by the application'), 3)
  expect(told()).toHaveLength(6)
})

test('what a node makes up does not grow what is kept', () => {
  const { tell, told } = recording()
  for (let each = 0; each < 1_000; each++) tell(new ContractUnavailableError(`${each}`).on(1))
  expect(told()).toHaveLength(65)
})
