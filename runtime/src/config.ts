// Owns the public entry `@nexusrt/runtime/config`: what `nexus.config.ts` imports. Loads nothing else.

export { type Limit, type LimitName, type LimitUnit, limits } from './config/limits.js'
export {
  type ByteSize,
  type ConfigInput,
  type ContractConfig,
  type DefinedConfig,
  type Duration,
  defineConfig,
  type EnvRef,
  env,
  type NexusConfig,
  type ResolvedConfig,
  type ServerConfig,
  type Setting,
} from './config/settings.js'
export { parseBytes, parseDurationMs } from './config/units.js'
