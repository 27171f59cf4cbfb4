// Owns the case of a test whose process stalls: its server keeps idle connections until the test is over.

import { expect, it } from 'vitest'
import { resolveSettings } from '../../../runtime/src/config/resolve.js'
import { patient } from '../../../runtime/src/testing/patience.js'

const settingsOf = (config: Parameters<typeof patient>[1]) =>
  patient(resolveSettings(config, { flags: {}, environment: {}, hostDefault: '127.0.0.1' }), config)

it('keeps idle connections for longer than any test, unless the project says how long', () => {
  const { limits } = settingsOf({ server: { limits: { bodyBytesMax: 7 } } })
  expect(limits.keepAliveTimeoutMs).toBeGreaterThan(60_000)
  expect(limits.bodyBytesMax).toBe(7)
  const own = settingsOf({ server: { limits: { keepAliveTimeoutMs: '2s' } } })
  expect(own.limits.keepAliveTimeoutMs).toBe(2000)
})
