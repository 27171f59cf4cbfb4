// Owns how errors are told to people: one name for the next step, whichever part of the runtime threw.

import { NativeLoadError } from '@nexusrt/native'
import { expect, test } from 'vitest'
import { describeError, StartError } from '../../../runtime/src/app/errors.js'
import { ConfigError } from '../../../runtime/src/config/units.js'
import { EngineError } from '../../../runtime/src/native/engine-error.js'
import { ContractSetupError, ContractUnavailableError } from '../../../runtime/src/web3/errors.js'

test.each<[string, Error, string | undefined]>([
  ['StartError', new StartError('m', 'Do this.'), undefined],
  ['ConfigError', new ConfigError('m', 'Do this.'), undefined],
  ['EngineError', new EngineError('ENODRIVER', 'm', 'Do this.'), 'ENODRIVER'],
  [
    'NativeLoadError',
    new NativeLoadError('NEXUS_NATIVE_MISSING', 'm', 'Do this.'),
    'NEXUS_NATIVE_MISSING',
  ],
  ['ContractSetupError', new ContractSetupError('m', 'Do this.'), 'setup'],
])('%s is told with its next step and without a stack', (_name, error, code) => {
  const wanted = { message: 'm', help: 'Do this.' }
  expect(describeError(error)).toEqual(code === undefined ? wanted : { ...wanted, code })
})

test('every error of a contract call has a next step', () => {
  expect(describeError(new ContractUnavailableError('the node is gone')).help).toMatch(/^Check /)
})

test('the system names the error through its cause', () => {
  const cause = Object.assign(new Error('listen'), { code: 'EADDRINUSE' })
  expect(describeError(new StartError('m', 'h', { cause })).code).toBe('EADDRINUSE')
})

test('an error of somebody else is told with where it was thrown', () => {
  expect(describeError(new RangeError('too far')).stack).toContain('errors.test.ts')
  expect(describeError('text')).toEqual({ message: 'text' })
})
