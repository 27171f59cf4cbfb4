// Owns what `nexus.config.ts` may say: its types, `defineConfig` and `env`. Reads no environment.

import type { ContractSettings } from '../web3/settings.js'
import type { WebhookSettings } from '../webhooks/settings.js'
import type { LimitName } from './limits.js'
import type { TlsConfig } from './tls.js'

/** A value that the environment gives when the server starts. */
export interface EnvRef {
  readonly kind: 'env'
  readonly name: string
  readonly fallback?: string
}

/** A literal, or a variable of the environment. */
export type Setting<T> = T | EnvRef

/** `1MiB`, `64 KB`, or a number of bytes. */
export type ByteSize = number | string
/** `10s`, `250ms`, `5m`, or a number of milliseconds. */
export type Duration = number | string

/** `T` where each text may come from the environment. */
type FromEnvironment<T> = T extends string
  ? Setting<T>
  : T extends object
    ? { readonly [K in keyof T]: FromEnvironment<T[K]> }
    : T

/**
 * A contract the server calls.
 *
 * @example
 * const token: ContractConfig = {
 *   abi: 'abi/Token.json',
 *   chain: { id: 1, rpcUrl: env('RPC_URL') },
 *   address: env('TOKEN_ADDRESS'),
 *   policy: { deadlineMs: 5000 },
 * }
 */
export interface ContractConfig extends FromEnvironment<ContractSettings> {
  /** ABI file, from the project's root: a bare array, or what Hardhat, Foundry or solc write around it. */
  readonly abi: string
}

/** What a server shows of its own contract. */
export type DocsSetting = 'page' | 'document' | 'off'

/** How the server listens, what it bears, how it ends. */
export interface ServerConfig {
  /** Address to listen on. Default: 0.0.0.0, in `nexus dev` 127.0.0.1. Environment: HOST. */
  readonly host?: Setting<string>
  /** Port to listen on; 0 takes a free one. Default: 3000. Environment: PORT. */
  readonly port?: Setting<number | string>
  /** Own listener for health, readiness and metrics. Default: they answer on the main port. Environment: MANAGEMENT_PORT. */
  readonly managementPort?: Setting<number | string>
  /** How the kernel is asked: `auto` takes io_uring where it is allowed, else epoll. Default `auto`. Environment: NEXUS_IO. */
  readonly io?: Setting<'auto' | 'uring' | 'epoll'>
  /** Who waits for the kernel: Node.js, woken by the engine, or the engine inside Node.js's loop. Default `wake`. Environment: NEXUS_LOOP. */
  readonly loop?: Setting<'wake' | 'inverted'>
  /**
   * `page`: /docs (Swagger UI) and /openapi.json; `document`: /openapi.json only; `off`: neither. Default: `page` in
   * `nexus dev`, else `document`. Environment: NEXUS_DOCS.
   */
  readonly docs?: Setting<DocsSetting>
  /**
   * Whether HTTP/2 is spoken: by ALPN over TLS, and to clients that begin with it. Default `on`. Environment:
   * NEXUS_HTTP2.
   */
  readonly http2?: Setting<'off' | 'on'>
  /** HTTPS instead of HTTP. Files are relative to where the server starts. */
  readonly tls?: FromEnvironment<TlsConfig>
  /** Each with its default in docs/reference/limits.md. */
  readonly limits?: { readonly [N in LimitName]?: Setting<number | string> }
  /** How it ends. */
  readonly shutdown?: {
    /** Time with readiness 503 before the listener closes, on SIGTERM. Default 1s. Environment: SHUTDOWN_DELAY. */
    readonly readinessDelay?: Setting<Duration>
    /** Time that requests in flight get. Default 10s. Environment: SHUTDOWN_TIMEOUT. */
    readonly drainTimeout?: Setting<Duration>
  }
}

/** How the compiler reads schemas, and what it makes of them. */
export interface SchemasConfig {
  /** Take `properties` without `type` for `type: object`, `items` for `type: array`, and an `enum` of texts beside `type: array` for one of the items. Default true; false goes by the letter of JSON Schema, where other values pass. */
  readonly impliedTypes?: boolean
  /** When answers are held against their schemas; one that does not fit is a 500. Default `development`: in `nexus dev` and in tests (`startApp`). */
  readonly checkAnswers?: 'never' | 'development' | 'always'
  /**
   * What handlers see of `format: int64` and `uint64`. Default `number`, which refuses integers beyond 2^53; `bigint`
   * and `string` (`Int64`, `Uint64`) keep all digits.
   */
  readonly int64?: 'number' | 'bigint' | 'string'
  /** What handlers see of `type: number` with `format: decimal`. Default `number`; `string` (`Decimal`) keeps all digits. */
  readonly decimal?: 'number' | 'string'
}

/** How the compiler reads the OpenAPI document, and which part of it. */
export interface DocumentConfig {
  /**
   * Overlay documents (Overlay 1.0), applied in this order; from the project's root. A target looks through a path item's
   * `$ref` to another file, and changes what it leads to, for all who refer to it; through no other `$ref`.
   */
  readonly overlays?: readonly string[]
  /** Compile only operations that one of these names; schemas that only others use are left out. */
  readonly include?: {
    /** Tags of operations. */
    readonly tags?: readonly string[]
    /** Path templates as written, or their start and `*`: `/pets/*`. */
    readonly paths?: readonly string[]
    /** Ids as written in the document. */
    readonly operationIds?: readonly string[]
  }
  /** Folder that `$ref` may read from, from the project's root. Default: the folder of the document. */
  readonly refRoot?: string
  /** Other limits on documents that are trusted: `{ nodesMax: 10_000_000 }`. NX1020 names the one that was exceeded. */
  readonly limits?: Readonly<Record<string, number>>
  /** What `$ref` may name by URL. Default: nothing. */
  readonly remote?: {
    /** URLs that may be fetched, with what is below them: `['https://schemas.example.com/v1/']`. See docs/reference/remote-references.md. */
    readonly allow?: readonly string[]
    /** Folders that stand for URLs, from the project's root: `{ 'https://schemas.example.com/v1/': 'specs/vendored' }`. */
    readonly folders?: Readonly<Record<string, string>>
  }
}

/** What `nexus check` finds and lets pass. */
export interface CheckConfig {
  /** Breaking changes that are meant: told as accepted, and no reason to fail. */
  readonly accept?: readonly {
    /** The rule's name, as the report has it: `operation-removed`. */
    readonly rule: string
    /** Where it is met, as the report has it, `GET /pets query limit`; each `*` stands for any text. */
    readonly where: string
    /** Why it is meant; reports say it. */
    readonly reason: string
  }[]
}

/** What `nexus.config.ts` exports. */
export interface NexusConfig {
  /** OpenAPI document, from the project's root. */
  readonly openapi?: string
  /** Contracts that handlers may call, by the name they go by there. */
  readonly contracts?: Readonly<Record<string, ContractConfig>>
  /** How the compiler reads schemas. */
  readonly schemas?: SchemasConfig
  /** How the compiler reads the document. */
  readonly document?: DocumentConfig
  /** What `nexus check` lets pass. */
  readonly check?: CheckConfig
  /** What `createWebhooks(config.webhooks)` is given: secret, times, attempts. */
  readonly webhooks?: FromEnvironment<WebhookSettings>
  /** The listener, its limits, its end. */
  readonly server?: ServerConfig
  /** What is logged. */
  readonly log?: {
    /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. Default info. Environment: LOG_LEVEL. */
    readonly level?: Setting<string>
  }
  /** Settings of your own; `createState` receives them with the environment filled in. */
  readonly app?: Readonly<Record<string, unknown>>
}

/** A config with every `env()` replaced by the string it stood for. */
export type ResolvedConfig<C> = C extends EnvRef
  ? string
  : C extends (...args: never[]) => unknown
    ? C
    : C extends object
      ? { readonly [K in keyof C]: ResolvedConfig<C[K]> }
      : C

/** Settings of a project's own. */
type OwnSettings = Readonly<Record<string, unknown>>

// Not one type parameter for the whole: an object that a parameter is inferred from may have any property,
// and a misspelt setting would pass.

/** What `defineConfig` takes: the names of `contracts` and the shape of `app` are the project's own. */
export interface ConfigInput<Own extends OwnSettings, Key extends string>
  extends Omit<NexusConfig, 'app' | 'contracts'> {
  readonly contracts?: Readonly<Record<Key, ContractConfig>>
  readonly app?: Own
}

/** What `defineConfig` gives. */
export interface DefinedConfig<Own extends OwnSettings, Key extends string>
  extends Omit<NexusConfig, 'app' | 'contracts'> {
  readonly contracts: Readonly<Record<Key, ContractConfig>>
  readonly app: Own
}

/**
 * Types a configuration; a setting that does not exist is a type error.
 *
 * @example
 * export default defineConfig({
 *   openapi: 'specs/api.yaml',
 *   app: { databaseUrl: env('DATABASE_URL') },
 *   server: { limits: { bodyBytesMax: '1MiB' } },
 * })
 */
export const defineConfig = <
  const Own extends OwnSettings = Record<never, never>,
  Key extends string = never,
>(
  config: ConfigInput<Own, Key>,
): DefinedConfig<Own, Key> =>
  ({ contracts: {}, app: {}, ...config }) as unknown as DefinedConfig<Own, Key>

/**
 * A value from the environment, read when the server starts. Without a fallback it must be set then.
 *
 * @example
 * env('PORT', '3000')
 */
export const env = (name: string, fallback?: string): EnvRef =>
  fallback === undefined ? { kind: 'env', name } : { kind: 'env', name, fallback }
