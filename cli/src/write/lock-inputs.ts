// Owns what nexus.lock has of nexus.config.ts: which document and ABIs there are, and what says what they mean. Who
// compares with a revision learns it from data, and runs no nexus.config.ts that is not the present one.

import { documentDefaults } from '../ir/document-options.js'
import { schemaDefaults } from '../ir/schema-options.js'
import type { BaseSettings } from './last-documents.js'
import { parseLock } from './lock-text.js'

interface Paths {
  readonly openapi: string | null
  readonly contracts: readonly { readonly key: string; readonly abi: string }[]
}

/** What nexus.config.ts says, as it is written there: paths are from the project. */
export interface ConfiguredInputs extends Paths {
  readonly settings: BaseSettings
}

/** What a lock says, which may be anybody's: settings are as they are there. */
export interface LockedInputs extends Paths {
  readonly settings: { readonly [Name in keyof BaseSettings]: unknown }
}

const contractPrefix = 'contract '

/** The same as entries of the lock: `openapi`, `contract token`, and settings that are not the usual ones. */
export const inputEntries = ({
  openapi,
  contracts,
  settings: { schemas, include },
}: ConfiguredInputs): ReadonlyMap<string, unknown> => {
  const unusual = {
    schemas: differences(schemas, schemaDefaults),
    include: differences(include, documentDefaults.include),
  }
  return new Map<string, unknown>([
    ...(openapi === null ? [] : [['openapi', openapi] as const]),
    ...contracts.map(({ key, abi }) => [`${contractPrefix}${key}`, abi] as const),
    ...Object.entries(unusual).filter(([, each]) => Object.keys(each).length > 0),
  ])
}

const differences = (given: object, usual: object): object => {
  const defaults = new Map(Object.entries(usual).map(([name, value]) => [name, text(value)]))
  const other = Object.entries(given).filter(([name, value]) => defaults.get(name) !== text(value))
  return Object.fromEntries(other)
}

const text = (value: unknown): string => JSON.stringify(value)

/** What the text of a lock says of it; null where it is damaged, or older than that. */
export const inputsOfLock = (lock: string): LockedInputs | null => {
  const { inputs } = parseLock(lock) ?? {}
  if (inputs === undefined || inputs.size === 0) return null
  const openapi = inputs.get('openapi')
  return {
    openapi: typeof openapi === 'string' ? openapi : null,
    contracts: [...inputs].flatMap(([of, abi]) =>
      of.startsWith(contractPrefix) && typeof abi === 'string'
        ? [{ key: of.slice(contractPrefix.length), abi }]
        : [],
    ),
    settings: { schemas: inputs.get('schemas'), include: inputs.get('include') },
  }
}
