// Owns the cases of the level at which a handler's failure is logged: who has to know of it decides.

import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { RequestOver } from '../../../runtime/src/http/request-over.js'
import { timeout } from '../../../runtime/src/middleware/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import {
  ContractArgumentError,
  ContractPendingError,
  ContractRevertError,
  ContractUnavailableError,
} from '../../../runtime/src/web3/index.js'
import type { CircuitChange, ContractsConfig } from '../../../runtime/src/web3/settings.js'
import { converse, halfClose } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { app, bound, get, served } from '../middleware/served.js'

interface Line {
  readonly level: string
  readonly msg: string
  readonly err: {
    readonly message: string
    readonly stack?: string
    readonly transactionHash?: string
  }
}

const recording = () => {
  const lines: Line[] = []
  const log = createLog('debug', {
    write: (line: string) => void lines.push(JSON.parse(line) as Line),
  })
  const failures = () => lines.filter(({ msg }) => msg.startsWith('handler'))
  return { log, lines, failures }
}

const errors: Readonly<Record<string, () => Error>> = {
  argument: () => new ContractArgumentError('to', 'must be an address'),
  revert: () => new ContractRevertError('Paused', {}, '0x', 'Paused()'),
  unavailable: () => new ContractUnavailableError('the node is away'),
  bug: () => new TypeError('x is not a function'),
}

test('what a contract refuses is debug, a chain that is away is warn, a bug is error', async () => {
  const { log, failures } = recording()
  const handler = get((context) => {
    throw errors[context.header('x-error') ?? '']?.()
  })
  const answers: unknown[] = []
  await served(
    app([handler]),
    async (server) => {
      for (const name of Object.keys(errors)) {
        const response = await server.fetch('/get', { headers: { 'x-error': name } })
        const { detail } = (await response.json()) as { detail?: string }
        answers.push([response.status, detail])
      }
    },
    log,
  )
  expect(answers).toEqual([
    [422, "The smart contract's `to` must be an address."],
    [409, 'The contract refused the call with Paused.'],
    [503, 'The chain cannot be used at the moment.'],
    [500, 'The server failed to answer this request.'],
  ])
  expect(failures().map(({ level }) => level)).toEqual(['debug', 'debug', 'warn', 'error'])
})

test('the same failure of a chain has a stack once, whether the application answers it or not', async () => {
  const { log, failures } = recording()
  const handler = get(() => {
    throw errors['unavailable']?.()
  })
  for (const onError of [() => null, () => respond(503).empty()]) {
    await served(
      app([handler], { onError }),
      async (server) => {
        for (let call = 0; call < 3; call++) expect((await server.fetch('/get')).status).toBe(503)
      },
      log,
    )
  }
  const stacks = failures().map(({ err }) => typeof err.stack)
  expect(stacks).toEqual(['string', 'undefined', 'undefined', 'string', 'undefined', 'undefined'])
})

test('an outage of a chain is told when it begins and when it ends, whatever trials find between', async () => {
  const { log, lines } = recording()
  let tell: (change: CircuitChange) => void = () => {}
  const openContracts = (config: object) => {
    tell = (config as Required<ContractsConfig>).onCircuit
    return { contracts: undefined, close: () => {}, status: () => [] }
  }
  const states = ['open', 'half-open', 'open', 'half-open', 'closed', 'open'] as const
  await served(
    app([get(() => respond(204).empty())], { openContracts }),
    async () => {
      for (const circuit of states)
        tell({ chain: 1, circuit, retryAfterMs: 5, host: 'node.test', cause: new Error('refused') })
    },
    log,
  )
  const told = lines.filter(({ msg }) => /chain/.test(msg)).map(({ level }) => level)
  expect(told).toEqual(['warn', 'debug', 'debug', 'debug', 'info', 'warn'])
  const first = lines.find(({ msg }) => /its circuit is open/.test(msg))
  expect(first).toMatchObject({ host: 'node.test', err: { message: 'refused' } })
})

test('a handler that ends because its client left has not failed', async () => {
  const { log, failures } = recording()
  let begun = 0
  const handler = get(async ({ signal }) => {
    begun++
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  await served(
    app([handler]),
    async (server) => {
      const leaving = new AbortController()
      const asked = server.fetch('/get', { signal: leaving.signal }).catch(() => 'left')
      await eventually(() => begun === 1)
      leaving.abort()
      expect(await asked).toBe('left')
      await eventually(() => failures().length === 1)
      const { port } = new URL(server.url)
      const head = 'GET /get HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
      const answer = await converse(Number(port), [head, () => begun === 2, halfClose])
      expect(answer).toMatch(/^HTTP\/1\.1 499 /)
      const metrics = await (await server.fetch('/metrics')).text()
      expect(metrics).toContain('http_response_status_code="499"')
      expect(metrics).not.toContain('http_response_status_code="5')
    },
    log,
  )
  const line = { level: 'debug', msg: 'handler gave up: nobody waits for its answer' }
  expect(failures()).toMatchObject([line, line])
  expect(new RequestOver('The client left.').name).toBe('AbortError')
})

test("what Node's promises make of the signal's reason is no failure, of a client that left or a time-out", async () => {
  const { log, failures } = recording()
  let begun = 0
  const handler = get(async ({ signal }) => {
    begun++
    await sleep(60_000, undefined, { signal })
  })
  const late = bound({ id: 'late', path: '/late' }, async ({ signal }) => {
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  const limited = [timeout('20ms')]
  await served(
    app([handler, late], { middleware: { operations: { late: limited } } }),
    async (server) => {
      const leaving = new AbortController()
      const asked = server.fetch('/get', { signal: leaving.signal }).catch(() => 'left')
      await eventually(() => begun === 1)
      leaving.abort()
      expect(await asked).toBe('left')
      await eventually(() => failures().length === 1)
      expect((await server.fetch('/late')).status).toBe(503)
      await eventually(() => failures().length === 2)
    },
    log,
  )
  const line = { level: 'debug', msg: 'handler gave up: nobody waits for its answer' }
  expect(failures()).toMatchObject([line, line])
})

test('a handler whose time is over while it waits for a transaction names it in the log', async () => {
  const { log, failures } = recording()
  const hash = `0x${'ab'.repeat(32)}`
  // As `sent.wait({ signal })` does.
  const handler = get(async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throw new ContractPendingError(hash, 'was not seen mined', { cause: signal.reason })
  })
  const config = { server: { limits: { handlerTimeoutMs: 50 } } }
  await served(
    app([handler], { config }),
    async (server) => {
      expect((await server.fetch('/get')).status).toBe(504)
      await eventually(() => failures().some(({ err }) => err?.transactionHash === hash))
    },
    log,
  )
  expect(failures().find(({ err }) => err)).toMatchObject({
    level: 'warn',
    msg: 'handler failed on an upstream',
  })
})
