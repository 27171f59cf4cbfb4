// Owns how settings are found: flags before environment before `nexus.config.ts` before defaults.

import type { EngineLimits } from '../native/engine.js'
import { type Limit, type LimitUnit, limits } from './limits.js'
import type { DocsSetting, EnvRef, NexusConfig, ResolvedConfig } from './settings.js'
import { resolveTls, type TlsConfig, type TlsSettings } from './tls.js'
import { ConfigError, parseBytes, parseChoice, parseCount, parseDurationMs } from './units.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** Settings of a running server, each with its unit. */
export interface ServerSettings {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** null: health, readiness and metrics answer on the main port. */
  readonly managementPort: number | null
  readonly io: 'auto' | 'uring' | 'epoll'
  readonly loop: 'wake' | 'inverted'
  readonly docs: DocsSetting
  readonly http2: 'off' | 'on'
  readonly limits: EngineLimits
  /** null: plain HTTP. */
  readonly tls: TlsSettings | null
  readonly readinessDelayMs: number
  readonly drainTimeoutMs: number
  readonly logLevel: string
}

/** What flags of the command line, or a caller, decide. */
export interface Flags {
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly managementPort?: number | string | undefined
}

export interface Sources {
  readonly flags: Flags
  readonly environment: Environment
  /** Host where nothing else names one: loopback in `nexus dev`, all interfaces in production. */
  readonly hostDefault: string
  /** What is shown of the contract where nothing else says; default: the document. */
  readonly docsDefault?: DocsSetting
}

const isEnvRef = (value: object): value is EnvRef =>
  'kind' in value && value.kind === 'env' && 'name' in value && typeof value.name === 'string'

/**
 * Replaces every `env()` in a config by the variable's value.
 *
 * @throws {ConfigError} that names every variable which is missing.
 */
export const resolveConfig = <C extends NexusConfig>(
  config: C,
  environment: Environment,
): ResolvedConfig<C> => {
  const missing = new Set<string>()
  const resolved = replaceRefs(config, environment, missing)
  if (missing.size > 0) {
    const names = [...missing].sort().join(', ')
    throw new ConfigError(
      `The configuration needs ${names} from the environment, and ${missing.size === 1 ? 'it is' : 'they are'} not set.`,
      'Set them before starting, or give env() a fallback; .env.example lists those that the compiler wrote.',
    )
  }
  return resolved as ResolvedConfig<C>
}

const replaceRefs = (value: unknown, environment: Environment, missing: Set<string>): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (isEnvRef(value)) {
    const found = environment[value.name] || value.fallback
    if (found === undefined) missing.add(value.name)
    return found
  }
  if (Array.isArray(value)) return value.map((item) => replaceRefs(item, environment, missing))
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceRefs(item, environment, missing)]),
  )
}

/**
 * The settings of a server.
 *
 * @throws {ConfigError} with the setting's name and what would be right.
 */
export const resolveSettings = (config: NexusConfig, sources: Sources): ServerSettings => {
  const { flags, environment, hostDefault } = sources
  const server = (resolveConfig({ server: config.server ?? {} }, environment).server ??
    {}) as LooseServer
  const level = resolveConfig({ log: config.log ?? {} }, environment).log as { level?: string }
  const { shutdown = {} } = server
  const first = (...values: (number | string | undefined)[]) =>
    values.find((value) => value !== undefined && value !== '')
  const managementPort = first(
    flags.managementPort,
    environment.MANAGEMENT_PORT,
    server.managementPort,
  )
  return {
    host: String(first(flags.host, environment.HOST, server.host) ?? hostDefault),
    port: parsePort(first(flags.port, environment.PORT, server.port) ?? 3000, 'PORT'),
    managementPort:
      managementPort === undefined ? null : parsePort(managementPort, 'MANAGEMENT_PORT'),
    io: parseChoice(['auto', 'uring', 'epoll'], first(environment.NEXUS_IO, server.io), 'NEXUS_IO'),
    loop: parseChoice(
      ['wake', 'inverted'],
      first(environment.NEXUS_LOOP, server.loop),
      'NEXUS_LOOP',
    ),
    docs: parseChoice(
      docsOrder(sources.docsDefault ?? 'document'),
      first(environment.NEXUS_DOCS, server.docs),
      'NEXUS_DOCS',
    ),
    http2: parseChoice(['on', 'off'], first(environment.NEXUS_HTTP2, server.http2), 'NEXUS_HTTP2'),
    limits: resolveLimits(server.limits ?? {}),
    tls: resolveTls(server.tls, environment),
    readinessDelayMs: parseDurationMs(
      first(environment.SHUTDOWN_DELAY, shutdown.readinessDelay) ?? '1s',
      'server.shutdown.readinessDelay',
    ),
    drainTimeoutMs: parseDurationMs(
      first(environment.SHUTDOWN_TIMEOUT, shutdown.drainTimeout) ?? '10s',
      'server.shutdown.drainTimeout',
    ),
    logLevel: parseChoice(
      ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'],
      first(environment.LOG_LEVEL, level.level),
      'LOG_LEVEL',
    ),
  }
}

// The first one is the default.
const docsOrder = (first: DocsSetting): readonly [DocsSetting, ...DocsSetting[]] => [
  first,
  ...(['page', 'document', 'off'] as const).filter((each) => each !== first),
]

// `server` once its references are text: the public type also allows references.
interface LooseServer {
  host?: string
  port?: number | string
  managementPort?: number | string
  io?: string
  loop?: string
  docs?: string
  http2?: string
  limits?: Record<string, number | string>
  tls?: TlsConfig
  shutdown?: { readinessDelay?: number | string; drainTimeout?: number | string }
}

const parsePort = (value: number | string, setting: string): number => {
  const port = /^\d{1,5}$/.test(String(value)) ? Number(value) : Number.NaN
  if (port <= 65535) return port
  throw new ConfigError(
    `${setting} is ${JSON.stringify(value)}.`,
    'Write a port from 0 to 65535; 0 takes a free one.',
  )
}

const parsers: Record<LimitUnit, (value: number | string, setting: string) => number> = {
  bytes: parseBytes,
  'bytes/s': parseBytes,
  ms: parseDurationMs,
  count: parseCount,
}

const resolveLimits = (given: Readonly<Record<string, number | string>>): EngineLimits => {
  for (const name of Object.keys(given)) {
    if (!limits.some((limit) => limit.name === name)) {
      const names = limits.map((limit) => limit.name).join(', ')
      throw new ConfigError(`server.limits.${name} is no limit.`, `The limits are ${names}.`)
    }
  }
  const entries = limits.map((limit) => [limit.name, limitOf(limit, given[limit.name])])
  return Object.fromEntries(entries) as EngineLimits
}

const limitOf = (limit: Limit, given: number | string | undefined): number => {
  if (given === undefined) return limit.default
  const { name, unit, min, max } = limit
  const setting = `server.limits.${name}`
  const value = parsers[unit](given, setting)
  if (value >= min && value <= max) return value
  throw new ConfigError(
    `${setting} is ${JSON.stringify(given)}.`,
    `Write at least ${min} and at most ${max} (${unit}); docs/reference/limits.md lists the limits.`,
  )
}
