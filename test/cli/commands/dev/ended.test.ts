// What fails because `nexus dev` is ended says nothing; what fails by itself is told.

import { expect, it } from 'vitest'
import { untilEnded } from '../../../../cli/src/commands/dev/ended.js'
import { Failure } from '../../../../cli/src/commands/failure.js'

const fault = new Error('The service was stopped: write EPIPE')
const failing = (error: unknown) => () => Promise.reject(error)

it.each([
  ['before it', () => AbortSignal.abort()],
  [
    'right after it',
    () => {
      const stop = new AbortController()
      setImmediate(() => stop.abort())
      return stop.signal
    },
  ],
])('a failure with a signal %s is an end', async (_, signal) => {
  await expect(untilEnded(failing(fault), signal())).resolves.toBeUndefined()
})

it('a failure without a signal is told', async () => {
  await expect(untilEnded(failing(fault), new AbortController().signal)).rejects.toBe(fault)
})

it('a failure in words is told, unless everything ends', async () => {
  const failure = new Failure('environment', 'the port is in use', null)
  await expect(untilEnded(failing(failure), new AbortController().signal)).rejects.toBe(failure)
  await expect(untilEnded(failing(failure), AbortSignal.abort())).resolves.toBeUndefined()
})
