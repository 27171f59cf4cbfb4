// Owns the cases of settings: units, precedence, references to the environment, and what errors say.

import { expect, test } from 'vitest'
import { limits } from '../../../runtime/src/config/limits.js'
import { resolveConfig, resolveSettings } from '../../../runtime/src/config/resolve.js'
import { defineConfig, env, type NexusConfig } from '../../../runtime/src/config/settings.js'
import { ConfigError, parseBytes, parseDurationMs } from '../../../runtime/src/config/units.js'

test.each<[number | string, number]>([
  ['1MiB', 1048576],
  ['64 kB', 64_000],
  ['1.5KiB', 1536],
  ['512', 512],
  ['7b', 7],
  [0, 0],
])('%s is %d bytes', (text, bytes) => {
  expect(parseBytes(text, 'x')).toBe(bytes)
})

test.each<[number | string, number]>([
  ['10s', 10_000],
  ['250ms', 250],
  ['0.5m', 30_000],
  ['2h', 7_200_000],
  [42, 42],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseDurationMs(text, 'x')).toBe(ms)
})

test.each(['', '-1', '1e3', '10 parsecs', 'MiB', '1MiB2', 'Infinity', Number.NaN])(
  '%s is no size, and the error names the setting and what would do',
  (text) => {
    expect(() => parseBytes(text, 'server.limits.bodyBytesMax')).toThrow(
      `server.limits.bodyBytesMax is ${JSON.stringify(text)}.`,
    )
  },
)

const resolve = (config: NexusConfig, environment: Record<string, string> = {}, flags = {}) =>
  resolveSettings(config, { flags, environment, hostDefault: '0.0.0.0' })

test('defaults', () => {
  const settings = resolve({})
  expect(settings).toMatchObject({
    host: '0.0.0.0',
    port: 3000,
    managementPort: null,
    io: 'auto',
    loop: 'wake',
    readinessDelayMs: 1000,
    drainTimeoutMs: 10_000,
    logLevel: 'info',
  })
  expect(settings.limits).toEqual(Object.fromEntries(limits.map((l) => [l.name, l.default])))
})

test('flags come before the environment, and that before the config', () => {
  const config = defineConfig({ server: { port: 1, host: 'c', limits: { bodyBytesMax: '2KiB' } } })
  expect(resolve(config)).toMatchObject({ port: 1, host: 'c', limits: { bodyBytesMax: 2048 } })
  expect(resolve(config, { PORT: '2', HOST: 'e' })).toMatchObject({ port: 2, host: 'e' })
  expect(resolve(config, { PORT: '2' }, { port: '3' })).toMatchObject({ port: 3, host: 'c' })
  expect(resolve(config, { PORT: '' })).toMatchObject({ port: 1 })
})

test('references are replaced at any depth, and only them', () => {
  const url = new URL('http://a/')
  const config = defineConfig({
    app: { url: env('A'), list: [env('B', 'b'), 1], deep: { secret: env('C', '') }, keep: url },
  })
  const resolved = resolveConfig(config, { A: 'a' })
  const text: string = resolved.app.url
  expect(text).toBe('a')
  expect(resolved.app).toEqual({ url: 'a', list: ['b', 1], deep: { secret: '' }, keep: url })
  expect(resolved.app.keep).toBe(url)
})

test('all variables that are missing are named at once', () => {
  const config = defineConfig({ app: { b: env('B'), a: [env('A')] } })
  expect(() => resolveConfig(config, {})).toThrow('needs A, B from the environment')
  expect(() => resolveConfig(config, {})).toThrow(
    expect.objectContaining({ help: expect.stringContaining('those that the compiler wrote') }),
  )
})

test.each<[string, NexusConfig, Record<string, string>, string, string]>([
  ['a port', {}, { PORT: '70000' }, 'PORT is "70000".', 'from 0 to 65535'],
  ['a port that is a word', {}, { PORT: 'http' }, 'PORT is "http".', '0 takes a free one'],
  ['a driver', {}, { NEXUS_IO: 'kqueue' }, 'NEXUS_IO is "kqueue".', 'Use auto, uring, epoll.'],
  ['a level', {}, { LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud".', 'Use info, trace'],
  [
    'an unknown limit',
    { server: { limits: { bodyMax: 1 } as never } },
    {},
    'server.limits.bodyMax is no limit.',
    'bodyBytesMax',
  ],
  [
    'a limit beyond what the engine has room for',
    { server: { limits: { headersMax: 1000 } } },
    {},
    'server.limits.headersMax is 1000.',
    'at least 1 and at most 256',
  ],
  [
    'a limit that would turn itself off',
    { server: { limits: { keepAliveTimeoutMs: '0s' } } },
    {},
    'server.limits.keepAliveTimeoutMs is "0s".',
    'at least 1 ',
  ],
  [
    'a limit without a unit it knows',
    { server: { limits: { headTimeoutMs: '1 day' } } },
    {},
    'server.limits.headTimeoutMs is "1 day".',
    "'10s'",
  ],
])('%s that is wrong is refused with a next step', (_name, config, environment, message, help) => {
  try {
    resolve(config, environment)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).message).toBe(message)
    expect((error as ConfigError).help).toContain(help)
  }
})
